/** `status` against a real API server with the definitions of both engines and RBAC: what it may read, and what it makes of objects there. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { ARGOCD_RESOURCES } from '../../generator/live/argocd/argocd-objects.ts';
import { FLUX_RESOURCES } from '../../generator/live/flux/flux-objects.ts';
import type { Wanted } from '../../generator/live/model.ts';
import { wantedOn } from '../../generator/live/wanted.ts';
import { settledFlux } from '../live/objects.ts';
import { define, engineDefinitions } from './definitions.ts';
import { fleetOf } from './expected.ts';
import { FleetRepository } from './fleet-repository.ts';
import { KubernetesApi } from './kubernetes-api.ts';
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
});

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
    await api.create(object);
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
