/** The two input files of a cluster. */
import type { Layer } from '../fleet/resolve/layer.ts';
import type { InputOfCluster } from '../layers/origin.ts';

/** The input file of the fleet and that of the cluster; undefined when the fleet has no such cluster. */
export function inputOf(cluster: string, layers: ReadonlyMap<string, readonly Layer[]>): InputOfCluster | undefined {
  const files = layers.get(cluster) ?? [];
  const [fleet, own] = [files[0]?.document, files.at(-1)?.document];
  return fleet === undefined || own === undefined ? undefined : { fleet, cluster: own };
}
