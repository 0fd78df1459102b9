/** Clusters that are new, gone or belong elsewhere than before, those together of which the same is true. */
import { grouped } from '../../layers/selector.ts';
import type { Fate } from '../difference/objects.ts';
import type { PlannedCluster } from '../plan.ts';
import { movesOf } from './lines.ts';

export interface ClusterFate {
  readonly fate: Fate;
  readonly names: readonly string[];
  /** What differs of where they belong. */
  readonly moves: readonly string[];
}

/** `as` marks what comes from the input. */
export function clusterFates(
  clusters: readonly PlannedCluster[],
  as: (text: string) => string = (text) => text,
): readonly ClusterFate[] {
  const told = clusters.flatMap((cluster): readonly ClusterFate[] => {
    const { name, fate } = cluster;
    const moves = movesOf(cluster).map(({ field, from, to }) => `${field} ${as(from)} → ${as(to)}`);
    const isTold = fate === 'created' || fate === 'removed' || moves.length > 0;
    return isTold && fate !== 'unchanged' ? [{ fate, names: [name], moves }] : [];
  });
  return grouped(told, ({ fate, moves }) => JSON.stringify([fate, moves])).map((group) => ({
    ...group[0],
    names: group.flatMap(({ names }) => names),
  }));
}
