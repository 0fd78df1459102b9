/**
 * Exponential histograms, which an SDK sends when it is told to, become histograms with the bounds of the conventions: Prometheus would make
 * native histograms of them, and rules and dashboards read buckets. Only metrics that they read are converted; others stay native.
 *
 * The function of the collector counts what lies between two bounds with the lower one, and what is above the last bound with that one: of N
 * bounds it makes N counts, where a histogram has one more than it has bounds
 * (open-telemetry/opentelemetry-collector-contrib:processor/transformprocessor/internal/metrics/func_convert_exponential_hist_to_explicit_hist.go).
 * With 0 as the first bound, and that bound taken away afterwards, every count is where it belongs. A bucket of the exponential histogram
 * that a bound divides counts whole, on the side of its middle: the other ways of the function would mix both ways of counting.
 */
import type { JsonObject } from '../../data/json.ts';

export const EXPONENTIAL = 'transform/exponential_histograms';

/** Bounds by the names of metrics, as SDKs use them for histograms (open-telemetry/semantic-conventions: docs/gen-ai/gen-ai-metrics.md, docs/database/database-metrics.md, docs/gen-ai/mcp.md). */
const BOUNDS: readonly (readonly [names: string, bounds: readonly number[]])[] = [
  [
    '^gen_ai\\\\..*(token\\\\.usage|_tokens)$',
    [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
  ],
  [
    '^gen_ai\\\\..*time_to_first_(token|chunk)$',
    [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  ],
  [
    '^gen_ai\\\\..*time_per_output_(token|chunk)$',
    [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5],
  ],
  ['^gen_ai\\\\..*duration$', [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]],
  ['^gen_ai\\\\..*(_calls|cost)$', [1, 2, 3, 5, 8, 13, 21, 34]],
  ['^mcp\\\\..*duration$', [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300]],
  ['^mcp\\\\..*size$', [256, 1024, 4096, 16384, 65536, 262144, 1048576]],
  ['^db\\\\.client\\\\.operation\\\\.duration$', [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]],
];

export function exponentialHistograms(): JsonObject {
  return {
    [EXPONENTIAL]: {
      error_mode: 'propagate',
      metric_statements: [
        {
          statements: BOUNDS.map(
            ([names, bounds]) =>
              `convert_exponential_histogram_to_histogram("midpoint", ${list([0, ...bounds])}) where IsMatch(metric.name, "${names}")`,
          ),
        },
        {
          statements: BOUNDS.map(
            ([names, bounds]) => `set(datapoint.explicit_bounds, ${list(bounds)}) ${where(names)}`,
          ),
        },
      ],
    },
  };
}

/** What was converted just now: of what an SDK sends, no histogram has as many counts as bounds, but for one that has none. */
function where(names: string): string {
  return `where metric.type == METRIC_DATA_TYPE_HISTOGRAM and IsMatch(metric.name, "${names}") and Len(datapoint.explicit_bounds) > 0 and Len(datapoint.bucket_counts) == Len(datapoint.explicit_bounds)`;
}

/** The function takes only numbers with a decimal point. */
function list(bounds: readonly number[]): string {
  return `[${bounds.map((bound) => (Number.isInteger(bound) ? bound.toFixed(1) : String(bound))).join(', ')}]`;
}
