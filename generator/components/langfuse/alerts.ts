/** Langfuse by what it answers, and by what waits in its queues: it has no metrics of its own. */

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
    summary: 'Langfuse does not answer, or cannot reach its database',
    description:
      'The health endpoint of Langfuse web fails. People cannot sign in, and the collector keeps traces back until it answers again.',
    dashboard: 'langfuse',
    needs: [blackbox],
    runbook: {
      meaning:
        'The endpoint answers 503 when PostgreSQL cannot be reached and nothing at all when no pod of Langfuse web is there. Traces wait in the collector meanwhile.',
      diagnosis: [
        { caption: 'What it answers:', query: promql(`probe_http_status_code{job="${langfuse.probes.health}"}`) },
        { caption: 'The pods:', command: 'kubectl -n lang-observatory get pods -l app.kubernetes.io/name=langfuse' },
        {
          caption: 'What web said last:',
          command: 'kubectl -n lang-observatory logs deployment/langfuse-web --tail=100',
        },
        {
          caption: 'What the Job that makes the schemas said, where pods stand in `Init`, because they wait for it:',
          command:
            'kubectl -n lang-observatory logs -l app.kubernetes.io/name=langfuse-migrations --all-containers --prefix --tail=50',
        },
        { caption: 'Whether PostgreSQL is up:', query: promql('cnpg_collector_up') },
      ],
      mitigation: [
        'Status 503: mend PostgreSQL first (see `PostgresDown`).',
        'Pods in `Init` whose Job waits for the operator: see `ClickHouseDown`; the schema is made when the operator has made the database on every replica, because it drops what it finds in it.',
        'A Job that fails with `Dirty database version`: a migration was cut off. https://langfuse.com/self-hosting/troubleshooting-and-faq says how to go on; the Job tries again by itself.',
        'Pods that restart with an error of a migration: the log names it. After an upgrade set `components.langfuse.version` and `image.tag` back.',
        'Pods that were killed, or end with `JavaScript heap out of memory`: they need more. Their heap is three quarters of the memory limit, `components.langfuse.web.resources.limits.memory`; raise that, and never `NODE_OPTIONS`.',
        'Pods that are ready while the probe fails: a network policy is in the way; `kubectl -n lang-observatory get networkpolicy/langfuse-web -o yaml`.',
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
    summary: 'The worker of Langfuse does not take from its queues',
    description:
      'The health endpoint of the worker fails. Traces are accepted and stored, but do not appear in the UI.',
    dashboard: 'langfuse',
    needs: [blackbox],
    runbook: {
      meaning:
        'The worker takes events from the queues in Valkey into ClickHouse. It is gone, or it has stopped consuming.',
      diagnosis: [
        { caption: 'What waits:', query: promql('max by (key) (redis_key_size)') },
        {
          caption: 'What the worker said last:',
          command: 'kubectl -n lang-observatory logs deployment/langfuse-worker --tail=100',
        },
        {
          caption: 'Whether ClickHouse takes inserts:',
          query: promql('sum(rate(ClickHouseProfileEvents_InsertedRows[5m]))'),
        },
      ],
      mitigation: [
        'Errors about ClickHouse, Valkey or the object store in the log: mend that store first; the worker goes on by itself.',
        'Pods that were killed, or end with `JavaScript heap out of memory`: they need more. Their heap is three quarters of the memory limit, `components.langfuse.worker.resources.limits.memory`; raise that, and never `NODE_OPTIONS`.',
        'No errors and no progress: `kubectl -n lang-observatory rollout restart deployment/langfuse-worker`. Nothing is lost, jobs are taken up again.',
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
    summary: 'Traces wait to be stored, and ever more of them',
    description: '{{ $value | humanize }} jobs wait in {{ $labels.key }}. Traces appear in the UI late.',
    dashboard: 'langfuse',
    needs: [valkey],
    runbook: {
      meaning: 'More comes in than the workers take out. Nothing is lost while Valkey has memory.',
      diagnosis: [
        { caption: 'How fast it grows:', query: promql('deriv(redis_key_size[15m])') },
        { caption: 'Room in Valkey:', query: promql('redis_memory_used_bytes / redis_memory_max_bytes') },
        {
          caption: 'Whether there are as many workers as allowed:',
          command: 'kubectl -n lang-observatory get horizontalpodautoscaler/langfuse-worker',
        },
      ],
      mitigation: [
        'Raise `components.langfuse.worker.replicas`; workers share the queue.',
        'Workers that are idle while jobs wait depend on a slow store: look at `ClickHouseInsertsRejected` and at the object store.',
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
    summary: 'A UI cannot be reached by its public name',
    description:
      '{{ $labels.instance }} does not answer as it should: DNS, load balancer, gateway, certificate or the UI itself.',
    dashboard: 'gateway',
    needs: [blackbox, gateway],
    runbook: {
      meaning:
        'People cannot open the page. If `LangfuseDown` fires too, begin there; otherwise what stands before the UI is broken.',
      diagnosis: [
        {
          caption: 'Which phase takes long or fails:',
          query: promql(`probe_http_duration_seconds{job=~"${langfuse.probes.ui}|${grafana.probes.ui}"}`),
        },
        {
          caption: 'When the certificate expires:',
          query: promql(`probe_ssl_earliest_cert_expiry{job=~"${langfuse.probes.ui}|${grafana.probes.ui}"}`),
        },
        {
          caption: 'The address and the state of the Gateway:',
          command: 'kubectl -n lang-observatory get gateway/lang-observatory -o yaml',
        },
        {
          caption: 'Whether the certificate is ready:',
          command: 'kubectl -n lang-observatory describe certificate/lang-observatory-tls',
        },
      ],
      mitigation: [
        'No address on the Gateway: the load balancer was not made; `kubectl -n lang-observatory get events` says why.',
        'An address that DNS does not know: make or mend the record.',
        'On a cluster whose public names cannot be resolved from inside set `components.blackbox.public: false`.',
      ],
    },
  }),
];
