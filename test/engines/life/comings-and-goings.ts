/** Components and clusters come and go. What holds data stays. */
import { it } from 'vitest';
import { clusterOf, join } from '../bootstrap.ts';
import { isKept } from '../convergence.ts';
import {
  applicationProblems,
  applicationsOf,
  argocdProblems,
  argocdRevision,
  fluxObjects,
  rootApplication,
} from '../engine-state.ts';
import type { Snapshot } from '../snapshot.ts';
import { CONVERGENCE, expectations, NEXT_WAVE, notifier, settle, snapshotOf } from '../universe.ts';
import { until } from '../wait.ts';
import { startCluster, type World } from '../world.ts';
import type { Life } from './life.ts';

/** It only works for Langfuse, and cannot stay without it. */
const SAMPLER = 'otel-sampler: {mode: managed, percent: 10}';

const LEAVING = ['dev-kind-1', 'eu-prod-1'];
const LEAVING_LATER = 'us-prod-1';

export function absence(life: Life): void {
  it('takes away a component that is disabled, or that runs elsewhere now, and keeps its stores', async ({
    expect,
  }) => {
    const world = life.world();
    const before = await snapshotOf(world, 'eu-prod-1');
    world.fleet.edit(
      'clusters/eu-prod-1/cluster.yaml',
      'components:\n',
      'components:\n    langfuse: {mode: disabled}\n    clickhouse: {mode: external, external: {host: clickhouse.acme.io}}\n',
    );
    world.fleet.edit('clusters/eu-prod-1/cluster.yaml', SAMPLER, 'otel-sampler: {mode: disabled}');
    await world.fleet.publish('No Langfuse in Europe');
    const after = await settle(world, 'a component is gone');
    const expected = (await expectations(world)).get('eu-prod-1');
    const left = [...(after.get('eu-prod-1')?.objects.keys() ?? [])].filter((key) => !expected?.extras.has(key));
    // A namespace stays too: others may have put something in it.
    expect(left).toEqual([
      '/Namespace//clickhouse-operator',
      'clickhouse.com/ClickHouseCluster/lang-observatory/clickhouse',
      'clickhouse.com/KeeperCluster/lang-observatory/clickhouse',
    ]);
    for (const key of left.slice(1)) expect(after.get('eu-prod-1')?.objects.get(key)).toEqual(before.objects.get(key));
    life.record('a component is disabled', after);
  });
}

export function arrival(life: Life): void {
  it('brings a cluster that one new folder describes', async () => {
    const world = life.world();
    const { name, engine } = life.arriving;
    if (!world.fleet.describe(name, engine)) await world.fleet.addCluster(name, engine);
    await world.fleet.publish('A cluster joins');
    await world.fleet.advance(NEXT_WAVE);
    await startCluster(world, name);
    await join(world, { [name]: engine });
    await settle(world, 'the new cluster runs');
  });
}

/** For Argo CD, whose root Application follows main while the Applications of a cluster follow its wave. */
export function farewell(life: Life): void {
  it('lets a cluster of a later wave be until the ref of its wave moves, and waits for nothing meanwhile', async ({
    expect,
  }) => {
    const world = life.world();
    const before = await snapshotOf(world, LEAVING_LATER);
    world.fleet.remove(`clusters/${LEAVING_LATER}/cluster.yaml`);
    const commit = await world.fleet.publish('A cluster leaves with its wave');
    await settle(world, 'the clusters of main are as they were');
    await until('the root Application has done what main says', () => rootLags(world, commit), CONVERGENCE);
    expect(await snapshotOf(world, LEAVING_LATER)).toEqual(before);
    expect(await argocdProblems(world.hub.api, LEAVING_LATER)).toEqual([]);
  });
}

export function departure(life: Life): void {
  it('takes removed clusters away, keeps what holds data, and leaves the others alone', async ({ expect }) => {
    const world = life.world();
    const upstream = await upstreamKeys(world);
    const removed = LEAVING.filter((name) => world.clusters.has(name));
    for (const name of removed) world.fleet.remove(`clusters/${name}/cluster.yaml`);
    await world.fleet.publish('Clusters leave');
    const left = new Map<string, Snapshot>();
    const notify = notifier(world);
    await until(
      'the removed clusters are empty but for their data',
      async () => {
        const lines: string[] = [];
        await notify();
        for (const name of removed) {
          const found = await snapshotOf(world, name);
          left.set(name, found);
          const surplus = [...found.objects].filter(([key, object]) => !isKept(object) && !upstream.has(key));
          lines.push(
            ...[...found.releases.keys(), ...surplus.map(([key]) => key)].map((what) => `${name}: ${what} is left`),
          );
          lines.push(...(await engineRemains(life, world, name)).map((what) => `${name}: ${what} is left`));
        }
        return lines;
      },
      CONVERGENCE,
    );
    expect(
      [...(left.get('eu-prod-1')?.objects.keys() ?? [])].filter((key) => !upstream.has(key)),
    ).toMatchInlineSnapshot(`
      [
        "/Namespace//cert-manager",
        "/Namespace//clickhouse-operator",
        "/Namespace//cnpg-system",
        "/Namespace//external-secrets",
        "/Namespace//lang-observatory",
        "/Namespace//nginx-gateway",
        "cert-manager.io/Certificate/nginx-gateway/nginx-gateway-ca",
        "clickhouse.com/ClickHouseCluster/lang-observatory/clickhouse",
        "clickhouse.com/KeeperCluster/lang-observatory/clickhouse",
        "postgresql.cnpg.io/Cluster/lang-observatory/postgres",
        "postgresql.cnpg.io/Database/lang-observatory/postgres-grafana",
      ]
    `);
    await settle(world, 'the others stay as they are');
    life.record('clusters are removed', left);
  });

  if (life.engines['eu-prod-1'] === 'argocd')
    it('lets go of the AppProject of a cluster that has left, as the README says to delete it', async ({ expect }) => {
      const { api } = life.world().hub;
      const projects = async () => {
        const all = await api.list('argoproj.io/v1alpha1', 'AppProject');
        return all.filter(({ metadata }) => metadata.name === 'observatory-eu-prod-1');
      };
      const left = await projects();
      expect(left).toHaveLength(1);
      await Promise.all(left.map((one) => api.delete(one)));
      await until('it is gone', async () => (await projects()).map(({ metadata }) => metadata.name));
    });
}

/** Upstream's own definitions: taking them away would take every object of theirs with them, whoever made it. */
async function upstreamKeys(world: World): Promise<ReadonlySet<string>> {
  const found = await snapshotOf(world, 'eu-prod-1');
  return new Set(
    [...found.objects.keys()].filter((key) => /^(apiextensions|admissionregistration)\.k8s\.io\//.test(key)),
  );
}

async function rootLags({ hub }: World, commit: string): Promise<readonly string[]> {
  const root = await rootApplication(hub.api);
  const seen = await argocdRevision(hub.api);
  return [...applicationProblems(root), ...(seen === commit ? [] : [`it is at ${seen}`])];
}

async function engineRemains(life: Life, world: World, name: string): Promise<readonly string[]> {
  if (life.engines[name] === 'flux') {
    const objects = await fluxObjects(clusterOf(world, name).api);
    return objects
      .filter(({ metadata }) => metadata.name !== 'flux-system')
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  }
  return (await applicationsOf(world.hub.api, name)).map(({ metadata }) => `Application ${metadata.name}`);
}
