/**
 * Metrics of delta temporality: Prometheus knows cumulative ones only, so the collector adds the deltas of each series up.
 *
 * The deltas of one process may come to several collectors, one after the other. Each of them sums up what it got, under the name of
 * its pod: the sum over `collector` is right, while two that wrote one series would each take the other for a process that restarted.
 * Cumulative series keep their labels, whichever collector they pass.
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
/** Of the limit of memory, what series may take together. */
const SHARE = 1 / 8;

/**
 * A series is forgotten an hour after its last delta: one that is sent less often would begin anew with every delta, and seem not to
 * grow. With more series than `max_streams` those that are new are dropped, and counted with the label `error="limit"`.
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
