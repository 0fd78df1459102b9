/** What the collectors took, and lose: on the way to Langfuse, on the way to Prometheus, and because nobody can make use of it. */

import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { langfuse } from '../langfuse/handle.ts';
import { anyOf, GATEWAY_LOGS, SAMPLER_LOGS } from '../otel-collector/alert-parts.ts';
import { prometheus } from '../prometheus/handle.ts';

const DELTAS_DROPPED = 'otelcol_deltatocumulative_datapoints_total{error!=""}';

export const OTEL_LOSS_ALERTS: readonly Alert[] = [
  alert({
    name: 'SpansDropped',
    rules: [
      {
        severity: 'critical',
        expression: promql(
          anyOf(
            ['otelcol_exporter_send_failed_spans_total', 'otelcol_exporter_enqueue_failed_spans_total'],
            'exporter',
          ),
        ),
        for: '5m',
      },
    ],
    summary: 'Traces are being lost on their way to Langfuse',
    description:
      'The exporter {{ $labels.exporter }} gives up {{ $value | humanize }} spans a second: its queue is full, or Langfuse refuses them for good.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'The collector retries for as long as Langfuse does not answer. Spans are given up when the queue is full, which the application is told, or when the answer is final (400, 401, 413).',
      diagnosis: [
        {
          caption: 'How full the queue is:',
          query: promql('max by (exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)'),
        },
        { caption: 'What Langfuse answered:', command: GATEWAY_LOGS },
        { caption: 'The same where a sampler sends to Langfuse:', command: SAMPLER_LOGS },
        { caption: 'Whether Langfuse is there:', query: promql(`probe_success{job="${langfuse.probes.health}"}`) },
      ],
      mitigation: [
        'A full queue: mend what keeps Langfuse from answering first (see `LangfuseDown`). Until then raise `components.otel-gateway.resources`: a quarter of the memory limit may wait.',
        '401 in the log: the keys in Secret `langfuse-project-keys` are not those of a project. Check `kubectl -n lang-observatory get externalsecret/langfuse-project-keys`.',
        '413: a proxy before Langfuse takes less than the collector sends. The Gateway and the Ingress of this stack take the largest batch; for a Langfuse elsewhere raise the limit of its proxy to 24 MiB.',
        '400: an application sends spans that Langfuse does not take. The log names the trace; look at its attributes.',
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
    summary: 'An application sends spans that have no identity',
    description:
      'The collector drops {{ $value | humanize }} spans a second whose trace or span ID is missing or zero. Langfuse would refuse every span that is in one request with them.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'Such spans belong to no trace and can be shown nowhere. The usual cause is a hand-made exporter, or logs that are sent to the path of traces: the two look alike on the wire.',
      diagnosis: [
        {
          caption: 'Since when, and on which pod:',
          query: promql('sum by (pod) (rate(otelcol_processor_filter_spans_filtered_total[5m]))'),
        },
        {
          caption: 'Which applications send, the newest first:',
          query: promql('sort_desc(sum by (service_name) (rate(gen_ai_client_operation_duration_seconds_count[5m])))'),
        },
      ],
      mitigation: [
        'Ask whoever deployed last among the applications: `traceId` (32 hexadecimal digits) and `spanId` (16) are required on every span, and may not be zero.',
        'An exporter of logs belongs to `/v1/logs`: look at `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT` and at addresses in the code.',
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
      'Data points of applications are dropped, {{ $value | humanize }} a second, because they cannot become samples of Prometheus.',
    dashboard: 'otel-pipeline',
    needs: [prometheus],
    runbook: {
      meaning:
        'The application was answered with success. Deltas are added up for a limited number of series, in the order of their time; metrics without a temporality, or of a type that Prometheus does not know, cannot be translated.',
      diagnosis: [
        {
          caption: 'Deltas that are dropped: `limit` is too many series, others are late or overlap:',
          query: promql(`sum by (pod, error) (rate(${DELTAS_DROPPED}[5m]))`),
        },
        {
          caption: 'How many series there are of how many:',
          query: promql('otelcol_deltatocumulative_streams_tracked / otelcol_deltatocumulative_streams_limit'),
        },
        {
          caption: 'Requests with metrics that cannot be translated:',
          query: promql(
            'sum by (pod, exporter) (rate(otelcol_exporter_prometheusremotewrite_failed_translations_total[5m]))',
          ),
        },
        { caption: 'What the collector says of them:', command: GATEWAY_LOGS },
      ],
      mitigation: [
        '`limit`: let the application send cumulative metrics, which need no memory here (`OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative`), or take an attribute with many values off its metrics. More memory (`components.otel-gateway.resources`) means more series.',
        'Late or overlapping deltas: two processes send one series. Give each its own `service.instance.id`. After requests that were refused and sent again, a few are normal: they were counted the first time.',
        'Not translated: the application makes metrics without a temporality; update its SDK.',
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
            ['otelcol_exporter_send_failed_metric_points_total', 'otelcol_exporter_enqueue_failed_metric_points_total'],
            'exporter',
          ),
        ),
        for: '10m',
      },
    ],
    summary: 'Metrics of applications do not reach Prometheus',
    description:
      'The exporter {{ $labels.exporter }} loses {{ $value | humanize }} data points a second. Dashboards and objectives about LLM traffic have holes.',
    dashboard: 'otel-pipeline',
    needs: [prometheus],
    runbook: {
      meaning:
        'Prometheus refuses samples, or has not answered for five minutes. Each exporter writes to one replica, so the others may be whole.',
      diagnosis: [
        { caption: 'What Prometheus answered:', command: GATEWAY_LOGS },
        {
          caption: 'Samples that Prometheus refuses as out of order:',
          query: promql('rate(prometheus_target_scrapes_sample_out_of_order_total[5m])'),
        },
        {
          caption: 'The replicas of Prometheus:',
          command: 'kubectl -n lang-observatory get pods -l app.kubernetes.io/name=prometheus',
        },
      ],
      mitigation: [
        'If a replica is not ready, `kubectl -n lang-observatory describe statefulset/prometheus-kps` tells why; a full volume is the usual reason (see `StoreNearFull`).',
        '"out of order" for one application: two of its processes write the same series. Give each its own `service.instance.id`.',
      ],
    },
  }),
];
