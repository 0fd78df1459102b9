/**
 * The OpenTelemetry collector about itself. Suffixes depend on the reader: ours keeps `_total` and units
 * (`components/otel-gateway/configuration.ts`).
 */
import { counter, gauge, histogram, metricsOf } from './metric.ts';

const SIGNALS = {
  spans: 'spans',
  metric_points: 'data points',
  log_records: 'log records',
} as const;

function bySignal(prefix: string, labels: readonly string[], help: (what: string) => string) {
  return Object.entries(SIGNALS).map(([signal, what]) =>
    counter(`${prefix}_${signal}_total`, 'count', labels, help(what)),
  );
}

const receivers = metricsOf(
  {
    emitter: 'collector',
    delivery: 'scraped',
    source: 'open-telemetry/opentelemetry-collector:receiver/receiverhelper/documentation.md',
    labels: ['receiver', 'transport'],
  },
  [
    ...bySignal('otelcol_receiver_accepted', [], (what) => `Number of ${what} that went into the pipeline.`),
    ...bySignal(
      'otelcol_receiver_refused',
      [],
      (what) => `Number of ${what} that the pipeline did not take; the sender was told.`,
    ),
    ...bySignal('otelcol_receiver_failed', [], (what) => `Number of ${what} that failed inside the receiver.`),
  ],
);

/** Of exporters that speak HTTP, beside the exporter's name. */
const OVER_HTTP = ['server_address', 'server_port', 'url_path'];

const exporters = metricsOf(
  {
    emitter: 'collector',
    delivery: 'scraped',
    source: 'open-telemetry/opentelemetry-collector:exporter/exporterhelper/documentation.md',
    labels: ['exporter'],
  },
  [
    ...bySignal('otelcol_exporter_sent', OVER_HTTP, (what) => `Number of ${what} that arrived.`),
    ...bySignal(
      'otelcol_exporter_send_failed',
      [...OVER_HTTP, 'error_type', 'error_permanent'],
      (what) => `Number of ${what} that were given up.`,
    ),
    ...bySignal('otelcol_exporter_enqueue_failed', [], (what) => `Number of ${what} that a full queue did not take.`),
    gauge('otelcol_exporter_queue_size', 'bytes', ['data_type'], 'What waits; for Prometheus in requests.'),
    gauge('otelcol_exporter_queue_capacity', 'bytes', ['data_type'], 'What can wait; for Prometheus in requests.'),
  ],
);

const processors = metricsOf(
  {
    emitter: 'collector',
    delivery: 'scraped',
    source: 'open-telemetry/opentelemetry-collector:processor/processorhelper/documentation.md',
    labels: ['processor'],
  },
  [
    counter('otelcol_processor_incoming_items_total', 'count', ['otel_signal'], 'Items that came to a processor.'),
    counter('otelcol_processor_outgoing_items_total', 'count', ['otel_signal'], 'Items that left a processor.'),
  ],
);

const conversions = [
  ...metricsOf(
    {
      emitter: 'collector',
      delivery: 'scraped',
      source: 'open-telemetry/opentelemetry-collector-contrib:processor/filterprocessor/documentation.md',
    },
    [
      counter(
        'otelcol_processor_filter_spans_filtered_total',
        'count',
        ['filter'],
        'Spans without an identity, which were dropped.',
      ),
    ],
  ),
  ...metricsOf(
    {
      emitter: 'collector',
      delivery: 'scraped',
      source: 'open-telemetry/opentelemetry-collector-contrib:processor/deltatocumulativeprocessor/documentation.md',
    },
    [
      counter(
        'otelcol_deltatocumulative_datapoints_total',
        'count',
        ['error'],
        'Deltas that were added up; with an error those that were dropped.',
      ),
      gauge('otelcol_deltatocumulative_streams_tracked', 'count', [], 'Series whose deltas are added up.'),
      gauge('otelcol_deltatocumulative_streams_limit', 'count', [], 'Series for which there is room.'),
    ],
  ),
  ...metricsOf(
    {
      emitter: 'collector',
      delivery: 'scraped',
      source: 'open-telemetry/opentelemetry-collector-contrib:exporter/prometheusremotewriteexporter/documentation.md',
      labels: ['exporter'],
    },
    [
      counter(
        'otelcol_exporter_prometheusremotewrite_failed_translations_total',
        'count',
        // Its own label `endpoint` gives way to the target's.
        ['exported_endpoint'],
        'Requests with metrics that could not become samples.',
      ),
    ],
  ),
];

