/** What must not change a cluster, what is put back, and what changes one cluster alone. */
import { it } from 'vitest';
import { STACK_NAMESPACE } from '../../../generator/kubernetes/metadata.ts';
import { clusterOf, hubOf } from '../bootstrap.ts';
import { argocdRevision, fluxRevisions } from '../engine-state.ts';
import { keyOf, type LiveObject, readManifest } from '../live-object.ts';
import { reconcileFlux } from '../notify.ts';
import type { Kubernetes } from '../servers/kubernetes.ts';
import { settle, settleByHand } from '../settle.ts';
import { CONVERGENCE, phase, until } from '../wait.ts';
import { OTHER_VERSION } from '../world.ts';
import { allVersions, changedClusters, hold, type Life, states } from './life.ts';

const PINNED = 'eu-prod-1';
const PINNED_RELEASE = 'lang-observatory/valkey';

const FIRST_WAVE_CLUSTERS = ['dev-kind-1', 'eu-prod-1', 'staging-gcp-1'];

export function changes(life: Life): void {
  it('writes nothing to any cluster when the tree is generated again and nothing changed', async ({ expect }) => {
    const world = life.world();
    const commit = await world.fleet.revision('main');
    expect((await world.fleet.generate()).exitCode).toBe(0);
    expect(await world.fleet.changedFiles()).toEqual([]);
    expect(await world.fleet.publish('Generate again')).toBe(commit);
    const before = await allVersions(world);
    world.fleet.write('NOTES.md', 'A file of the platform team.\n');
    const next = await world.fleet.publish('A file that no engine reads');
    await hold(world);
    await phase(`${world.life}: every engine has seen the new commit`, () =>
      until('they are at it', () => notYetAt(life, next), CONVERGENCE),
    );
    expect(await allVersions(world)).toEqual(before);
  });

  it('puts back what somebody changed or deleted in a cluster', async () => {
    const world = life.world();
    const clusters = [...world.clusters.values()];
    await settle(world, 'nothing is under way');
    await Promise.all(clusters.map(meddle));
    await Promise.all(clusters.map(reconcileFlux));
    await settleByHand(world, 'what was changed by hand is put back', [keyOf(policy('grafana'))]);
  });
}

export function pin(life: Life): void {
  it('pins a version for one cluster', async ({ expect }) => {
    const world = life.world();
    const before = world.settled;
    world.fleet.edit(
      `clusters/${PINNED}/cluster.yaml`,
      'components:\n',
      `components:\n    valkey: {version: ${OTHER_VERSION.version}}\n`,
    );
    await world.fleet.publish('Pin Valkey in Europe');
    await settle(world, 'one cluster has another version');
    // What another cluster is still to get by mistake breaks the next claim: that nothing of it changes.
    const after = await states(world);
    expect(changedClusters(before, after)).toEqual([PINNED]);
    const [pinned, unpinned] = [after.get(PINNED), before.get(PINNED)];
    expect(pinned?.releases.get(PINNED_RELEASE)?.version).toBe(OTHER_VERSION.version);
    // Nor has anything gone since the claim before, which left data behind.
    expect(pinned?.objects).toEqual(unpinned?.objects);
    expect(without(pinned?.releases, PINNED_RELEASE)).toEqual(without(unpinned?.releases, PINNED_RELEASE));
    life.record('a version is pinned', after);
  });
}

function without<V>(entries: ReadonlyMap<string, V> | undefined, key: string): ReadonlyMap<string, V> {
  return new Map([...(entries ?? [])].filter(([one]) => one !== key));
}

/**
 * Clusters of the first wave that have not come to the commit. With Flux all of a cluster must: what is changed by hand while
 * a Kustomization waits for what it applied is put back only when that wait has timed out.
 */
async function notYetAt(life: Life, commit: string): Promise<readonly string[]> {
  const world = life.world();
  const found = FIRST_WAVE_CLUSTERS.map(async (name) => {
    const isFlux = life.engines[name] === 'flux';
    const at = isFlux ? await fluxRevisions(clusterOf(world, name).api) : [await argocdRevision(hubOf(world).api)];
    return [name, [...at]] as const;
  });
  return (await Promise.all(found))
    .filter(([, at]) => at.some((one) => one !== commit))
    .map(([name, at]) => `${name} is at ${at.join(', ')}`);
}

/** Changes a policy and what a release holds, and deletes the policy of Grafana. */
async function meddle({ api }: Kubernetes): Promise<void> {
  const release = readManifest({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'grafana-release', namespace: STACK_NAMESPACE },
  });
  await api.mergePatch(policy('default-deny'), { spec: { policyTypes: ['Egress'] } });
  await api.mergePatch(release, { data: { values: '{}' } });
  await api.delete(policy('grafana'));
}

function policy(name: string): LiveObject {
  const metadata = { name, namespace: STACK_NAMESPACE };
  return readManifest({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata });
}
