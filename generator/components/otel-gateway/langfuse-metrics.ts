/**
 * Langfuse's own metrics. It has no endpoint that Prometheus could scrape: web and worker send DogStatsD over UDP, every ten seconds
 * (langfuse/langfuse:packages/shared/src/server/instrumentation/index.ts, DataDog/dd-trace-js:packages/dd-trace/src/dogstatsd.js).
 *
 * A pod keeps its UDP socket, so the Service sends all its packets to the same collector until that one ends. Every series has the name
 * of its pod, which Langfuse adds to each packet (`langfuse/environment.ts`): two pods never write the same series, and counters are
 * added up as those of any application that sends deltas (`otel-collector/deltas.ts`). Gauges are read from the queues by every worker,
 * so they are all the same number: queries take the maximum.
 */
import type { JsonObject } from '../../data/json.ts';
import type { Stack } from '../../stack/component.ts';
import { langfuse } from '../langfuse/handle.ts';
import { POD_IP } from '../otel-collector/configuration.ts';
import { keepsMetrics, prometheus } from '../prometheus/handle.ts';
import { otelGateway } from './handle.ts';

export const STATSD = 'statsd';

/** Whether Langfuse sends its metrics to the collector. */
export function receivesLangfuse(stack: Stack): boolean {
  return stack.deploys(langfuse) && keepsMetrics(stack.of(prometheus));
}

/** Bounds of durations in milliseconds: from what is not noticed to what people call lost. */
const BOUNDS = [100, 1000, 5000, 15_000, 60_000, 300_000, 900_000, 3_600_000];

/** Bounds of attempts; Langfuse gives up after ten (worker/src/env.ts). */
const ATTEMPTS = [1, 2, 5, 10];

/** The receiver; nobody outside the pod reaches it where Langfuse does not send to it. */
export function statsdReceiver(stack: Stack): JsonObject {
  return {
    endpoint: `${receivesLangfuse(stack) ? POD_IP : 'localhost'}:${otelGateway.connection.statsdPort}`,
    aggregation_interval: '15s',
    // The tags name the pod: a process that started again has another port, and is the same pod.
    ignore_host: true,
    is_monotonic_counter: true,
    timer_histogram_mapping: [
      {
        statsd_type: 'distribution',
        observer_type: 'histogram',
        histogram: {
          explicit_buckets: [
            { matcher_pattern: '\\.retries$', buckets: ATTEMPTS },
            { matcher_pattern: '.*', buckets: BOUNDS },
          ],
        },
      },
    ],
  };
}

const KEEP = 'filter/langfuse';
const RENAME = 'transform/langfuse';

/** In the order of the pipeline. */
export const LANGFUSE_PROCESSORS: readonly string[] = [KEEP, RENAME];

/** What the catalogue has (`telemetry/catalogue/langfuse.ts`). The rest is dropped: some hundred series of the runtime of each pod, for example. */
const OF_QUEUES =
  '^langfuse\\\\.queue\\\\.[a-z0-9_]+\\\\.(depth|dlq_oldest_age|rate|retries|rows_dropped|time_distribution)$';
const OF_INGESTION = '^langfuse\\\\.ingestion\\\\.event$';

/** Tags that become labels. The others are dropped: versions, containers, users, projects and the unit. */
const TAGS = ['entity_type', 'pod', 'queue', 'shard', 'source', 'type'];

/** `langfuse.queue.otel_ingestion.depth` becomes `langfuse.queue.depth` with the label `queue`. */
export function langfuseProcessors(): JsonObject {
  return {
    [KEEP]: {
      error_mode: 'propagate',
      metric_conditions: [`not IsMatch(metric.name, "${OF_QUEUES}|${OF_INGESTION}")`],
    },
    [RENAME]: {
      error_mode: 'propagate',
      metric_statements: [
        `merge_maps(datapoint.attributes, ExtractPatterns(metric.name, "^langfuse\\\\.queue\\\\.(?P<queue>[a-z0-9_]+)\\\\."), "upsert") where IsMatch(metric.name, "${OF_QUEUES}")`,
        `keep_keys(datapoint.attributes, [${TAGS.map((tag) => `"${tag}"`).join(', ')}])`,
        'set(metric.unit, "ms") where IsMatch(metric.name, "(dlq_oldest_age|time_distribution)$")',
        'replace_pattern(metric.name, "^langfuse\\\\.queue\\\\.[a-z0-9_]+\\\\.", "langfuse.queue.")',
        `set(resource.attributes["service.name"], "${langfuse.name}")`,
      ],
    },
  };
}
