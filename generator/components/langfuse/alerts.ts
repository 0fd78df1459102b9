/** Langfuse: it is down or cannot be reached, its queues grow, or it gives jobs or rows up. */

import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { blackbox } from '../blackbox/handle.ts';
import { gateway } from '../gateway/handle.ts';
import { grafana } from '../grafana/handle.ts';
import { otelGateway } from '../otel-gateway/handle.ts';
import { langfuse } from './handle.ts';
import { RETENTION_ALERT } from './retention-alert.ts';

/** Every worker measures the queues, and so does each part of a queue beside all of it: queries take the maximum. */
const WAITING = 'langfuse_queue_depth{type="waiting"}';

/** Somebody should have looked at a dead letter within a day. */
const OLD_SECONDS = 86_400;

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
        {
          caption: 'Jobs of each queue, if a worker still measures them:',
          query: promql('max by (queue, type) (langfuse_queue_depth)'),
        },
        { caption: 'Length of each queue in Valkey:', query: promql('max by (key) (redis_key_size)') },
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
          `max by (cluster, environment, queue) (${WAITING}) > 1000 and max by (cluster, environment, queue) (deriv(${WAITING}[15m])) > 0`,
        ),
        for: '15m',
      },
    ],
    summary: 'An ingestion queue of Langfuse is growing',
    description:
      '{{ $value | humanize }} jobs are waiting in the queue {{ $labels.queue }}. What they make appears in the UI with a delay.',
    dashboard: 'langfuse',
    needs: [otelGateway],
    runbook: {
      meaning: 'More jobs arrive than the workers process. No data is lost until the memory of Valkey is full.',
      diagnosis: [
        {
          caption: 'Growth of each queue, in jobs per second:',
          query: promql(`max by (queue) (deriv(${WAITING}[15m]))`),
        },
        {
          caption: 'Jobs that were begun, completed and failed, per second:',
          query: promql('sum by (queue, type) (rate(langfuse_queue_rate_total[5m]))'),
        },
        { caption: 'Memory usage of Valkey:', query: promql('redis_memory_used_bytes / redis_memory_max_bytes') },
        {
          caption: 'Whether the autoscaler is at its maximum:',
          command: 'kubectl -n lang-observatory get horizontalpodautoscaler/langfuse-worker',
        },
      ],
      mitigation: [
        'Increase `components.langfuse.worker.replicas`; the workers share the queue.',
        'The workers are idle while jobs are waiting: a store is slow. See [ClickHouseInsertsRejected], and check the object store.',
        'Queues of evaluations (`llm_as_a_judge_execution`, `evaluation_execution`): the model that judges responds slowly or limits requests. Check the panel *Retries of evaluations*.',
      ],
    },
  }),
  alert({
    name: 'LangfuseDeadLettersOld',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          `max by (cluster, environment, queue) (langfuse_queue_dlq_oldest_age_milliseconds) / 1000 > ${OLD_SECONDS}`,
        ),
        for: '10m',
      },
    ],
    summary: 'Jobs of Langfuse failed, and nobody looked at them',
    description:
      'The oldest dead letter of the queue {{ $labels.queue }} failed {{ $value | humanizeDuration }} ago. Langfuse does not try it again by itself, except for deletions and batch actions.',
    dashboard: 'langfuse',
    needs: [otelGateway],
    runbook: {
      meaning:
        'A job that fails at every attempt is kept as a dead letter. Its work is not done: a trace is missing, an evaluation has no score, or data was not deleted. BullMQ keeps dead letters in Valkey, which has no backup.',
      diagnosis: [
        {
          caption: 'Dead letters of each queue:',
          query: promql('max by (queue) (langfuse_queue_depth{type="failed"}) > 0'),
        },
        {
          caption: 'Failed jobs per second, to see whether it still goes on:',
          query: promql('sum by (queue) (rate(langfuse_queue_rate_total{type="failed"}[5m]))'),
        },
        {
          caption: 'The errors of the jobs:',
          command: 'kubectl -n lang-observatory logs deployment/langfuse-worker --tail=1000 | grep -i "failed"',
        },
      ],
      mitigation: [
        'A store was unavailable: fix it first. The events of ingestion are still in the object store, and the job only has their name.',
        'Every job of a queue fails: the log has the reason, for example a provider key that is no longer valid, or an address that network policies do not allow.',
        'The cause is gone: start the work again where it began, for example the evaluation or the export in the UI. Where the admin API of Langfuse is enabled, `POST /api/admin/bullmq` with the action `retry` starts the jobs of a queue again.',
        'The jobs are not needed: remove them with the same API (action `remove`). The alert ends when no old dead letter is left.',
      ],
    },
  }),
  alert({
    name: 'LangfuseRowsDropped',
    rules: [
      {
        severity: 'critical',
        expression: promql(
          // A pod has no series before its first drop, and a series that begins at 7 has not increased.
          'sum by (cluster, environment, entity_type) (increase(langfuse_queue_rows_dropped_total[15m])) > 0 or sum by (cluster, environment, entity_type) (langfuse_queue_rows_dropped_total unless langfuse_queue_rows_dropped_total offset 15m) > 0',
        ),
        for: '0m',
      },
    ],
    summary: 'Langfuse drops rows that ClickHouse did not accept',
    description:
      'The worker dropped {{ $value | humanize }} rows of {{ $labels.entity_type }} in 15 minutes, after it had tried several times to write them into ClickHouse. They are lost in the UI.',
    dashboard: 'langfuse',
    needs: [otelGateway],
    runbook: {
      meaning:
        'The worker keeps rows in memory, writes them in batches, and drops a row when all attempts have failed. The applications got a success. The raw events are still in the object store.',
      diagnosis: [
        {
          caption: 'Dropped rows by table:',
          query: promql('sum by (entity_type) (increase(langfuse_queue_rows_dropped_total[1h]))'),
        },
        {
          caption: 'The errors of ClickHouse:',
          command: 'kubectl -n lang-observatory logs deployment/langfuse-worker --tail=1000 | grep "ClickhouseWriter"',
        },
        {
          caption: 'Inserted rows per second, to see whether anything is written:',
          query: promql('sum(rate(ClickHouseProfileEvents_InsertedRows[5m]))'),
        },
      ],
      mitigation: [
        'ClickHouse is down or rejects inserts: see [ClickHouseDown], [ClickHouseInsertsRejected] and [StoreNearFull].',
        'The error names a table or a column: the schema is older than Langfuse. Check the Job `langfuse-migrations`, and revert `components.langfuse.version` if it fails.',
        'Rows that were dropped are not written again by themselves. Send the traces of that time again, if the applications can, or process their events in the object store again.',
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
  RETENTION_ALERT,
];
