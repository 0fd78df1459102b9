/** `status` against a real API server with the definitions of both engines and RBAC: what it may read, and what it makes of objects there. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { textAt } from '../../generator/data/fields.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { ARGOCD_RESOURCES } from '../../generator/live/argocd/argocd-objects.ts';
import { commitIn } from '../../generator/live/commit.ts';
import { FLUX_RESOURCES } from '../../generator/live/flux/flux-objects.ts';
import type { State, Wanted } from '../../generator/live/model.ts';
import type { ComponentReport } from '../../generator/live/render/json.ts';
import { wantedOn } from '../../generator/live/wanted.ts';
import { kustomization, READY, type Said, settledFlux } from '../live/objects.ts';
import { define, engineDefinitions } from './definitions.ts';
import { fleetOf } from './expected.ts';
import { FleetRepository } from './fleet-repository.ts';
import { ApiError, KubernetesApi } from './kubernetes-api.ts';
import { readManifest } from './live-object.ts';
import { startEtcd } from './servers/etcd.ts';
import { type Kubernetes, startKubernetes } from './servers/kubernetes.ts';
import { askStatus, grantRights, kubeconfigOf } from './status/ask-status.ts';
import { NEXT_WAVE } from './waves.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const FLUX = 'dev-kind-1';
const ARGOCD = 'eu-prod-1';

const RESOURCES = [...Object.values(FLUX_RESOURCES), ...Object.values(ARGOCD_RESOURCES)];

describe('status, with the rights that it prints', () => {
  let workspace: Workspace;
  let cluster: Kubernetes;
  let fleet: FleetRepository;
  let kubeconfig: string;
  let wanted: readonly Wanted[];

  beforeAll(async () => {
    workspace = openWorkspace();
    cluster = await startKubernetes(workspace, await startEtcd(workspace), FLUX);
    await define(cluster.api, [...(await engineDefinitions('flux')), ...(await engineDefinitions('argocd'))]);
    fleet = await FleetRepository.create(workspace, workspace.make('git'), 'acme/observability.git');
    fleet.describe(FLUX, 'flux');
    fleet.describe(ARGOCD, 'argocd');
    await fleet.publish('Begin');
    await fleet.advance(NEXT_WAVE);
    const described = fleetOf(fleet.folder);
    wanted = described.clusters.flatMap((one) => (one.name === FLUX ? wantedOn(one, described, REGISTRY) : []));
    kubeconfig = kubeconfigOf(join(workspace.make('reader'), 'kubeconfig'), { [FLUX]: cluster, argocd: cluster });
  });

  afterAll(async () => workspace?.stop());

  it('reads nothing before they are given', async () => {
    const { exitCode, report } = await askStatus(fleet.folder, kubeconfig, [FLUX, ARGOCD]);
    expect(exitCode).toBe(5);
    expect(report.clusters.map(({ unreachable }) => unreachable?.problem)).toEqual([
      expect.stringMatching(/^you may not list \w+ in [\w-]+: .* is forbidden: User "reader" cannot list resource/),
      expect.stringMatching(/^of the cluster where Argo CD runs: you may not list applications(?:ets)? in argocd: /),
    ]);
  });

  it('reads everything that it asks for once they are given, and Secrets, pods and other namespaces as little as before', async () => {
    await grantRights(fleet.folder, 'flux', cluster);
    await grantRights(fleet.folder, 'argocd', cluster);
    const { report } = await askStatus(fleet.folder, kubeconfig, [FLUX, ARGOCD]);
    expect(report.clusters.map(({ unreachable }) => unreachable)).toEqual([null, null]);
    const reader = new KubernetesApi(cluster.url, cluster.readerToken, cluster.certificateAuthority);
    const core = ['secrets', 'configmaps', 'pods', 'events', 'serviceaccounts'].map(
      (plural) => `/api/v1/namespaces/flux-system/${plural}`,
    );
    const others = RESOURCES.map(
      ({ group, version, plural }) => `/apis/${group}/${version}/namespaces/default/${plural}`,
    );
    const single = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/observatory`;
    for (const path of [...core, ...others, single])
      await expect(reader.get(path), path).rejects.toMatchObject({ status: 403 });
  });

  it('knows what Flux has written, as the definitions of Flux take it', async () => {
    const commit = await fleet.revision('main');
    await put(cluster, settledFlux(wanted, commit));
    const healthy = await askStatus(fleet.folder, kubeconfig, [FLUX]);
    expect(healthy.report.clusters[0]?.components.filter(({ state }) => state !== 'healthy')).toEqual([]);
    expect([healthy.exitCode, healthy.report.verdict]).toEqual([0, 'healthy']);
    fleet.edit('fleet.yaml', 'domain: obs.acme.io', 'domain: observability.acme.io');
    await fleet.publish('Another domain');
    const late = await askStatus(fleet.folder, kubeconfig, [FLUX]);
    expect(late.exitCode).toBe(4);
    expect(late.report.clusters[0]).toMatchObject({
      commits: [commit],
      behind: { commits: 1, concerning: 1, isLate: true },
    });
  });

  it('tells every state of Flux, from what its controllers write, and repeats no credential', async () => {
    const commit = await cluster.api
      .read(readManifest({ apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata: PLACE }))
      .then(({ status }) => commitIn(textAt(status, 'artifact', 'revision')));
    const shown = shownOn(wanted);
    const own = (name: string, said: Said = READY) => kustomization(`observatory-${name}`, said, commit);
    const say = (name: string, said: Said) => put(cluster, [own(name, said)]);
    await say(shown.broken, {
      status: 'False',
      reason: 'BuildFailed',
      message: 'cannot fetch https://ada:planted@git.acme.io',
    });
    await say(shown.waiting, { status: 'Unknown', reason: 'Progressing', message: 'health checks' });
    await say(shown.progressing, { status: 'Unknown', reason: 'Progressing', message: 'health checks' });
    const live = (name: string) => readManifest({ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', ...own(name) });
    await cluster.api.mergePatch(live(shown.suspended), { spec: { suspend: true } });
    await cluster.api.delete(live(shown.missing));
    const release = wanted.find(({ component }) => component === shown.drifted);
    await cluster.api.delete(
      readManifest({
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: { name: shown.drifted, namespace: release?.namespace ?? '' },
      }),
    );
    const { report, exitCode } = await askStatus(fleet.folder, kubeconfig, [FLUX]);
    const components = report.clusters[0]?.components ?? [];
    expect([exitCode, statesOf(components, shown)]).toEqual([1, shown]);
    expect(components.find(({ state }) => state === 'waiting')?.waitsFor).toEqual([shown.broken]);
    expect(JSON.stringify(report)).not.toContain('planted');
  });
});

const PLACE = { name: 'observatory', namespace: 'flux-system' };

/** Of each state, a component that has it; no other component is in a state but healthy. */
type Shown = Readonly<Record<State, string>>;