/** Of the servers that applications send to. Views leave no other attribute, least of all what a client says of itself. */
const servers = [
  ...metricsOf(
    {
      emitter: 'collector',
      delivery: 'scraped',
      source: 'open-telemetry/opentelemetry-go-contrib:instrumentation/net/http/otelhttp/internal/semconv/server.go',
    },
    [
      histogram(
        'http_server_request_duration_seconds',
        'seconds',
        ['http_response_status_code'],
        'Requests over HTTP, by the answer.',
      ),
    ],
  ),
  ...metricsOf(
    {
      emitter: 'collector',
      delivery: 'scraped',
      source:
        'open-telemetry/opentelemetry-go-contrib:instrumentation/google.golang.org/grpc/otelgrpc/stats_handler.go',
    },
    [
      histogram(
        'rpc_server_call_duration_seconds',
        'seconds',
        ['rpc_response_status_code'],
        'Requests over gRPC, by the answer.',
      ),
    ],
  ),
];

const sampling = metricsOf(
  {
    emitter: 'collector',
    delivery: 'scraped',
    source: 'open-telemetry/opentelemetry-collector-contrib:processor/tailsamplingprocessor/documentation.md',
  },
  [
    counter(
      'otelcol_processor_tail_sampling_global_count_traces_sampled_total',
      'count',
      ['sampled', 'decision'],
      'Traces that were decided on.',
    ),
    counter(
      'otelcol_processor_tail_sampling_count_traces_sampled_total',
      'count',
      ['policy', 'sampled', 'decision'],
      'Traces that a policy wanted kept or not.',
    ),
    counter('otelcol_processor_tail_sampling_new_trace_id_received_total', 'count', [], 'Traces that began to arrive.'),
    counter(
      'otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total',
      'count',
      [],
      'Traces that had to go before they were decided on.',
    ),
    counter(
      'otelcol_processor_tail_sampling_sampling_policy_evaluation_error_total',
      'count',
      [],
      'Traces that a policy could not be asked about.',
    ),
    counter(
      'otelcol_processor_tail_sampling_early_releases_from_cache_decision_total',
      'count',
      ['sampled'],
      'Spans that came after the decision and share the fate of their trace.',
    ),
    gauge('otelcol_processor_tail_sampling_sampling_traces_on_memory', 'count', [], 'Traces that wait for a decision.'),
  ],
);

const balancing = metricsOf(
  {
    emitter: 'collector',
    delivery: 'scraped',
    source: 'open-telemetry/opentelemetry-collector-contrib:exporter/loadbalancingexporter/documentation.md',
  },
  [
    gauge('otelcol_loadbalancer_num_backends', 'count', ['resolver'], 'Samplers that traces are shared among.'),
    counter(
      'otelcol_loadbalancer_backend_outcome_total',
      'count',
      // Its own label `endpoint` gives way to the target's.
      ['exported_endpoint', 'success'],
      'Batches that a sampler took or did not take.',
    ),
  ],
);

const process = metricsOf(
  {
    emitter: 'collector',
    delivery: 'scraped',
    source: 'open-telemetry/opentelemetry-collector:service/documentation.md',
  },
  [
    counter('otelcol_process_uptime_seconds_total', 'seconds', [], 'Seconds since the start.'),
    counter('otelcol_process_cpu_seconds_total', 'seconds', [], 'Processor time used.'),
    gauge('otelcol_process_memory_rss_bytes', 'bytes', [], 'Memory in use.'),
    gauge('otelcol_process_runtime_heap_alloc_bytes', 'bytes', [], 'Heap in use.'),
  ],
);

export const COLLECTOR = [
  ...receivers,
  ...exporters,
  ...processors,
  ...conversions,
  ...servers,
  ...sampling,
  ...balancing,
  ...process,
];
