/** In which order objects of the engines sync, once for all clusters on which it is the same. */
import { grouped } from '../../layers/selector.ts';
import type { Step } from '../plan.ts';
import { named } from './lines.ts';

/** The steps of one cluster of each group stand for those of all. */
export interface SyncOrder {
  readonly clusters: readonly string[];
  /** By component, in their order. */
  readonly steps: readonly (readonly [Step, ...Step[]])[];
}

export function syncOrders(steps: readonly Step[]): readonly SyncOrder[] {
  const byCluster = grouped(steps, ({ cluster }) => cluster);
  const alike = grouped(byCluster, (group) =>
    JSON.stringify(group.map(({ component, fate, kind, order }) => [component, fate, kind, order])),
  );
  return alike.map((group) => ({
    clusters: group.map(([{ cluster }]) => cluster),
    steps: grouped(group[0], ({ order }) => String(order)),
  }));
}

const MOST_NAMES = 8;

/** The clusters, then a line for each run of components whose objects are of the same kinds. */
export function orderLines(steps: readonly Step[]): readonly string[] {
  return syncOrders(steps).flatMap(({ clusters, steps: components }) => [
    `on ${named(clusters, MOST_NAMES)}:`,
    ...runs(components).map((run) => `  ${runText(run)}`),
  ]);
}

interface Run {
  readonly components: readonly string[];
  readonly objects: string;
  readonly first: number;
  readonly last: number;
}

function runs(components: SyncOrder['steps']): readonly Run[] {
  const found: Run[] = [];
  for (const steps of components) {
    const [{ component, order }] = steps;
    const objects = [...new Set(steps.map(({ kind, fate }) => (fate === 'changed' ? kind : `${kind} ${fate}`)))].join(
      ', ',
    );
    const before = found.at(-1);
    const isSame = before?.objects === objects;
    const run = isSame ? before : { components: [], objects, first: order };
    if (isSame) found.pop();
    found.push({ ...run, components: [...run.components, component], last: order });
  }
  return found;
}

/** `2 to 4. valkey, langfuse, grafana: Application`. */
function runText({ components, objects, first, last }: Run): string {
  return `${first === last ? first : `${first} to ${last}`}. ${components.join(', ')}: ${objects}`;
}
