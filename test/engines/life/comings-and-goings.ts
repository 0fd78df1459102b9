/** Components and clusters come and go. What holds data stays. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import type { Engine } from '../../../generator/fleet/model.ts';
import { clusterOf, hubOf, join as joinFleet } from '../bootstrap.ts';
import { isKept, leaving } from '../convergence.ts';
import { applicationProblems, applicationsOf, fluxObjects, rootApplication } from '../engine-state.ts';
import { keyOf } from '../live-object.ts';
import { notifier } from '../notify.ts';
import { asPlanned } from '../plan/as-planned.ts';
import { expectations, settle, snapshotOf } from '../settle.ts';
import { rememberedReleases, type Snapshot } from '../snapshot.ts';
import { CONVERGENCE, phase, until } from '../wait.ts';
import { NEXT_WAVE } from '../waves.ts';
import { startCluster, type World } from '../world.ts';
import { hold, type Life, states } from './life.ts';
import { OWN_WAVE } from './waves.ts';

/** Nothing needs it. */
const SAMPLER = 'otel-sampler: {mode: managed, percent: 10}';

const OPENLIT = 'openlit: {mode: managed}';

const EVALUATIONS =
  'evaluations: {mode: managed, bounds: [{score: helpfulness, min: 0.7}, {score: toxicity, max: 0.1}]}';

const LEAVING = ['dev-kind-1', 'eu-prod-1'];

/** Upstream's own definitions: taking them away would take every object of theirs with them, whoever made it. */
const DEFINITIONS = /^(apiextensions|admissionregistration)\.k8s\.io\//;

export function absence(life: Life): void {
  it('takes away a component that is disabled, or that runs elsewhere now, and keeps its stores', async ({
    expect,
  }) => {
    const world = life.world();
    const before = await snapshotOf(world, 'eu-prod-1');
    world.fleet.edit(
      'clusters/eu-prod-1/cluster.yaml',
      'components:\n',
      'components:\n    clickhouse: {mode: external, external: {host: clickhouse.acme.io}}\n',
    );
    world.fleet.edit('clusters/eu-prod-1/cluster.yaml', SAMPLER, 'otel-sampler: {mode: disabled}');
    // It would not take that ClickHouse, which asks for TLS.
    world.fleet.edit('clusters/eu-prod-1/cluster.yaml', OPENLIT, 'openlit: {mode: disabled}');
    // Prometheus finds only a ClickHouse of the cluster.
    world.fleet.edit('clusters/eu-prod-1/cluster.yaml', EVALUATIONS, 'evaluations: {mode: disabled}');
    world.fleet.edit('clusters/eu-prod-1/cluster.yaml', '  engine:', `${OWN_WAVE}  engine:`);
    await world.fleet.publish(
      'ClickHouse elsewhere, no sampler, OpenLIT or evaluations in Europe, and changes before the rest of production again',
    );
    const after = await settle(world, 'a component is gone');
    const expected = (await expectations(world)).get('eu-prod-1');
    const left = [...(after.get('eu-prod-1')?.objects.keys() ?? [])].filter((key) => !expected?.manifests.has(key));
    // A namespace stays too: others may have put something in it.
    expect(left).toEqual([
      '/Namespace//clickhouse-operator',
      '/Namespace//openlit',
      'clickhouse.com/ClickHouseCluster/lang-observatory/clickhouse',
      'clickhouse.com/KeeperCluster/lang-observatory/clickhouse',
    ]);
    for (const key of left.filter((one) => one.startsWith('clickhouse.com/')))
      expect(after.get('eu-prod-1')?.objects.get(key)).toEqual(before.objects.get(key));
    const releases = [...(expected?.releases.values() ?? [])].map(({ name }) => name).sort();
    await until('Helm and Flux have forgotten its release', async () => {
      const known = await remembered(world, 'eu-prod-1');
      return known.filter((name) => !releases.includes(name));
    });
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
    await joinFleet(world, { [name]: engine });
    await settle(world, 'the new cluster runs');
  });
}

