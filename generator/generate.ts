/** The pipeline between input and disk, in one page: a resolved fleet in, the files of its repository out. Pure and lazy. */

import { ENGINE_WRITERS } from './engines/engines.ts';
import { ENGINES, type Fleet } from './fleet/model.ts';
import { composeFleet } from './layers/compose.ts';
import type { Component } from './stack/component.ts';
import { dashboardFiles } from './telemetry/dashboard-files.ts';
import { runbookFiles } from './telemetry/runbooks.ts';
import type { FileTree } from './tree/file-tree.ts';

/**
 * Every file of the repository that we own, each once, but for those of clusters that are known to be as they should.
 * Clusters come one after the other, so that a large fleet streams.
 */
export function* generateFiles(
  fleet: Fleet,
  registry: readonly Component[],
  settledClusters: ReadonlySet<string> = new Set(),
): FileTree {
  const composed = composeFleet(fleet, registry);
  yield* composed.shared;
  yield* dashboardFiles(registry);
  yield* runbookFiles(registry);
  for (const engine of ENGINES)
    if (fleet.clusters.some((cluster) => cluster.engine === engine))
      yield* ENGINE_WRITERS[engine].shared(composed, registry);
  for (const cluster of fleet.clusters) {
    if (settledClusters.has(cluster.name)) continue;
    const one = composed.cluster(cluster);
    yield* one.files;
    yield* ENGINE_WRITERS[cluster.engine].cluster(one, fleet, registry);
  }
}
