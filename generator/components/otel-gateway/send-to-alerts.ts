/** Backends of somebody else (`sendTo`): one takes too little, or telemetry for it is lost. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { GATEWAY_LOGS, SAMPLER_LOGS } from '../otel-collector/alert-parts.ts';
import { EXPORTERS } from '../otel-collector/send-to.ts';

const OF_BACKENDS = `exporter=~"${EXPORTERS}"`;
const USAGE = `otelcol_exporter_queue_size{${OF_BACKENDS}} / otelcol_exporter_queue_capacity`;

/** The name of the backend in a label of its own. */
function named(expression: string): string {
  return `label_replace(${expression}, "backend", "$1", "exporter", "${EXPORTERS}")`;
}

const DROPPED = ['spans', 'metric_points', 'log_records'].flatMap((what) =>
  ['send_failed', 'enqueue_failed'].map((how) => `otelcol_exporter_${how}_${what}_total{${OF_BACKENDS}}`),
);
const LOST_BY_BACKEND = DROPPED.map(
  (counter) => `sum by (cluster, environment, backend) (${named(`rate(${counter}[5m])`)}) > 0`,
).join(' or ');

const LOGS = [
  { caption: 'Recent logs of the collector, with the responses of the backend:', command: GATEWAY_LOGS },
  { caption: 'Recent logs of the sampler, which sends traces if it is enabled:', command: SAMPLER_LOGS },
] as const;

const QUEUES = {
  caption: 'Usage of the queues for each backend:',
  query: promql(`max by (backend, data_type) (${named(USAGE)})`),
} as const;

export const SEND_TO_ALERTS: readonly Alert[] = [
  alert({
    name: 'BackendQueueFilling',
    rules: [
      {
        severity: 'warning',
        expression: promql(`max by (cluster, environment, backend) (${named(USAGE)}) > 0.5`),
        for: '10m',
      },
    ],
    summary: 'The backend {{ $labels.backend }} takes less telemetry than is sent to it',
    description:
      'A queue for the backend {{ $labels.backend }} is {{ $value | humanizePercentage }} full. When it is full, telemetry for this backend is dropped.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'The backend is one of `components.otel-gateway.sendTo`. It does not respond, responds too slowly, or asks to send later. No telemetry is lost until the queue is full. Langfuse, Prometheus and other backends are not affected.',
      diagnosis: [QUEUES, ...LOGS],
      mitigation: [
        'The log contains `connection refused`, `no such host` or `context deadline exceeded`: ask the owners of the backend, and check the firewall between the cluster and its address. The NetworkPolicy of the collectors allows its port.',
        'The log contains `certificate signed by unknown authority`: add the authority to the ConfigMap that `trust` names.',
        'The backend limits rates (status 429, `RESOURCE_EXHAUSTED`): raise the limit there, or send less with `signals`.',
        'To get more time, increase `components.otel-gateway.resources` and `components.otel-sampler.resources`: the queues grow with the memory limit, or with the volume where `components.otel-gateway.queue` or `components.otel-sampler.queue` is set.',
      ],
    },
  }),
  alert({
    name: 'BackendTelemetryDropped',
    rules: [{ severity: 'warning', expression: promql(LOST_BY_BACKEND), for: '10m' }],
    summary: 'Telemetry does not reach the backend {{ $labels.backend }}',
    description:
      'The collectors drop {{ $value | humanize }} spans, data points or log records per second for the backend {{ $labels.backend }}: its queue is full, or it rejects them.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'The backend is one of `components.otel-gateway.sendTo`, and has gaps. Langfuse, Prometheus and other backends get the telemetry: each has its own queue.',
      diagnosis: [
        QUEUES,
        {
          caption: 'Spans per second that are rejected for good, by exporter:',
          query: promql(`sum by (exporter) (rate(otelcol_exporter_send_failed_spans_total{${OF_BACKENDS}}[5m]))`),
        },
        ...LOGS,
      ],
      mitigation: [
        'The queue is full: see [BackendQueueFilling].',
        'The log contains status 401 or 403, `Unauthenticated` or `PermissionDenied`: the headers in its Secret (`secretName`, or else `send-to-` and the name of the backend) are wrong or expired. Pods read them when they start.',
        'The log contains status 404 or `Unimplemented`: the backend does not take this signal at this address. Correct `endpoint` or `protocol`, or leave the signal out of `signals`.',
        'The log contains status 413: a proxy before the backend has a lower size limit than the batches of the collectors. Increase it to 24 MiB.',
      ],
    },
  }),
];