export function departure(life: Life): void {
  it('takes removed clusters away, keeps what holds data, and leaves the others alone', async ({ expect }) => {
    const world = life.world();
    const removed = LEAVING.filter((name) => world.clusters.has(name));
    const before = await statesWithout(world, removed);
    for (const name of removed) world.fleet.remove(inputOf(name));
    // What they shared with those that stay changes with the same commit: of what leaves, an engine must make nothing of it.
    world.fleet.edit('fleet.yaml', 'size: large', 'size: medium');
    await world.fleet.publish('Clusters leave');
    const left = await emptied(life, removed);
    expect(
      [...(left.get('eu-prod-1')?.objects.keys() ?? [])].filter((key) => !DEFINITIONS.test(key)),
    ).toMatchInlineSnapshot(`
      [
        "/Namespace//cert-manager",
        "/Namespace//clickhouse-operator",
        "/Namespace//cnpg-system",
        "/Namespace//external-secrets",
        "/Namespace//gpu",
        "/Namespace//lang-observatory",
        "/Namespace//nginx-gateway",
        "/Namespace//openlit",
        "/Namespace//otel-agent",
        "/Namespace//otel-operator",
        "cert-manager.io/Certificate/nginx-gateway/nginx-gateway-ca",
        "clickhouse.com/ClickHouseCluster/lang-observatory/clickhouse",
        "clickhouse.com/KeeperCluster/lang-observatory/clickhouse",
        "postgresql.cnpg.io/Cluster/lang-observatory/postgres",
        "postgresql.cnpg.io/Database/lang-observatory/postgres-grafana",
      ]
    `);
    expect(await statesWithout(world, removed)).toEqual(before);
    await asPlanned(world, 'clusters leave');
    life.record('clusters are removed', left);
  });

  it('takes a cluster of a later wave away too, whatever the ref of its wave still says', async ({ expect }) => {
    const world = life.world();
    const { name } = life.arriving;
    const released = await world.fleet.tree(await world.fleet.revision(NEXT_WAVE));
    expect(existsSync(join(released, inputOf(name)))).toBe(true);
    // Of those that have left, too: their data.
    const before = await statesWithout(world, [name]);
    world.fleet.remove(inputOf(name));
    await world.fleet.publish('Another cluster leaves');
    const left = await emptied(life, [name]);
    await hold(world);
    expect([...(left.get(name)?.objects.keys() ?? [])]).toEqual(
      expect.arrayContaining([
        'clickhouse.com/ClickHouseCluster/lang-observatory/clickhouse',
        'postgresql.cnpg.io/Cluster/lang-observatory/postgres',
      ]),
    );
    expect(await statesWithout(world, [name])).toEqual(before);
    await asPlanned(world, 'another cluster leaves');
  });

  if (life.engines['eu-prod-1'] === 'argocd')
    it('lets go of the AppProject of a cluster that has left, as the README says to delete it', async ({ expect }) => {
      const world = life.world();
      const { api } = hubOf(world);
      await until('the root Application is content', async () => applicationProblems(await rootApplication(api)));
      const projects = async () => {
        const all = await api.list('argoproj.io/v1alpha1', 'AppProject');
        return all.filter(({ metadata }) => metadata.name === 'observatory.acme.eu-prod-1');
      };
      const left = await projects();
      expect(left).toHaveLength(1);
      await Promise.all(left.map((one) => api.delete(one)));
      await until('it is gone', async () => (await projects()).map(({ metadata }) => metadata.name));
      await asPlanned(world, 'the AppProject of a cluster that has left is gone', { deleted: left.map(keyOf) });
    });
}

function inputOf(cluster: string): string {
  return `clusters/${cluster}/cluster.yaml`;
}

async function statesWithout(world: World, names: readonly string[]): Promise<ReadonlyMap<string, Snapshot>> {
  return new Map([...(await states(world))].filter(([name]) => !names.includes(name)));
}

/** What is left of clusters when everything has gone that goes. */
async function emptied(life: Life, names: readonly string[]): Promise<ReadonlyMap<string, Snapshot>> {
  const world = life.world();
  const notify = notifier(world);
  await phase(`${world.life}: ${names.join(' and ')} left`, () =>
    until(
      'nothing is there but what holds data',
      async () => {
        await notify();
        return (await Promise.all(names.map((name) => remains(life, name)))).flat();
      },
      CONVERGENCE,
    ),
  );
  return new Map(await Promise.all(names.map(async (name) => [name, await snapshotOf(world, name)] as const)));
}

/** A line for everything that a cluster that has left still holds, or loses of its data. */
async function remains(life: Life, cluster: string): Promise<readonly string[]> {
  const world = life.world();
  const found = await snapshotOf(world, cluster);
  const surplus = [...found.objects].filter(([key, object]) => !isKept(object) && !DEFINITIONS.test(key));
  const left = [
    ...found.releases.keys(),
    ...surplus.map(([key]) => key),
    ...(await remembered(world, cluster)).map((name) => `what Helm or Flux knows of ${name}`),
    ...(await engineRemains(world, cluster, life.engines[cluster] ?? life.arriving.engine)),
  ];
  return [...left.map((what) => `${what} is left`), ...leaving(found)].map((line) => `${cluster}: ${line}`);
}

/** Names of the releases that Flux and Helm have something of in the cluster, sorted. */
async function remembered(world: World, cluster: string): Promise<readonly string[]> {
  return [...(await rememberedReleases(clusterOf(world, cluster).api, world.before.get(cluster) ?? new Set()))].sort();
}

async function engineRemains(world: World, name: string, engine: Engine): Promise<readonly string[]> {
  if (engine === 'flux') {
    const objects = await fluxObjects(clusterOf(world, name).api);
    return objects
      .filter(({ metadata }) => metadata.name !== 'flux-system')
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  }
  return (await applicationsOf(hubOf(world).api, name)).map(({ metadata }) => `Application ${metadata.name}`);
}
