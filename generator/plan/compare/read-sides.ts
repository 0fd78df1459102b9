/** What a generated tree deploys on its clusters. */
import { openDisk } from '../../disk/disk.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { FileTree } from '../../tree/file-tree.ts';
import { buildMemory, treeBuilder } from '../build/build.ts';
import type { DeployedCluster } from '../deployed/deployed.ts';
import { valuesMemory } from '../deployed/merged-values.ts';
import { readFleet } from '../deployed/read-fleet.ts';
import { buildWanted, workingTree } from '../read-trees.ts';

/** By name, complete. Throws a Refusal when a folder cannot be built. */
export async function deployedClusters(
  repo: string,
  generated: FileTree,
): Promise<ReadonlyMap<string, DeployedCluster>> {
  const tree = workingTree(openDisk(repo), generated, 'sha1');
  const built = new Map<string, readonly Manifest[]>();
  // What a build leads to is known once it is there.
  for (;;) {
    const memory = buildMemory(built);
    const builder = treeBuilder(tree, memory);
    const { clusters } = readFleet(builder, valuesMemory(memory.documents));
    for (const { components } of clusters.values()) for (const component of components.values()) component.content();
    if (builder.wanted.size === 0) return clusters;
    await buildWanted(repo, tree, [...builder.wanted.values()], built);
  }
}
