/** How to wait until every cluster is as Git says and its engine is content. */
import type { Engine } from '../../generator/fleet/model.ts';
import { clusterOf, hubOf } from './bootstrap.ts';
import { shortOf } from './convergence.ts';
import { argocdProblems, fluxProblems } from './engine-state.ts';
import { composedFleet, type ExpectedCluster, expectedCluster } from './expected.ts';
import type { KubernetesApi } from './kubernetes-api.ts';
import { conditionsOf, keyOf, type LiveObject } from './live-object.ts';
import { notifier } from './notify.ts';
import { asPlanned } from './plan/as-planned.ts';
import type { Besides } from './plan/besides.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import { CONVERGENCE, phase, until } from './wait.ts';
import { branchOf, FIRST_WAVE, refOf } from './waves.ts';
import type { World } from './world.ts';

/**
 * Waits until every cluster of the fleet is as Git says, and until exactly that has happened which the plan said, and what a person did
 * besides. As `converge`.
 */
export async function settle(world: World, what: string, besides?: Besides): Promise<ReadonlyMap<string, Snapshot>> {
  const settled = await converge(world, what);
  await asPlanned(world, what, besides);
  return settled;
}

/**
 * The same where a person has changed clusters by hand, and deleted what has these keys from each. That is in no commit, so there is no plan of
 * it, and an empty plan is what everything is held to: it all is as it was before, and what was deleted is there again as another object.
 */
export async function settleByHand(
  world: World,
  what: string,
  deleted: readonly string[],
): Promise<ReadonlyMap<string, Snapshot>> {
  return settle(world, what, { replaced: new Map([...world.clusters.keys()].map((name) => [name, deleted])) });
}

/**
 * Waits until every cluster of the fleet holds what the commit of its wave says and its engine reports no problem.
 * The state of each cluster when it first did: whether more than that happened, only a look later on can tell.
 */
async function converge(world: World, what: string): Promise<ReadonlyMap<string, Snapshot>> {
  const settled = new Map<string, Snapshot>();
  const wanted = await expectations(world);
  const notify = notifier(world);
  await phase(`${world.life}: ${what}`, () =>
    until(
      what,
      async () => {
        const problems: string[] = [];
        await notify();
        for (const [name, expected] of wanted) {
          if (settled.has(name)) continue;
          const { short, found } = await lookAt(world, name, expected);
          if (found !== undefined && short.length === 0) settled.set(name, found);
          problems.push(...short.map((line) => `${name}: ${line}`));
        }
        return problems;
      },
      CONVERGENCE,
    ),
  );
  world.settled = settled;
  return settled;
}

/** What a cluster falls short of. The engine's own word is cheap to ask for; everything that a cluster holds is not. */
async function lookAt(
  world: World,
  name: string,
  expected: ExpectedCluster,
): Promise<{ readonly short: readonly string[]; readonly found?: Snapshot }> {
  const problems = await engineProblems(world, name, expected.cluster.engine);
  if (problems.length > 0) return { short: problems };
  const found = await snapshotOf(world, name);
  return { short: [...shortOf(expected, found), ...(await unreplicated(clusterOf(world, name).api))], found };
}

/** ClickHouse clusters whose operator still writes: an engine that does not wait for that may be content before. */
async function unreplicated(api: KubernetesApi): Promise<readonly string[]> {
  if (!(await api.served(CLICKHOUSE)).has('clickhouseclusters')) return [];
  const isReplicated = (cluster: LiveObject): boolean =>
    conditionsOf(cluster).some(({ type, status }) => type === 'SchemaInSync' && status === 'True');
  return (await api.list(CLICKHOUSE, 'ClickHouseCluster'))
    .filter((cluster) => !isReplicated(cluster))
    .map((cluster) => `${keyOf(cluster)} is not replicated yet`);
}

const CLICKHOUSE = 'clickhouse.com/v1alpha1';

export function snapshotOf(world: World, name: string): Promise<Snapshot> {
  return takeSnapshot(clusterOf(world, name).api, world.before.get(name) ?? new Set());
}

/** What each cluster that there is must hold, by the commit that its wave's branch is at. */
export async function expectations(world: World) {
  const main = await world.fleet.tree(await world.fleet.revision(FIRST_WAVE));
  const { fleet } = composedFleet(main);
  const present = fleet.clusters.filter(({ name }) => world.clusters.has(name));
  const expected = present.map(async ({ name, wave }) => {
    const branch = branchOf(refOf(fleet, { name, wave }));
    const tree = await world.fleet.tree(await world.fleet.revision(branch));
    return [name, await expectedCluster(tree, name)] as const;
  });
  return new Map(await Promise.all(expected));
}

/** What a cluster's engine has not done there. */
export function engineProblems(world: World, name: string, engine: Engine): Promise<readonly string[]> {
  return engine === 'argocd' ? argocdProblems(hubOf(world).api, name) : fluxProblems(clusterOf(world, name).api);
}
