/** Changes of the input, and of the clusters behind Git's back. */
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { clusterOf, notifyFlux, reconcileFlux } from '../bootstrap.ts';
import { argocdRevision, fluxRevision } from '../engine-state.ts';
import { readManifest } from '../live-object.ts';
import { NEXT_WAVE, settle, snapshotOf } from '../universe.ts';
import { until } from '../wait.ts';
import { OTHER_VERSION } from '../world.ts';
import { changedClusters, clustersWith, type Life, versions } from './life.ts';

/** Two rounds of every poll: long enough for a change to reach a cluster that it must not reach. */
const HOLD_MILLISECONDS = 12_000;

const FIRST_WAVE_CLUSTERS = ['dev-kind-1', 'eu-prod-1', 'staging-gcp-1'];

export function changes(life: Life): void {
  const states = async () => {
    const world = life.world();
    return new Map(
      await Promise.all([...world.clusters.keys()].map(async (name) => [name, await snapshotOf(world, name)] as const)),
    );
  };

  it('writes nothing to any cluster when the tree is generated again and nothing changed', async () => {
    const world = life.world();
    const commit = await world.fleet.revision('main');
    await world.fleet.generate();
    expect(await world.fleet.changedFiles()).toEqual([]);
    expect(await world.fleet.publish('Generate again')).toBe(commit);
    const before = await Promise.all(FIRST_WAVE_CLUSTERS.map((name) => versions(world, name)));
    world.fleet.write('NOTES.md', 'A file of the platform team.\n');
    const next = await world.fleet.publish('A file that no engine reads');
    await notifyFlux(world, clustersWith(life, 'flux'));
    await until('every engine has seen the new commit', () => notYetAt(life, next));
    await setTimeout(HOLD_MILLISECONDS);
    expect(await Promise.all(FIRST_WAVE_CLUSTERS.map((name) => versions(world, name)))).toEqual(before);
  });

  it('puts back what somebody changed or deleted in a cluster', async () => {
    const world = life.world();
    for (const cluster of world.clusters.values()) {
      const namespace = 'lang-observatory';
      const policy = {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'default-deny', namespace },
      };
      const release = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'langfuse-release', namespace } };
      await cluster.api.mergePatch(readManifest(policy), { spec: { policyTypes: ['Egress'] } });
      await cluster.api.mergePatch(readManifest(release), { data: { values: '{}' } });
      await cluster.api.delete(readManifest({ ...policy, metadata: { name: 'grafana', namespace } }));
    }
    for (const name of clustersWith(life, 'flux')) await reconcileFlux(clusterOf(world, name));
    await settle(world, 'what was changed by hand is put back');
  });

  it('brings a setting of an environment to the clusters of the first wave alone', async () => {
    const world = life.world();
    const before = await states();
    world.fleet.edit('fleet.yaml', 'replicas: {min: 3, max: 12}', 'replicas: {min: 3, max: 14}');
    await world.fleet.publish('More Langfuse in production');
    await settle(world, 'the first wave follows main');
    await setTimeout(HOLD_MILLISECONDS);
    const after = await states();
    expect(changedClusters(before, after)).toEqual(['eu-prod-1']);
    life.record('a setting changes', after);
  });

  it('brings it to the next wave when the ref of that wave moves', async () => {
    const world = life.world();
    const before = await states();
    await world.fleet.advance(NEXT_WAVE);
    await settle(world, 'the next wave follows its ref');
    expect(changedClusters(before, await states())).toEqual(['us-prod-1']);
  });

  it('pins a version for one cluster', async () => {
    const world = life.world();
    const before = await states();
    world.fleet.edit(
      'clusters/staging-gcp-1/cluster.yaml',
      'components:\n',
      `components:\n    grafana: {version: ${OTHER_VERSION.version}}\n`,
    );
    await world.fleet.publish('Pin Grafana in staging');
    const after = await settle(world, 'one cluster has another version');
    expect(changedClusters(before, await states())).toEqual(['staging-gcp-1']);
    expect(after.get('staging-gcp-1')?.releases.get('grafana')?.version).toBe(OTHER_VERSION.version);
    life.record('a version is pinned', after);
  });
}

/** The roots of the first wave's clusters that have not come to the commit. */
async function notYetAt(life: Life, commit: string): Promise<readonly string[]> {
  const world = life.world();
  const roots = FIRST_WAVE_CLUSTERS.map(async (name) => {
    const isFlux = life.engines[name] === 'flux';
    return [name, await (isFlux ? fluxRevision(clusterOf(world, name).api) : argocdRevision(world.hub.api))] as const;
  });
  return (await Promise.all(roots)).filter(([, at]) => at !== commit).map(([name, at]) => `${name} is at ${at}`);
}
