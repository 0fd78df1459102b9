/** Langfuse exposes no metrics: its alerts use probes and the length of its queues. */

import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { blackbox } from '../blackbox/handle.ts';
import { gateway } from '../gateway/handle.ts';
import { grafana } from '../grafana/handle.ts';
import { valkey } from '../valkey/handle.ts';
import { langfuse } from './handle.ts';

export const LANGFUSE_ALERTS: readonly Alert[] = [
  alert({
    name: 'LangfuseDown',
    rules: [
      {
        severity: 'critical',
        expression: promql(
          `probe_success{job="${langfuse.probes.health}"} == 0 or absent(probe_success{job="${langfuse.probes.health}"})`,
        ),
        for: '5m',
      },
    ],
    summary: 'Langfuse is down, or cannot reach its database',
    description:
      'The health endpoint of Langfuse web fails. Users cannot sign in, and the collector queues traces until Langfuse is available again.',
    dashboard: 'langfuse',
    needs: [blackbox],
    runbook: {
      meaning:
        'The endpoint returns status 503 when Langfuse cannot reach PostgreSQL. It does not respond when no pod of Langfuse web is running. Meanwhile, the collector queues traces.',
      diagnosis: [
        {
          caption: 'Status code of the health endpoint (0: no response):',
          query: promql(`probe_http_status_code{job="${langfuse.probes.health}"}`),
        },
        {
          caption: 'Pods of Langfuse:',
          command: 'kubectl -n lang-observatory get pods -l app.kubernetes.io/name=langfuse',
        },
        {
          caption: 'Recent logs of Langfuse web:',
          command: 'kubectl -n lang-observatory logs deployment/langfuse-web --tail=100',
        },
        {
          caption: 'Logs of the Job that migrates the database schemas; pods in `Init` wait for it:',
          command:
            'kubectl -n lang-observatory logs -l app.kubernetes.io/name=langfuse-migrations --all-containers --prefix --tail=50',
        },
        { caption: 'Whether each PostgreSQL instance is up:', query: promql('cnpg_collector_up') },
      ],
      mitigation: [
        'Status 503: fix PostgreSQL first, see [PostgresDown].',
        'Pods are in `Init`, and the Job waits for the operator: see [ClickHouseDown]. The migration starts only after the operator has created the database on every replica. Condition `SchemaInSync` of the ClickHouse cluster is then `True`.',
        'The Job fails with `Dirty database version`: a migration was interrupted. Follow https://langfuse.com/self-hosting/troubleshooting-and-faq; the Job retries automatically.',
        'Pods restart with a migration error: the log shows the migration. After an upgrade, revert `components.langfuse.version` and `image.tag`.',
        'Pods are `OOMKilled` or exit with `JavaScript heap out of memory`: increase `components.langfuse.web.resources.limits.memory`. The heap size is three quarters of this limit; do not change `NODE_OPTIONS`.',
        'Pods are ready, but the probe fails: check whether a NetworkPolicy blocks it with `kubectl -n lang-observatory get networkpolicy/langfuse-web -o yaml`.',
      ],
    },
  }),
  alert({
    name: 'LangfuseWorkerStuck',
    rules: [
      {
        severity: 'critical',
        expression: promql(
          `probe_success{job="${langfuse.probes.worker}"} == 0 or absent(probe_success{job="${langfuse.probes.worker}"})`,
        ),
        for: '10m',
      },
    ],
    summary: 'The Langfuse worker does not process its queues',
    description:
      'The health endpoint of the worker fails. Traces are accepted and queued, but do not appear in the UI.',
    dashboard: 'langfuse',
    needs: [blackbox],
    runbook: {
      meaning:
        'The worker reads events from the queues in Valkey and writes them to ClickHouse. It is down, or has stopped processing.',
      diagnosis: [
        { caption: 'Length of each queue:', query: promql('max by (key) (redis_key_size)') },
        {
          caption: 'Recent logs of the worker:',
          command: 'kubectl -n lang-observatory logs deployment/langfuse-worker --tail=100',
        },
        {
          caption: 'Rows per second that are inserted into ClickHouse:',
          query: promql('sum(rate(ClickHouseProfileEvents_InsertedRows[5m]))'),
        },
      ],
      mitigation: [
        'The log contains errors about ClickHouse, Valkey or the object store: fix that store first. The worker then continues automatically.',
        'Pods are `OOMKilled` or exit with `JavaScript heap out of memory`: increase `components.langfuse.worker.resources.limits.memory`. The heap size is three quarters of this limit; do not change `NODE_OPTIONS`.',
        'There are no errors and no progress: run `kubectl -n lang-observatory rollout restart deployment/langfuse-worker`. No data is lost: the worker processes interrupted jobs again.',
      ],
    },
  }),
  alert({
    name: 'IngestionQueueGrowing',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          'max by (cluster, environment, key) (redis_key_size{key=~"bull:.+"}) > 1000 and max by (cluster, environment, key) (deriv(redis_key_size{key=~"bull:.+"}[15m])) > 0',
        ),
        for: '15m',
      },
    ],
    summary: 'An ingestion queue of Langfuse is growing',
    description: '{{ $value | humanize }} jobs are waiting in {{ $labels.key }}. Traces appear in the UI with a delay.',
    dashboard: 'langfuse',
    needs: [valkey],
    runbook: {
      meaning: 'More jobs arrive than the workers process. No data is lost until the memory of Valkey is full.',
      diagnosis: [
        { caption: 'Growth of each queue, in jobs per second:', query: promql('deriv(redis_key_size[15m])') },
        { caption: 'Memory usage of Valkey:', query: promql('redis_memory_used_bytes / redis_memory_max_bytes') },
        {
          caption: 'Whether the autoscaler is at its maximum:',
          command: 'kubectl -n lang-observatory get horizontalpodautoscaler/langfuse-worker',
        },
      ],
      mitigation: [
        'Increase `components.langfuse.worker.replicas`; the workers share the queue.',
        'The workers are idle while jobs are waiting: a store is slow. See [ClickHouseInsertsRejected], and check the object store.',
      ],
    },
  }),
  alert({
    name: 'UiUnreachable',
    rules: [
      {
        severity: 'critical',
        expression: promql(`probe_success{job=~"${langfuse.probes.ui}|${grafana.probes.ui}"} == 0`),
        for: '5m',
      },
    ],
    summary: 'A UI is not reachable at its public address',
    description:
      'The probe of {{ $labels.instance }} fails. The cause can be DNS, the load balancer, the gateway, the certificate or the UI itself.',
    dashboard: 'gateway',
    needs: [blackbox, gateway],
    runbook: {
      meaning:
        'Users cannot open the UI. If [LangfuseDown] fires too, start there. Otherwise, something in front of the UI fails.',
      diagnosis: [
        {
          caption: 'Duration of each phase of the probe, in seconds:',
          query: promql(`probe_http_duration_seconds{job=~"${langfuse.probes.ui}|${grafana.probes.ui}"}`),
        },
        {
          caption: 'Expiry of the certificate, as Unix time:',
          query: promql(`probe_ssl_earliest_cert_expiry{job=~"${langfuse.probes.ui}|${grafana.probes.ui}"}`),
        },
        {
          caption: 'Address and status of the Gateway:',
          command: 'kubectl -n lang-observatory get gateway/lang-observatory -o yaml',
        },
        {
          caption: 'Status and events of the certificate:',
          command: 'kubectl -n lang-observatory describe certificate/lang-observatory-tls',
        },
      ],
      mitigation: [
        'The Gateway has no address: the load balancer was not created. Find the reason with `kubectl -n lang-observatory get events`.',
        'The host name does not resolve to the address of the Gateway: create or correct the DNS record.',
        'The public names cannot be resolved or reached from inside the cluster: set `components.blackbox.public: false`.',
      ],
    },
  }),
];
