/** What the dashboards of the stack share: selectors, variables, and panels for pods. */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { orZero, perSecond } from './expressions.ts';
import { type Numbered, stat, timeSeries } from './panels.ts';
import { query } from './query.ts';
import { chained, matchers, PLACE, type Variable } from './variables.ts';

const PLACES = Object.keys(PLACE);

/** Environment and cluster. */
export const placeVariables = (): readonly Variable[] => chained('up', PLACE);

/** Environment, cluster, and the pods of a program: those that have this metric. */
export const podVariables = (metric: string): readonly Variable[] => chained(metric, { ...PLACE, pod: 'Pod' });

/** Anywhere in the chosen clusters. */
export const inClusters = (...more: readonly string[]): string => matchers(PLACES, ...more);

/** In the namespace of the stack. */
export const inStack = (...more: readonly string[]): string => inClusters(`namespace="${STACK_NAMESPACE}"`, ...more);

/** In the namespace of the stack, in the chosen pods. */
export const inPods = (...more: readonly string[]): string => inStack('pod=~"$pod"', ...more);

/** Memory, CPU and restarts of the pods whose names match a pattern. */
export function podPanels(pattern: string): readonly Numbered[] {
  const pods = inStack(`pod=~"${pattern}"`);
  const containers = inStack(`pod=~"${pattern}"`, 'container!=""');
  return [
    timeSeries({
      title: 'Memory',
      description: 'Working set memory of each pod, which counts against its limit.',
      unit: 'bytes',
      min: 0,
      queries: [query(`sum by (pod) (container_memory_working_set_bytes{${containers}})`, '{{pod}}')],
      width: 8,
    }),
    timeSeries({
      title: 'CPU',
      description: 'CPU cores that each pod uses.',
      unit: 'suffix: cores',
      min: 0,
      queries: [query(perSecond('container_cpu_usage_seconds_total', containers, 'pod'), '{{pod}}')],
      width: 8,
    }),
    timeSeries({
      title: 'Restarts',
      // Prometheus extrapolates: one restart would be 1.1 of them.
      description: 'Container restarts in the last hour.',
      unit: 'short',
      min: 0,
      queries: [
        query(`sum by (pod) (round(increase(kube_pod_container_status_restarts_total{${pods}}[1h])))`, '{{pod}}'),
      ],
      width: 8,
    }),
  ];
}

/** A number of faults: 0 is green, 1 yellow, more red. */
export function faults(title: string, description: string, text: string): Numbered {
  return stat({
    title,
    description,
    unit: 'short',
    decimals: 0,
    limits: { warn: 1, bad: 2 },
    queries: [query(orZero(text), title.toLowerCase())],
  });
}
