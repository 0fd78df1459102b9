/** How collectors write samples. */
import type { JsonObject } from '../../data/json.ts';

/**
 * To Prometheus, by remote write. A write is retried until its `timeout`, the limit of all attempts together and of a single one. Prometheus may be away for that long, to
 * restart for example; it would reject a sample that waits longer as too old (`outOfOrderTimeWindow` in `prometheus/values.ts`).
 * Writes are cut by bytes; the queue counts requests, and the memory limiter sees to it that they fit
 * (open-telemetry/opentelemetry-collector-contrib:exporter/prometheusremotewriteexporter/exporter.go).
 */
export function remoteWriteExporter(endpoint: string): JsonObject {
  return {
    endpoint,
    resource_constant_labels: { included: ['*'] },
    timeout: '5m',
    retry_on_failure: { enabled: true, max_elapsed_time: '5m' },
    max_batch_size_bytes: 3_000_000,
  };
}
