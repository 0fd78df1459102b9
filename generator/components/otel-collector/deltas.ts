/**
 * Metrics with delta temporality: Prometheus supports cumulative ones only, so the collector adds up the deltas of each series.
 *
 * Several collectors may receive the deltas of one process, one after the other. Each adds up its own deltas, under the name of
 * its pod: the sum over `collector` is correct. If two wrote the same series, it would look as if the process had restarted.
 * Cumulative series keep their labels on every collector.
 */
import type { JsonObject } from '../../data/json.ts';
import type { ResourceSettings } from '../../kubernetes/resources.ts';
import { memoryOf } from './limits.ts';

const MARK = 'transform/deltas';
const CONVERT = 'delta_to_cumulative';

/** In the order of the pipeline. */
export const DELTA_PROCESSORS: readonly string[] = [MARK, CONVERT];

/** The environment variable that the processors read. */
export const POD_NAME: JsonObject = {
  name: 'MY_POD_NAME',
  valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
};

/** Memory of one series, and as much again for the garbage collector: a histogram with sixteen buckets and ten attributes, measured. */
const SERIES_BYTES = 8 * 2 ** 10;
/** Share of the memory limit that all series may use together. */
const SHARE = 1 / 8;

/**
 * A series is removed an hour after its last delta: one that is sent less often would start again with every delta, and seem not to
 * grow. With more series than `max_streams` new ones are dropped, and counted with the label `error="limit"`.
 */
export function deltaProcessors(resources: ResourceSettings): JsonObject {
  return {
    [MARK]: {
      error_mode: 'propagate',
      metric_statements: [
        'set(datapoint.attributes["collector"], "${env:MY_POD_NAME}") where metric.aggregation_temporality == AGGREGATION_TEMPORALITY_DELTA',
      ],
    },
    [CONVERT]: { max_stale: '1h', max_streams: Math.floor((memoryOf(resources) * SHARE) / SERIES_BYTES) },
  };
}
