/** What must not change a cluster, what is put back, and what changes one cluster alone. */
import { it } from 'vitest';
import { clusterOf } from '../bootstrap.ts';
import { argocdRevision, fluxRevision } from '../engine-state.ts';
import { readManifest } from '../live-object.ts';
import { notifyEngines, reconcileFlux } from '../notify.ts';
import { CONVERGENCE, settle } from '../universe.ts';
import { until } from '../wait.ts';
import { OTHER_VERSION } from '../world.ts';
import { changedClusters, hold, type Life, states, versions } from './life.ts';

const FIRST_WAVE_CLUSTERS = ['dev-kind-1', 'eu-prod-1', 'staging-gcp-1'];

export function changes(life: Life): void {
  it('writes nothing to any cluster when the tree is generated again and nothing changed', async ({ expect }) => {
    const world = life.world();
    const commit = await world.fleet.revision('main');
    await world.fleet.generate();
    expect(await world.fleet.changedFiles()).toEqual([]);
    expect(await world.fleet.publish('Generate again')).toBe(commit);
    const before = await Promise.all(FIRST_WAVE_CLUSTERS.map((name) => versions(world, name)));
    world.fleet.write('NOTES.md', 'A file of the platform team.\n');
    const next = await world.fleet.publish('A file that no engine reads');
    await notifyEngines(world);
    await until('every engine has seen the new commit', () => notYetAt(life, next), CONVERGENCE);
    await hold(world);
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
      const release = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'grafana-release', namespace } };
      await cluster.api.mergePatch(readManifest(policy), { spec: { policyTypes: ['Egress'] } });
      await cluster.api.mergePatch(readManifest(release), { data: { values: '{}' } });
      await cluster.api.delete(readManifest({ ...policy, metadata: { name: 'grafana', namespace } }));
    }
    for (const cluster of world.clusters.values()) await reconcileFlux(cluster);
    await settle(world, 'what was changed by hand is put back');
  });

  it('pins a version for one cluster', async ({ expect }) => {
    const world = life.world();
    const before = await states(life.world());
    world.fleet.edit(
      'clusters/staging-gcp-1/cluster.yaml',
      'components:\n',
      `components:\n    grafana: {version: ${OTHER_VERSION.version}}\n`,
    );
    await world.fleet.publish('Pin Grafana in staging');
    const after = await settle(world, 'one cluster has another version');
    expect(changedClusters(before, await states(life.world()))).toEqual(['staging-gcp-1']);
    expect(after.get('staging-gcp-1')?.releases.get('grafana')?.version).toBe(OTHER_VERSION.version);
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
