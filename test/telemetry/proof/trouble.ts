/** The occasions for metrics that only trouble brings forth: what is refused for good, and what finds a full queue. */
import type { JsonObject } from '../../../generator/data/json.ts';
import { refusalOverGrpc } from './grpc.ts';
import { encode, encodeSpans } from './otlp.ts';
import { eventually } from './server.ts';
import type { World } from './world.ts';

/** Posts OTLP/JSON; the status. */
export async function send(otlp: string, signal: 'traces' | 'metrics' | 'logs', body: string): Promise<number> {
  const response = await fetch(`${otlp}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return response.status;
}

/** Names of `count` spans, each its own. */
export function spanNames(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

/** Spans of one request. */
const MANY = 1024;

/** The exporter of the gateway that `makeTrouble` needs: its queue before the samplers is soon full. */
export const SOON_FULL = { load_balancing: { sending_queue: { queue_size: 2 * 2 ** 20 } } } as const;

/**
 * Makes the queue before the samplers overflow while there is none, Langfuse refuse a batch for good, Prometheus refuse a sample that is
 * too old, logs arrive, and everything come that a collector cannot make use of. Resolves when the collectors have counted it all.
 */
export async function makeTrouble({ gateway, samplers, startSampler, langfuse, prometheus }: World): Promise<void> {
  const counted = (metric: string) =>
    eventually(metric, async () => {
      const [total] = await prometheus.query(`sum(${metric}) > 0`);
      return total;
    });
  await samplers[0]?.stop();
  await eventually('a full queue', async () =>
    (await send(gateway.otlp, 'traces', encodeSpans(spanNames('many', MANY)))) === 503 ? true : undefined,
  );
  await startSampler(0);
  langfuse.setMood('refusing');
  await send(gateway.otlp, 'traces', encodeSpans(spanNames('refused', MANY)));
  await counted('otelcol_exporter_send_failed_spans_total');
  langfuse.setMood('up');
  // Of traces that are decided on.
  await send(gateway.otlp, 'traces', encodeSpans(spanNames('late', MANY)));
  await send(gateway.otlp, 'logs', LOG);
  await send(gateway.otlp, 'metrics', OLD_SAMPLE);
  for (const body of [DELTA, DELTA, UNTRANSLATABLE]) await send(gateway.otlp, 'metrics', body);
  await send(gateway.otlp, 'traces', encode([{ traceId: '', spanId: '', name: 'nameless' }]));
  await send(gateway.otlp, 'traces', 'no OTLP');
  await refusalOverGrpc(gateway.host, 2 ** 30);
  for (const metric of [
    'otelcol_processor_tail_sampling_early_releases_from_cache_decision_total',
    'otelcol_exporter_enqueue_failed_spans_total',
    'otelcol_receiver_accepted_log_records_total',
    'otelcol_exporter_send_failed_metric_points_total',
    'otelcol_deltatocumulative_datapoints_total{error!=""}',
    'otelcol_exporter_prometheusremotewrite_failed_translations_total',
    'otelcol_processor_filter_spans_filtered_total',
    'http_server_request_duration_seconds_count{http_response_status_code="400"}',
    'rpc_server_call_duration_seconds_count{rpc_response_status_code="RESOURCE_EXHAUSTED"}',
  ])
    await counted(metric);
}

const LOG = JSON.stringify({
  resourceLogs: [{ resource: {}, scopeLogs: [{ scope: {}, logRecords: [{ body: { stringValue: 'a line' } }] }] }],
});

type Attributes = Readonly<Record<string, string>>;

function keyValues(attributes: Attributes): readonly JsonObject[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } }));
}

/** Metrics of one resource, as OTLP/JSON. */
export function encodeMetrics(metrics: readonly JsonObject[], resource: Attributes = {}): string {
  const scopeMetrics = [{ scope: {}, metrics }];
  return JSON.stringify({ resourceMetrics: [{ resource: { attributes: keyValues(resource) }, scopeMetrics }] });
}

/** Of 2023: out of every window for what is out of order. */
const OLD_SAMPLE = encodeMetrics([
  { name: 'proof.old', gauge: { dataPoints: [{ asDouble: 1, timeUnixNano: '1700000000000000000' }] } },
]);

/** A sum of this temporality: 1 is delta, 2 cumulative, and 0 is none. Its point is of one second, which ends at a second since 1970. */
export function sum(
  name: string,
  aggregationTemporality: 0 | 1 | 2,
  { value, at }: { readonly value: number; readonly at: number },
  attributes: Attributes = {},
): JsonObject {
  const point = {
    asDouble: value,
    startTimeUnixNano: `${at - 1}000000000`,
    timeUnixNano: `${at}000000000`,
    attributes: keyValues(attributes),
  };
  return { name, sum: { aggregationTemporality, isMonotonic: true, dataPoints: [point] } };
}

const NOW = Math.floor(Date.now() / 1000);

/** The second time it is one that was counted before. */
const DELTA = encodeMetrics([sum('proof.delta', 1, { value: 1, at: NOW })]);
const UNTRANSLATABLE = encodeMetrics([sum('proof.without.temporality', 0, { value: 1, at: NOW })]);
