/** The collector and LLM traffic. */
import { type AlertCases, critical, warning } from './case.ts';

const CALLS = 'gen_ai_client_operation_duration_seconds_count{service_name="chat"}';
const FAILED = 'gen_ai_client_operation_duration_seconds_count{service_name="chat",error_type="RateLimitError"}';
const COST = 'gen_ai_usage_cost_USD_sum{service_name="chat"}';

export const TELEMETRY_CASES: Readonly<Record<string, AlertCases>> = {
  TelemetryGatewayDown: {
    fires: [
      {
        when: 'no pod answers',
        series: { 'up{job="otel-gateway",pod="a"}': '1x5 0x20' },
        at: '15m',
        severities: critical,
      },
      { when: 'there is no target at all', series: {}, at: '15m', severities: critical },
    ],
    silent: [
      {
        when: 'one of two pods answers',
        series: { 'up{job="otel-gateway",pod="a"}': '1x20', 'up{job="otel-gateway",pod="b"}': '0x20' },
        at: '15m',
      },
    ],
  },
  SpansDropped: {
    fires: [
      {
        when: 'sends fail for good',
        series: { 'otelcol_exporter_send_failed_spans_total{exporter="otlp_http/langfuse"}': '0+60x30' },
        at: '20m',
        severities: critical,
      },
      {
        when: 'the queue is full',
        series: { 'otelcol_exporter_enqueue_failed_spans_total{exporter="otlp_http/langfuse"}': '0+60x30' },
        at: '20m',
        severities: critical,
      },
    ],
    silent: [
      {
        when: 'OpenLIT alone does not get them',
        series: {
          'otelcol_exporter_send_failed_spans_total{exporter="otlp_http/openlit"}': '0+60x30',
          'otelcol_exporter_enqueue_failed_spans_total{exporter="otlp_http/openlit"}': '0+60x30',
          'otelcol_exporter_enqueue_failed_spans_total{exporter="otlp_grpc/send_to/apm"}': '0+60x30',
        },
        at: '20m',
      },
      {
        when: 'all arrive',
        series: {
          'otelcol_exporter_send_failed_spans_total{exporter="otlp_http/langfuse"}': '7x30',
          'otelcol_exporter_sent_spans_total{exporter="otlp_http/langfuse"}': '0+60x30',
        },
        at: '20m',
      },
    ],
  },
  TelemetryRefused: {
    fires: [
      {
        when: 'memory is short for spans',
        series: {
          'otelcol_receiver_refused_spans_total{job="otel-gateway",receiver="otlp",transport="http"}': '0+60x30',
        },
        at: '25m',
        severities: warning,
      },
      {
        when: 'a queue is full for metrics',
        series: {
          'otelcol_receiver_refused_metric_points_total{job="otel-gateway",receiver="otlp",transport="grpc"}':
            '0+60x30',
        },
        at: '25m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'the sampler is short of it, and collectors keep what they have',
        series: {
          'otelcol_receiver_refused_spans_total{job="otel-sampler",receiver="otlp",transport="grpc"}': '0+60x30',
        },
        at: '25m',
      },
      {
        when: 'it was short for three minutes',
        series: {
          'otelcol_receiver_refused_spans_total{job="otel-gateway",receiver="otlp",transport="http"}':
            '0x5 0+60x3 180x30',
        },
        at: '25m',
      },
    ],
  },
  TelemetryRequestsRejected: {
    fires: [
      {
        when: 'requests over HTTP are too large',
        series: {
          'http_server_request_duration_seconds_count{job="otel-gateway",http_response_status_code="400"}': '0+60x30',
        },
        at: '20m',
        severities: warning,
      },
      {
        when: 'requests over gRPC are too large',
        series: {
          'rpc_server_call_duration_seconds_count{job="otel-gateway",rpc_response_status_code="RESOURCE_EXHAUSTED"}':
            '0+60x30',
        },
        at: '20m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'they are taken, or are to be sent again',
        series: {
          'http_server_request_duration_seconds_count{job="otel-gateway",http_response_status_code="200"}': '0+60x30',
          'http_server_request_duration_seconds_count{job="otel-gateway",http_response_status_code="503"}': '0+60x30',
          'rpc_server_call_duration_seconds_count{job="otel-gateway",rpc_response_status_code="UNAVAILABLE"}':
            '0+60x30',
        },
        at: '20m',
      },
    ],
  },
  SpansInvalid: {
    fires: [
      {
        when: 'spans have no ID',
        series: { 'otelcol_processor_filter_spans_filtered_total{filter="filter/invalid_spans"}': '0+60x30' },
        at: '20m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'one had none an hour ago',
        series: { 'otelcol_processor_filter_spans_filtered_total{filter="filter/invalid_spans"}': '1x90' },
        at: '80m',
      },
    ],
  },
  MetricPointsDropped: {
    fires: [
      {
        when: 'there are more series of deltas than there is room for',
        series: { 'otelcol_deltatocumulative_datapoints_total{error="limit"}': '0+60x30' },
        at: '25m',
        severities: warning,
      },
      {
        when: 'metrics cannot be translated',
        series: {
          'otelcol_exporter_prometheusremotewrite_failed_translations_total{exporter="prometheus_remote_write/0"}':
            '0+60x30',
        },
        at: '25m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'deltas are added up',
        series: {
          otelcol_deltatocumulative_datapoints_total: '0+60x30',
          'otelcol_deltatocumulative_datapoints_total{error="limit"}': '3x30',
        },
        at: '25m',
      },
    ],
  },
  TelemetryQueueFilling: {
    fires: [
      {
        when: 'the queue is over half full',
        series: {
          'otelcol_exporter_queue_size{exporter="otlp_http/langfuse"}': '1200x30',
          'otelcol_exporter_queue_capacity{exporter="otlp_http/langfuse"}': '2000x30',
        },
        at: '20m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'only the queue of OpenLIT is full, and holds up nobody',
        series: {
          'otelcol_exporter_queue_size{exporter="otlp_http/openlit",data_type="traces"}': '2000x30',
          'otelcol_exporter_queue_capacity{exporter="otlp_http/openlit",data_type="traces"}': '2000x30',
        },
        at: '20m',
      },
      {
        when: 'a few batches wait',
        series: {
          'otelcol_exporter_queue_size{exporter="otlp_http/langfuse"}': '20x30',
          'otelcol_exporter_queue_capacity{exporter="otlp_http/langfuse"}': '2000x30',
        },
        at: '20m',
      },
    ],
  },
  BackendQueueFilling: {
    fires: [
      {
        when: 'a queue for it is more than half full',
        series: {
          'otelcol_exporter_queue_size{exporter="otlp_grpc/send_to/apm"}': '6x30',
          'otelcol_exporter_queue_capacity{exporter="otlp_grpc/send_to/apm"}': '10x30',
        },
        at: '25m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'the queue for Langfuse is',
        series: {
          'otelcol_exporter_queue_size{exporter="otlp_http/langfuse"}': '6x30',
          'otelcol_exporter_queue_capacity{exporter="otlp_http/langfuse"}': '10x30',
        },
        at: '25m',
      },
    ],
  },
  BackendTelemetryDropped: {
    fires: [
      {
        when: 'its queue of spans is full',
        series: { 'otelcol_exporter_enqueue_failed_spans_total{exporter="otlp_http/send_to/apm"}': '0+60x30' },
        at: '25m',
        severities: warning,
      },
      {
        when: 'it rejects data points',
        series: { 'otelcol_exporter_send_failed_metric_points_total{exporter="otlp_grpc/send_to/apm"}': '0+60x30' },
        at: '25m',
        severities: warning,
      },
      {
        when: 'it rejects log records',
        series: { 'otelcol_exporter_send_failed_log_records_total{exporter="otlp_http/send_to/apm"}': '0+60x30' },
        at: '25m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'Langfuse alone rejects them',
        series: { 'otelcol_exporter_send_failed_spans_total{exporter="otlp_http/langfuse"}': '0+60x30' },
        at: '25m',
      },
    ],
  },
  OpenlitTelemetryDropped: {
    fires: [
      {
        when: 'its queue of spans is full',
        series: { 'otelcol_exporter_enqueue_failed_spans_total{exporter="otlp_http/openlit"}': '0+60x30' },
        at: '25m',
        severities: warning,
      },
      {
        when: 'its queue of data points is full',
        series: { 'otelcol_exporter_enqueue_failed_metric_points_total{exporter="otlp_http/openlit"}': '0+60x30' },
        at: '25m',
        severities: warning,
      },
      {
        when: 'it rejects log records',
        series: { 'otelcol_exporter_send_failed_log_records_total{exporter="otlp_http/openlit"}': '0+60x30' },
        at: '25m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'Langfuse alone rejects them',
        series: { 'otelcol_exporter_send_failed_spans_total{exporter="otlp_http/langfuse"}': '0+60x30' },
        at: '25m',
      },
    ],
  },
  MetricsExportFailing: {
    fires: [
      {
        when: 'the queue before a replica is full',
        series: {
          'otelcol_exporter_enqueue_failed_metric_points_total{exporter="prometheus_remote_write/1"}': '0+60x30',
        },
        at: '25m',
        severities: warning,
      },
      {
        when: 'a replica refuses samples',
        series: { 'otelcol_exporter_send_failed_metric_points_total{exporter="prometheus_remote_write/0"}': '0+60x30' },
        at: '25m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'OpenLIT alone does not get them',
        series: { 'otelcol_exporter_enqueue_failed_metric_points_total{exporter="otlp_http/openlit"}': '0+60x30' },
        at: '25m',
      },
      {
        when: 'none was lost lately',
        series: { 'otelcol_exporter_send_failed_metric_points_total{exporter="prometheus_remote_write/0"}': '40x30' },
        at: '25m',
      },
    ],
  },
  TraceSamplerDown: {
    fires: [
      {
        when: 'no pod answers',
        series: { 'up{job="otel-sampler",pod="otel-sampler-0"}': '1x5 0x20', 'up{job="otel-gateway",pod="a"}': '1x30' },
        at: '15m',
        severities: critical,
      },
    ],
    silent: [
      {
        when: 'one of two pods answers',
        series: {
          'up{job="otel-sampler",pod="otel-sampler-0"}': '1x20',
          'up{job="otel-sampler",pod="otel-sampler-1"}': '0x20',
        },
        at: '15m',
      },
    ],
  },
  TracesThrownAway: {
    fires: [
      {
        when: 'a policy cannot be asked',
        series: {
          'otelcol_processor_tail_sampling_sampling_policy_evaluation_error_total{pod="otel-sampler-0"}': '0+60x30',
        },
        at: '20m',
        severities: warning,
      },
      {
        when: 'more come than one of two has room for',
        series: {
          'otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total{pod="otel-sampler-0"}': '0+60x30',
          'otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total{pod="otel-sampler-1"}': '0x30',
        },
        at: '20m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'none was thrown away lately',
        series: {
          'otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total{pod="otel-sampler-0"}': '0x5 90x30',
          'otelcol_processor_tail_sampling_new_trace_id_received_total{pod="otel-sampler-0"}': '0+60x30',
        },
        at: '20m',
      },
    ],
  },
  LlmErrorsJumped: {
    fires: [
      {
        when: 'half of the calls fail after a good day',
        series: { [CALLS]: '0+60x1470', [FAILED]: '0x1440 0+60x30' },
        at: '1465m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'half of the calls have always failed',
        series: { [CALLS]: '0+60x1470', [FAILED]: '0+60x1470' },
        at: '1465m',
      },
      { when: 'one call in a hundred fails', series: { [CALLS]: '0+99x1470', [FAILED]: '0x1440 0+1x30' }, at: '1465m' },
    ],
  },
  LlmCostJumped: {
    fires: [
      {
        when: 'an hour costs ten times as much',
        series: { [COST]: '0+0.1x1380 138+1x90' },
        at: '1465m',
        severities: warning,
      },
    ],
    silent: [
      { when: 'every hour costs the same', series: { [COST]: '0+1x1470' }, at: '1465m' },
      { when: 'ten times nearly nothing is little', series: { [COST]: '0+0.0001x1380 0.138+0.01x90' }, at: '1465m' },
    ],
  },
  LlmBudgetOverrun: {
    fires: [
      {
        when: 'a day costs 1,440 of 400 USD',
        series: { [COST]: '0+1x1470', up: '1x1470' },
        at: '1465m',
        severities: warning,
      },
    ],
    silent: [{ when: 'a day costs 144 of 400 USD', series: { [COST]: '0+0.1x1470', up: '1x1470' }, at: '1465m' }],
  },
};
