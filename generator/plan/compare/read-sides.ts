/** What a generated tree deploys on its clusters. */
import { openDisk } from '../../disk/disk.ts';
import type { FileTree } from '../../tree/file-tree.ts';
import { buildMemory, treeBuilder } from '../build/build.ts';
import { withBuilds } from '../build/built-trees.ts';
import type { DeployedCluster } from '../deployed/deployed.ts';
import { valuesMemory } from '../deployed/merged-values.ts';
import { readFleet } from '../deployed/read-fleet.ts';
import { workingTree } from '../read-trees.ts';

/** By name, complete. Throws a Refusal when a folder cannot be built. */
export function deployedClusters(repo: string, generated: FileTree): Promise<ReadonlyMap<string, DeployedCluster>> {
  const tree = workingTree(openDisk(repo), generated, 'sha1');
  return withBuilds(repo, (built) => {
    const memory = buildMemory(built);
    const builder = treeBuilder(tree, memory);
    const { clusters } = readFleet(builder, valuesMemory(memory.documents));
    for (const { components } of clusters.values()) for (const component of components.values()) component.content();
    return { result: clusters, wanted: [{ tree, folders: [...builder.wanted.values()] }] };
  });
}
