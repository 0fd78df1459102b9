/** The occasions for metrics that only trouble brings forth: what is refused for good, and what finds a full queue. */
import { encodeSpans } from './otlp.ts';
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

/** Spans of one batch: as many as the batch processor waits for before it sends. */
const BATCH = 1024;

/**
 * Makes Langfuse refuse a batch for good, the queue before it overflow, Prometheus refuse a sample that is too old, and logs arrive.
 * Resolves when the collectors have counted it all. `queueSize` is the setting of the one that sends to Langfuse.
 */
export async function makeTrouble({ gateway, langfuse, prometheus }: World, queueSize: number): Promise<void> {
  const counted = (metric: string) =>
    eventually(metric, 60, async () => {
      const [total] = await prometheus.query(`sum(${metric}) > 0`);
      return total;
    });
  langfuse.setMood('refusing');
  await send(gateway.otlp, 'traces', encodeSpans(spanNames('refused', BATCH)));
  await counted('otelcol_exporter_send_failed_spans_total');
  langfuse.setMood('down');
  // Some are on their way already, one for each of the exporter's senders.
  for (let batch = 0; batch < queueSize + 20; batch += 1)
    await send(gateway.otlp, 'traces', encodeSpans(spanNames(`batch-${batch}`, BATCH)));
  await counted('otelcol_exporter_enqueue_failed_spans_total');
  langfuse.setMood('up');
  await send(gateway.otlp, 'logs', LOG);
  await send(gateway.otlp, 'metrics', OLD_SAMPLE);
  for (const metric of [
    'otelcol_receiver_accepted_log_records_total',
    'otelcol_exporter_send_failed_metric_points_total',
  ])
    await counted(metric);
}

const LOG = JSON.stringify({
  resourceLogs: [{ resource: {}, scopeLogs: [{ scope: {}, logRecords: [{ body: { stringValue: 'a line' } }] }] }],
});

/** Of 2023: out of every window for what is out of order. */
const OLD_SAMPLE = JSON.stringify({
  resourceMetrics: [
    {
      resource: {},
      scopeMetrics: [
        {
          scope: {},
          metrics: [
            { name: 'proof.old', gauge: { dataPoints: [{ asDouble: 1, timeUnixNano: '1700000000000000000' }] } },
          ],
        },
      ],
    },
  ],
});