/** Components that can be in all states at once: what is not ready holds up only the one that is to wait. */
function shownOn(wanted: readonly Wanted[]): Shown {
  const direct = new Map(wanted.map(({ component, dependsOn }) => [component, dependsOn]));
  const needs = (name: string): readonly string[] => (direct.get(name) ?? []).flatMap((one) => [one, ...needs(one)]);
  const apart = (...names: readonly string[]): boolean =>
    names.every((one) => names.every((other) => !needs(one).includes(other)));
  const names = wanted.map(({ component }) => component);
  const pairs = names.flatMap((waiting) => (direct.get(waiting) ?? []).map((broken) => [waiting, broken] as const));
  for (const [waiting, broken] of pairs) {
    const others = names.filter(
      (one) => one !== waiting && one !== broken && apart(one, broken) && apart(one, waiting),
    );
    const progressing = others[0] ?? '';
    const missing = others.find((one) => one !== progressing && apart(one, progressing)) ?? '';
    const taken = [waiting, broken, progressing, missing];
    const rest = wanted.filter(({ component }) => !taken.includes(component));
    const drifted = rest.find(({ source }) => source === 'chart')?.component ?? '';
    const [suspended = '', healthy = ''] = rest.map(({ component }) => component).filter((one) => one !== drifted);
    const shown = { healthy, waiting, broken, progressing, missing, drifted, suspended };
    if (Object.values(shown).every((name) => name !== '')) return shown;
  }
  throw new Error('no components can show every state at once');
}

/** The states that components are in, but for those that are healthy and not the one that is shown. */
function statesOf(components: readonly ComponentReport[], { healthy }: Shown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    components
      .filter(({ component, state }) => state !== 'healthy' || component === healthy)
      .map(({ component, state }) => [state, component]),
  );
}

/** As the controllers do it: the object, and then its status for the generation that the server has given it. */
async function put({ api }: Kubernetes, objects: readonly JsonObject[]): Promise<void> {
  for (const { kind, metadata, spec, status } of objects) {
    const resource = RESOURCES.find((one) => one.kind === kind);
    const object = readManifest({
      apiVersion: `${resource?.group}/${resource?.version}`,
      kind: kind ?? '',
      metadata: { ...(metadata as JsonObject), generation: 1 },
      spec: { ...REQUIRED[String(kind)], ...(spec as JsonObject) },
    });
    await api.create(object).catch((error: unknown) => {
      // It is there: only its status changes.
      if (!(error instanceof ApiError && error.status === 409)) throw error;
    });
    const { metadata: made } = await api.read(object);
    await api.mergePatchStatus(object, {
      status: { ...(status as JsonObject), observedGeneration: made.generation ?? 0 },
    });
  }
}

/** What the definitions demand besides. */
const REQUIRED: Readonly<Record<string, JsonObject>> = {
  Kustomization: { interval: '30m', prune: true, sourceRef: { kind: 'GitRepository', name: 'observatory' } },
  GitRepository: { interval: '1m', url: 'https://github.com/acme/observability.git' },
  OCIRepository: { interval: '1h', url: 'oci://registry.acme.io/charts/x' },
  HelmRelease: { interval: '30m' },
};
