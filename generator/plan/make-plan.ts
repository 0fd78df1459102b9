/** Compares two trees. Pure: what is not read or built yet is told, so that it can be had before the next try. */
import type { Manifest } from '../kubernetes/manifest.ts';
import { buildMemory, treeBuilder } from './build/build.ts';
import type { Folder } from './build/folders.ts';
import { valuesMemory } from './deployed/merged-values.ts';
import { readFleet } from './deployed/read-fleet.ts';
import { comparedFleets } from './difference/fleet.ts';
import type { Plan } from './plan.ts';
import type { RepositoryTree } from './trees/repository-tree.ts';

export interface PlanOptions {
  readonly base: Plan['base'];
  readonly before: RepositoryTree;
  readonly after: RepositoryTree;
  /** Names of components in the order in which they come up. */
  readonly order: readonly string[];
  /** Builds that Kustomize itself has made, by fingerprint. */
  readonly built?: ReadonlyMap<string, readonly Manifest[]>;
}

export interface MadePlan {
  readonly plan: Plan;
  /** Folders that only Kustomize itself can build: as long as there are some, the plan is not complete. */
  readonly wanted: { readonly before: readonly Folder[]; readonly after: readonly Folder[] };
}

export function makePlan({ base, before, after, order, built }: PlanOptions): MadePlan {
  const memory = buildMemory(built);
  const merge = valuesMemory(memory.documents);
  const [old, now] = [treeBuilder(before, memory), treeBuilder(after, memory)];
  const plan = comparedFleets({ base, before: readFleet(old, merge), after: readFleet(now, merge), order });
  return { plan, wanted: { before: [...old.wanted.values()], after: [...now.wanted.values()] } };
}
