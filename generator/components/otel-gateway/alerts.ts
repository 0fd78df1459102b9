/** The collector: a way in that is shut, what it sends away, and what piles up in it. What it loses: `loss-alerts.ts`. */

import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { anyOf, GATEWAY_LOGS } from '../otel-collector/alert-parts.ts';
import { LARGEST_REQUEST_MIB } from '../otel-collector/limits.ts';
import { otelGateway } from './handle.ts';

const QUEUE_SHARE =
  'max by (cluster, environment, exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)';

/** What senders are told to send again. Samplers send gateways away, which keep what they have. */
const REFUSED = ['refused', 'failed'].flatMap((how) =>
  ['spans', 'metric_points', 'log_records'].map(
    (what) => `otelcol_receiver_${how}_${what}_total{job="${otelGateway.probes.collector}"}`,
  ),
);

/** What senders are told not to send again. */
const HTTP_REJECTED = `job="${otelGateway.probes.collector}", http_response_status_code=~"4..", http_response_status_code!="429"`;
const GRPC_REJECTED = `job="${otelGateway.probes.collector}", rpc_response_status_code=~"INVALID_ARGUMENT|RESOURCE_EXHAUSTED|INTERNAL"`;

export const OTEL_GATEWAY_ALERTS: readonly Alert[] = [
  alert({
    name: 'TelemetryGatewayDown',
    rules: [
      { severity: 'critical', expression: promql(`absent(up{job="${otelGateway.probes.collector}"} == 1)`), for: '5m' },
    ],
    summary: 'No collector takes telemetry',
    description:
      'Prometheus reaches no pod of otel-gateway. Applications cannot deliver; their SDKs drop what they cannot send.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning: 'Traces and metrics of applications are being lost: SDKs buffer a few seconds at most.',
      diagnosis: [
        {
          caption: 'The pods and why they are not ready:',
          command: 'kubectl -n lang-observatory describe deployment/otel-gateway',
        },
        { caption: 'What the collector said last:', command: GATEWAY_LOGS },
      ],
      mitigation: [
        'If pods restart with an error in the configuration, undo the last change of `otel-gateway` in Git; the collector names the wrong key in its log.',
        'If pods are `OOMKilled`, raise `components.otel-gateway.resources` or `replicas.max`.',
        'If pods are `Pending`, the cluster has no room: `kubectl -n lang-observatory get events` names what is short.',
      ],
    },
  }),
  alert({
    name: 'TelemetryRefused',
    rules: [{ severity: 'warning', expression: promql(anyOf(REFUSED, 'receiver')), for: '10m' }],
    summary: 'The collector sends applications away',
    description:
      'The receiver {{ $labels.receiver }} refuses {{ $value | humanize }} spans or data points a second, because memory is short or a queue is full. SDKs retry, and drop what waits too long.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'The memory limiter refuses before the pod dies, and a queue refuses what it has no room for. Nothing is lost yet where SDKs retry, but the pipeline is too small for what comes in, or the other end does not answer.',
      diagnosis: [
        { caption: 'How full each queue is:', query: promql(QUEUE_SHARE) },
        { caption: 'Memory of each pod:', query: promql('otelcol_process_memory_rss_bytes') },
        {
          caption: 'What comes in:',
          query: promql('sum by (receiver) (rate(otelcol_receiver_accepted_spans_total[5m]))'),
        },
        {
          caption: 'Whether there are as many pods as allowed:',
          command: 'kubectl -n lang-observatory get horizontalpodautoscaler/otel-gateway',
        },
      ],
      mitigation: [
        'If a queue is full, memory is held by what waits: mend the other end first (see `TelemetryQueueFilling`).',
        'If the autoscaler is at its limit, raise `components.otel-gateway.replicas.max`.',
        'If one application sends far more than before, ask its owners; `service_name` on the dashboard tells which.',
      ],
    },
  }),
  alert({
    name: 'TelemetryRequestsRejected',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          [
            `sum by (cluster, environment) (rate(http_server_request_duration_seconds_count{${HTTP_REJECTED}}[5m])) > 0`,
            `sum by (cluster, environment) (rate(rpc_server_call_duration_seconds_count{${GRPC_REJECTED}}[5m])) > 0`,
          ].join(' or '),
        ),
        for: '5m',
      },
    ],
    summary: 'An application sends what the collector cannot take',
    description:
      'The collector rejects {{ $value | humanize }} requests a second for good: they are too large, or no OTLP. The application was told; what was in them is lost.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning: `A request may hold ${LARGEST_REQUEST_MIB} MiB, uncompressed: the same is the limit of one span with all of its attributes. What is larger would be refused on the way to Langfuse. IDs of spans must be 16 and 32 hexadecimal digits.`,
      diagnosis: [
        {
          caption: 'With which answer, over HTTP:',
          query: promql(
            `sum by (pod, http_response_status_code) (rate(http_server_request_duration_seconds_count{${HTTP_REJECTED}}[5m]))`,
          ),
        },
        {
          caption: 'With which answer, over gRPC:',
          query: promql(
            `sum by (pod, rpc_response_status_code) (rate(rpc_server_call_duration_seconds_count{${GRPC_REJECTED}}[5m]))`,
          ),
        },
        {
          caption:
            'Which application logs it is in the application: SDKs write what the collector answered, such as "request body too large":',
          command: 'kubectl -n NAMESPACE logs deployment/APPLICATION --tail=200 | grep -iE "otlp|export"',
        },
      ],
      mitigation: [
        'Too large: send smaller batches (`OTEL_BSP_MAX_EXPORT_BATCH_SIZE=64`), cut long attributes (`OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT`), or send images and documents as media of Langfuse instead of in a prompt.',
        'No OTLP: another protocol or path, such as logs in a format of their own. The address is `http://otel-gateway.lang-observatory.svc:4318` and the path `/v1/traces`.',
      ],
    },
  }),
  alert({
    name: 'TelemetryQueueFilling',
    rules: [
      {
        severity: 'warning',
        expression: promql(`${QUEUE_SHARE} > 0.5`),
        for: '10m',
      },
    ],
    summary: 'Telemetry piles up in the collector',
    description:
      'The queue of {{ $labels.exporter }} is {{ $value | humanizePercentage }} full. When it is full, applications are sent away.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning: 'The other end takes less than comes in. There is time to act until the queue is full.',
      diagnosis: [
        { caption: 'How fast it fills:', query: promql('deriv(otelcol_exporter_queue_size[15m])') },
        { caption: 'What the collector says of the other end:', command: GATEWAY_LOGS },
      ],
      mitigation: [
        'For `otlp_http/langfuse`: look at the health of Langfuse web (`kubectl -n lang-observatory get deployment/langfuse-web`) and at its stores; raise `components.langfuse.web.replicas` if all are healthy and busy.',
        'For `load_balancing`: the samplers take too little. See `TraceSamplerDown`; if their memory is full (`otelcol_process_memory_rss_bytes`), raise `components.otel-sampler.replicas`.',
        'To gain time raise `components.otel-gateway.resources` (or those of `otel-sampler` where the pod is a sampler): a quarter of the memory limit may wait.',
      ],
    },
  }),
];
