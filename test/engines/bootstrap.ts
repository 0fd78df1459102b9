/** What a person does once, as the README says it: the rest comes from Git. */
import { parseAllDocuments, stringify } from 'yaml';
import { isObject } from '../../generator/data/json.ts';
import type { Engine, Repository } from '../../generator/fleet/model.ts';
import { inGit } from '../../generator/tree/layout.ts';
import { fleetOf } from './expected.ts';
import type { FleetRepository } from './fleet-repository.ts';
import type { KubernetesApi } from './kubernetes-api.ts';
import { type LiveObject, readManifest } from './live-object.ts';
import { clusterSecret } from './servers/argocd.ts';
import type { Kubernetes } from './servers/kubernetes.ts';
import type { World } from './world.ts';

/** The fleet's beginning: its first clusters, then `kubectl apply -f argocd/root.yaml` if one of them has Argo CD. */
export async function bootstrap(world: World, engines: Readonly<Record<string, Engine>>): Promise<void> {
  await join(world, engines);
  if (Object.values(engines).includes('argocd')) await applyRoot(world, world.fleet);
}

/** `kubectl apply -f argocd/root.yaml`. */
export async function applyRoot(world: World, fleet: FleetRepository): Promise<void> {
  await applyFile(hubOf(world).api, fleet, 'argocd/root.yaml');
}

/** `kubectl apply -f` with a file of the fleet. */
export async function applyFile(api: KubernetesApi, fleet: FleetRepository, path: string): Promise<void> {
  const documents = parseAllDocuments(fleet.read(path)).map((document): unknown => document.toJS());
  for (const document of documents.filter(isObject)) await api.apply(readManifest(document));
}

/** Makes clusters part of the fleet, each with its engine: `argocd cluster add`, or Flux's bootstrap. */
export async function join(world: World, engines: Readonly<Record<string, Engine>>): Promise<void> {
  const of = (engine: Engine) => Object.keys(engines).filter((name) => engines[name] === engine);
  await bootstrapFlux(world, of('flux'));
  for (const name of of('argocd')) await hubOf(world).api.apply(clusterSecret(clusterOf(world, name)));
}

/** `flux bootstrap git --path=flux/clusters/<cluster>`: it commits its own folder there and applies what is in it. */
async function bootstrapFlux(world: World, clusters: readonly string[]): Promise<void> {
  const { repository } = fleetOf(world.fleet.folder);
  for (const cluster of clusters) {
    const folder = `flux/clusters/${cluster}/flux-system`;
    world.fleet.write(
      `${folder}/gotk-sync.yaml`,
      syncObjects(cluster, repository)
        .map((object) => stringify(object))
        .join('---\n'),
    );
    world.fleet.write(`${folder}/kustomization.yaml`, stringify({ resources: ['gotk-sync.yaml'] }));
  }
  await world.fleet.publish('Bootstrap Flux');
  for (const cluster of clusters) {
    for (const manifest of syncObjects(cluster, repository)) await clusterOf(world, cluster).api.apply(manifest);
  }
}

export function clusterOf(world: World, name: string): Kubernetes {
  const cluster = world.clusters.get(name);
  if (cluster === undefined) throw new Error(`no cluster ${name}`);
  return cluster;
}

/** Where Argo CD's objects are. Throws when no cluster began with it. */
export function hubOf({ hub }: World): Kubernetes {
  if (hub === undefined) throw new Error('nothing here has Argo CD');
  return hub;
}

/** The source and the Kustomization of `flux bootstrap`. */
export function syncObjects(cluster: string, repository: Repository): readonly LiveObject[] {
  const metadata = { name: 'flux-system', namespace: 'flux-system' };
  const source = { interval: '1m0s', ref: { branch: 'main' }, url: repository.url };
  const kustomization = {
    interval: '10m0s',
    path: `./${inGit(repository, `flux/clusters/${cluster}`)}`,
    prune: true,
    sourceRef: { kind: 'GitRepository', name: 'flux-system' },
  };
  return [
    readManifest({ apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata, spec: source }),
    readManifest({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: kustomization,
    }),
  ];
}
