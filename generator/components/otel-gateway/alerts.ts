/** The collector: it is down, it refuses or rejects requests, or its queue fills up. Lost telemetry: `loss-alerts.ts`. */

import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { anyOf, GATEWAY_LOGS, TO_STORES } from '../otel-collector/alert-parts.ts';
import { LARGEST_REQUEST_MIB } from '../otel-collector/limits.ts';
import { otelGateway } from './handle.ts';

const QUEUE_SHARE = `max by (cluster, environment, exporter) (otelcol_exporter_queue_size{${TO_STORES}} / otelcol_exporter_queue_capacity)`;

/** Retryable refusals. Those of samplers do not count: the gateways keep the data and retry. */
const REFUSED = ['refused', 'failed'].flatMap((how) =>
  ['spans', 'metric_points', 'log_records'].map(
    (what) => `otelcol_receiver_${how}_${what}_total{job="${otelGateway.probes.collector}"}`,
  ),
);

/** Final rejections: senders must not retry them. */
const HTTP_REJECTED = `job="${otelGateway.probes.collector}", http_response_status_code=~"4..", http_response_status_code!="429"`;
const GRPC_REJECTED = `job="${otelGateway.probes.collector}", rpc_response_status_code=~"INVALID_ARGUMENT|RESOURCE_EXHAUSTED|INTERNAL"`;

export const OTEL_GATEWAY_ALERTS: readonly Alert[] = [
  alert({
    name: 'TelemetryGatewayDown',
    rules: [
      { severity: 'critical', expression: promql(`absent(up{job="${otelGateway.probes.collector}"} == 1)`), for: '5m' },
    ],
    summary: 'The OpenTelemetry collector is down',
    description:
      'Prometheus cannot scrape any pod of otel-gateway. Applications cannot send telemetry, and their SDKs drop it.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning: 'Traces and metrics of applications are lost: SDKs buffer only a few seconds of telemetry.',
      diagnosis: [
        {
          caption: 'Pods and their events:',
          command: 'kubectl -n lang-observatory describe pods -l app.kubernetes.io/instance=otel-gateway',
        },
        { caption: 'Recent logs of the collector:', command: GATEWAY_LOGS },
      ],
      mitigation: [
        'Pods restart with a configuration error: revert the last change of `otel-gateway` in Git. The log shows the invalid key.',
        'Pods are `OOMKilled`: increase `components.otel-gateway.resources` or `components.otel-gateway.replicas.max`.',
        'Pods are `Pending`: the cluster has no free capacity, or with `components.otel-gateway.queue` no volume. `kubectl -n lang-observatory get events` shows which resource is missing.',
      ],
    },
  }),
  alert({
    name: 'TelemetryRefused',
    rules: [{ severity: 'warning', expression: promql(anyOf(REFUSED, 'receiver')), for: '10m' }],
    summary: 'The collector refuses telemetry',
    description:
      'The receiver {{ $labels.receiver }} refuses {{ $value | humanize }} spans or data points per second because its memory limit is reached or a queue is full. SDKs retry, and drop telemetry that waits too long.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'The memory limiter refuses telemetry before the pod runs out of memory, and a full queue refuses telemetry too. Nothing is lost while SDKs retry. The pipeline is too small for the incoming telemetry, or its destination is not available.',
      diagnosis: [
        { caption: 'Usage of each queue:', query: promql(QUEUE_SHARE) },
        { caption: 'Memory usage of each pod:', query: promql('otelcol_process_memory_rss_bytes') },
        {
          caption: 'Spans per second that are accepted:',
          query: promql('sum by (receiver) (rate(otelcol_receiver_accepted_spans_total[5m]))'),
        },
        {
          caption: 'Whether the autoscaler is at its maximum:',
          command: 'kubectl -n lang-observatory get horizontalpodautoscaler/otel-gateway',
        },
      ],
      mitigation: [
        'A queue is full: it uses the memory. Fix the destination first, see [TelemetryQueueFilling].',
        'The autoscaler is at its maximum: increase `components.otel-gateway.replicas.max`.',
        'One application sends much more than before: contact its owners. Find the application by `service_name` on the dashboard *LLM overview*.',
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
    summary: 'The collector rejects requests of an application',
    description:
      'The collector rejects {{ $value | humanize }} requests per second because they are too large, not valid OTLP, or come from outside without a valid token. The application gets an error and must not retry: the telemetry in these requests is lost.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning: `The maximum size of a request is ${LARGEST_REQUEST_MIB} MiB, uncompressed. A single span with all its attributes has the same limit, because Langfuse would not accept larger requests. A trace ID must have 32 hexadecimal digits, a span ID 16.`,
      diagnosis: [
        {
          caption: 'Rejected HTTP requests per second, by status code:',
          query: promql(
            `sum by (pod, http_response_status_code) (rate(http_server_request_duration_seconds_count{${HTTP_REJECTED}}[5m]))`,
          ),
        },
        {
          caption: 'Rejected gRPC requests per second, by status code:',
          query: promql(
            `sum by (pod, rpc_response_status_code) (rate(rpc_server_call_duration_seconds_count{${GRPC_REJECTED}}[5m]))`,
          ),
        },
        {
          caption:
            'Logs of the application: its SDK logs the error of the collector, for example "request body too large":',
          command: 'kubectl -n NAMESPACE logs deployment/APPLICATION --tail=200 | grep -iE "otlp|export"',
        },
      ],
      mitigation: [
        'Requests are too large: send smaller batches (`OTEL_BSP_MAX_EXPORT_BATCH_SIZE=64`), limit the length of attributes (`OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT`), or upload images and documents as Langfuse media instead of sending them in a prompt.',
        'The status is 401: an application outside of the cluster has a wrong token. Give it the one of its Secret `otlp-outside-NAME` (`OTEL_EXPORTER_OTLP_HEADERS`), or see docs/telemetry.md to rotate it.',
        'Requests are not valid OTLP: the application uses another protocol or path, for example a custom log format. The address is `http://otel-gateway.lang-observatory.svc:4318`, the path for traces is `/v1/traces`.',
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
    summary: 'A queue of the collector is filling up',
    description:
      'The queue of {{ $labels.exporter }} is {{ $value | humanizePercentage }} full. When it is full, the collector refuses telemetry.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning: 'The destination accepts less than the collector receives. No data is lost until the queue is full.',
      diagnosis: [
        {
          caption: 'Growth of each queue, in items per second:',
          query: promql('deriv(otelcol_exporter_queue_size[15m])'),
        },
        { caption: 'Recent logs of the collector, with errors of the destination:', command: GATEWAY_LOGS },
      ],
      mitigation: [
        'Exporter `otlp_http/langfuse`: check Langfuse web (`kubectl -n lang-observatory get deployment/langfuse-web`) and its stores. If all are healthy but overloaded, increase `components.langfuse.web.replicas`.',
        'Exporter `load_balancing`: the samplers do not accept enough. See [TraceSamplerDown]. If their memory is full (`otelcol_process_memory_rss_bytes`), increase `components.otel-sampler.replicas`.',
        'To get more time, increase `components.otel-gateway.resources` (for a queue of a sampler: `components.otel-sampler.resources`). The size of a queue in memory is a quarter of the memory limit. With `components.otel-gateway.queue` or `components.otel-sampler.queue` it is a share of the volume: to grow that, see [StoreNearFull].',
      ],
    },
  }),
];
