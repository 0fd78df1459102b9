/** Compares two trees. Pure: what is not read or built yet is told, so that it can be had before the next try. */
import { buildMemory, type TreeBuilder, treeBuilder } from './build/build.ts';
import type { Attempt, Built } from './build/built-trees.ts';
import type { DeployedCluster, DeployedFleet } from './deployed/deployed.ts';
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
  readonly built?: Built;
  /** Clusters that the trees lack, because what is deployed on them is not looked at. */
  readonly unread?: { readonly before: readonly DeployedCluster[]; readonly after: readonly DeployedCluster[] };
}

/** The plan is not complete as long as folders are wanted, which only Kustomize itself can build. */
export function makePlan({
  base,
  before,
  after,
  order,
  built,
  unread = { before: [], after: [] },
}: PlanOptions): { readonly plan: Plan } & Pick<Attempt<Plan>, 'wanted'> {
  const memory = buildMemory(built);
  const merge = valuesMemory(memory.documents);
  const [old, now] = [treeBuilder(before, memory), treeBuilder(after, memory)];
  const fleetOf = (builder: TreeBuilder, more: readonly DeployedCluster[]): DeployedFleet =>
    withClusters(readFleet(builder, merge), more);
  const [beforehand, afterwards] = [fleetOf(old, unread.before), fleetOf(now, unread.after)];
  const plan = comparedFleets({ base, before: beforehand, after: afterwards, order });
  return { plan, wanted: [old, now].map(({ tree, wanted }) => ({ tree, folders: [...wanted.values()] })) };
}

function withClusters(fleet: DeployedFleet, more: readonly DeployedCluster[]): DeployedFleet {
  return { ...fleet, clusters: new Map([...fleet.clusters, ...more.map((one) => [one.name, one] as const)]) };
}
