/** Events of Kubernetes that do not arrive: nobody watches them, or the gateway rejects them for good. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { anyOf } from '../otel-collector/alert-parts.ts';
import { otelEvents } from './handle.ts';

const JOB = `job="${otelEvents.probes.collector}"`;
const PLACE = 'cluster, environment';

/** A watch that ends for good leaves a collector behind that is ready, and does nothing. */
const SILENT = `sum by (${PLACE}) (increase(otelcol_receiver_accepted_log_records_total{${JOB}}[6h])) == 0 and on (${PLACE}) max by (${PLACE}) (otelcol_process_uptime_seconds_total{${JOB}}) > 21600`;

const POD = {
  caption: 'The pod and its events:',
  command: 'kubectl -n lang-observatory describe deployment/otel-events',
} as const;
const LOG = {
  caption: 'Its recent log:',
  command: 'kubectl -n lang-observatory logs deployment/otel-events --tail=100',
} as const;

export const OTEL_EVENTS_ALERTS: readonly Alert[] = [
  alert({
    name: 'KubernetesEventsNotCollected',
    rules: [{ severity: 'warning', expression: promql(`absent(up{${JOB}} == 1) or (${SILENT})`), for: '15m' }],
    summary: 'Nobody collects the events of Kubernetes',
    description: 'The collector otel-events is down, or has seen no event for six hours.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'The API server keeps an event for an hour. When the collector is back it sends what is still there; what is older is lost.',
      diagnosis: [
        POD,
        LOG,
        {
          caption: 'Events per minute that it sees:',
          query: promql(`60 * sum(rate(otelcol_receiver_accepted_log_records_total{${JOB}}[10m]))`),
        },
        { caption: 'Whether there are any:', command: 'kubectl get events --all-namespaces' },
      ],
      mitigation: [
        'It does not reach the Kubernetes API: check `kubernetesApi.ports` of the cluster.',
        'The log says `could not retrieve a resourceVersion`: it does not watch any more. Restart it: `kubectl -n lang-observatory rollout restart deployment/otel-events`.',
        'The pod is `OOMKilled`: increase `components.otel-events.resources.limits.memory`.',
      ],
    },
  }),
  alert({
    name: 'KubernetesEventsDropped',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          anyOf(
            ['exporter_send_failed', 'exporter_enqueue_failed', 'receiver_refused', 'receiver_failed'].map(
              (how) => `otelcol_${how}_log_records_total{${JOB}}`,
            ),
          ),
        ),
        for: '5m',
      },
    ],
    summary: 'Events of Kubernetes are lost on their way to the gateway',
    description: 'The collector otel-events drops {{ $value | humanize }} events per second.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'It waits while the gateway is away. An answer such as 400 is final, and it takes no event while its memory is full.',
      diagnosis: [
        LOG,
        { caption: 'Memory of the collector:', query: promql(`otelcol_process_memory_rss_bytes{${JOB}}`) },
      ],
      mitigation: [
        'The log names a status of the gateway: remove `components.otel-events.version` and `components.otel-gateway.version`, so that both have the same.',
        'Its memory is full: increase `components.otel-events.resources.limits.memory`.',
      ],
    },
  }),
];
