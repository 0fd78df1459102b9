/** Telemetry that the collectors accept and then lose: exports to Langfuse or Prometheus fail, or the data is invalid. */

import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { langfuse } from '../langfuse/handle.ts';
import { anyOf, GATEWAY_LOGS, SAMPLER_LOGS, TO_STORES } from '../otel-collector/alert-parts.ts';

const DELTAS_DROPPED = 'otelcol_deltatocumulative_datapoints_total{error!=""}';

export const OTEL_LOSS_ALERTS: readonly Alert[] = [
  alert({
    name: 'SpansDropped',
    rules: [
      {
        severity: 'critical',
        expression: promql(
          anyOf(
            ['send_failed', 'enqueue_failed'].map((how) => `otelcol_exporter_${how}_spans_total{${TO_STORES}}`),
            'exporter',
          ),
        ),
        for: '5m',
      },
    ],
    summary: 'The collector loses traces',
    description:
      'The exporter {{ $labels.exporter }} drops {{ $value | humanize }} spans per second: its queue is full, or Langfuse rejects them permanently.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'The collector retries while Langfuse is not available. It drops spans when the queue is full (the application then gets an error), or when Langfuse returns a permanent error (400, 401, 413).',
      diagnosis: [
        {
          caption: 'Usage of each queue:',
          query: promql('max by (exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)'),
        },
        { caption: 'Recent logs of the collector, with the responses of Langfuse:', command: GATEWAY_LOGS },
        { caption: 'Recent logs of the sampler, if it is enabled:', command: SAMPLER_LOGS },
        { caption: 'Whether Langfuse is up:', query: promql(`probe_success{job="${langfuse.probes.health}"}`) },
      ],
      mitigation: [
        'The queue is full: fix Langfuse first, see [LangfuseDown]. To get more time, increase `components.otel-gateway.resources`: the queue size is a quarter of the memory limit, or a share of the volume with `components.otel-gateway.queue`.',
        'The log contains `no space left on device` or `input/output error`: the volume of `components.otel-gateway.queue` or `components.otel-sampler.queue` is full or fails, and nothing can be queued. See [StoreNearFull].',
        'The log contains status 401: the keys in Secret `langfuse-project-keys` do not belong to a project. Check `kubectl -n lang-observatory get externalsecret/langfuse-project-keys`.',
        'The log contains status 413: a proxy in front of Langfuse has a lower size limit than the batches of the collector. The Gateway and the Ingress of this stack accept the largest batch. For an external Langfuse, increase the limit of its proxy to 24 MiB.',
        'The log contains status 400: an application sends spans that Langfuse does not accept. The log shows the trace; check its attributes.',
      ],
    },
  }),
  alert({
    name: 'SpansInvalid',
    rules: [
      {
        severity: 'warning',
        expression: promql(anyOf(['otelcol_processor_filter_spans_filtered_total'])),
        for: '5m',
      },
    ],
    summary: 'An application sends spans without valid IDs',
    description:
      'The collector drops {{ $value | humanize }} spans per second whose trace ID or span ID is missing or zero. Langfuse would otherwise reject all spans in the same request.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'Such spans belong to no trace and cannot be displayed. The usual cause is a custom exporter, or logs that are sent to the path for traces: both have a similar encoding.',
      diagnosis: [
        {
          caption: 'Dropped spans per second, by pod:',
          query: promql('sum by (pod) (rate(otelcol_processor_filter_spans_filtered_total[5m]))'),
        },
        {
          caption: 'Applications that send telemetry, by number of calls:',
          query: promql(
            'sort_desc(sum by (service_name) (rate(llm:call_duration_seconds_count{measured_by="client"}[5m])))',
          ),
        },
      ],
      mitigation: [
        'Check the applications with recent deployments: `traceId` (32 hexadecimal digits) and `spanId` (16) are required in every span, and must not be zero.',
        'Logs must be sent to `/v1/logs`: check `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT` and addresses in the code.',
      ],
    },
  }),
  alert({
    name: 'MetricPointsDropped',
    rules: [
      {
        severity: 'warning',
        expression: promql(anyOf([DELTAS_DROPPED, 'otelcol_exporter_prometheusremotewrite_failed_translations_total'])),
        for: '10m',
      },
    ],
    summary: 'The collector drops metrics that it cannot convert',
    description:
      'The collector drops {{ $value | humanize }} data points or requests per second because it cannot convert them to Prometheus samples.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'The application does not get an error. The collector converts delta metrics to cumulative ones, for a limited number of series and in time order. It cannot translate metrics without a temporality, or of a type that Prometheus does not support.',
      diagnosis: [
        {
          caption:
            'Dropped delta data points per second (`limit`: too many series; other errors: late or overlapping):',
          query: promql(`sum by (pod, error) (rate(${DELTAS_DROPPED}[5m]))`),
        },
        {
          caption: 'Used share of the series limit:',
          query: promql('otelcol_deltatocumulative_streams_tracked / otelcol_deltatocumulative_streams_limit'),
        },
        {
          caption: 'Requests per second with metrics that cannot be translated:',
          query: promql(
            'sum by (pod, exporter) (rate(otelcol_exporter_prometheusremotewrite_failed_translations_total[5m]))',
          ),
        },
        { caption: 'Recent logs of the collector:', command: GATEWAY_LOGS },
      ],
      mitigation: [
        'Error `limit`: configure the application to send cumulative metrics, which need no conversion (`OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative`), or remove attributes with many values from its metrics. The limit grows with the memory of the collector (`components.otel-gateway.resources`).',
        'Late or overlapping data points: two processes send the same series. Set a unique `service.instance.id` for each process. A few such errors are normal after refused requests were retried.',
        'Metrics cannot be translated: the application sends metrics without a temporality. Update its SDK.',
      ],
    },
  }),
  alert({
    name: 'MetricsExportFailing',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          anyOf(
            ['send_failed', 'enqueue_failed'].map((how) => `otelcol_exporter_${how}_metric_points_total{${TO_STORES}}`),
            'exporter',
          ),
        ),
        for: '10m',
      },
    ],
    summary: 'Metrics of applications do not reach Prometheus',
    description:
      'The exporter {{ $labels.exporter }} loses {{ $value | humanize }} data points per second. Dashboards and objectives about LLM traffic have gaps.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'Prometheus rejects samples, or has not been available for five minutes. Each exporter writes to one replica of Prometheus, so other replicas may have complete data.',
      diagnosis: [
        { caption: 'Recent logs of the collector, with the responses of Prometheus:', command: GATEWAY_LOGS },
        {
          caption: 'Samples per second that Prometheus rejects as out of order:',
          query: promql('rate(prometheus_target_scrapes_sample_out_of_order_total[5m])'),
        },
        {
          caption: 'Replicas of Prometheus:',
          command: 'kubectl -n lang-observatory get pods -l app.kubernetes.io/name=prometheus',
        },
      ],
      mitigation: [
        'A replica is not ready: find the reason with `kubectl -n lang-observatory describe statefulset/prometheus-kps`. The usual reason is a full volume, see [StoreNearFull].',
        'The log contains "out of order" for one application: two of its processes send the same series. Set a unique `service.instance.id` for each process.',
      ],
    },
  }),
];
