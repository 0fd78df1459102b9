/** What the engines say of their own work. */

import type { Json } from '../../generator/data/json.ts';
import { rootName } from '../../generator/engines/argocd/names.ts';
import { ROOT } from '../../generator/engines/names.ts';
import type { KubernetesApi } from './kubernetes-api.ts';
import { at, conditionsOf, type LiveObject } from './live-object.ts';
import { branchOf } from './waves.ts';

export function isSynced(application: LiveObject): boolean {
  return at(application, 'status', 'sync', 'status') === 'Synced';
}

/** A line for everything that Argo CD has not done for the cluster. */
export async function argocdProblems(hub: KubernetesApi, cluster: string): Promise<readonly string[]> {
  return (await applicationsOf(hub, cluster)).flatMap(applicationProblems);
}

/** A line each when it is not Synced, when its last operation did not succeed, and for every condition that it reports. */
export function applicationProblems(application: LiveObject): readonly string[] {
  const { name } = application.metadata;
  const operation = at(application, 'status', 'operationState', 'phase');
  const message = at(application, 'status', 'operationState', 'message') ?? '';
  return [
    ...(isSynced(application) ? [] : [`${name} is ${at(application, 'status', 'sync', 'status') ?? 'not compared'}`]),
    ...(operation === 'Succeeded' ? [] : [`${name}: last sync ${operation ?? 'not begun'} ${message}`]),
    ...conditionsOf(application).map(({ type, message }) => `${name}: ${type} ${message}`),
  ];
}

/** Those of every cluster: all there are but the roots. */
export async function applications(hub: KubernetesApi): Promise<readonly LiveObject[]> {
  const all = await hub.list('argoproj.io/v1alpha1', 'Application');
  return all.filter((one) => clusterOfApplication(one) !== undefined);
}

export async function applicationsOf(hub: KubernetesApi, cluster: string): Promise<readonly LiveObject[]> {
  return (await applications(hub)).filter((one) => clusterOfApplication(one) === cluster);
}

function clusterOfApplication(application: LiveObject): Json | undefined {
  return at(application, 'metadata', 'labels', 'lang-observatory.dev/cluster');
}

/** A line for each error that an ApplicationSet reports. */
export async function applicationSetErrors(hub: KubernetesApi): Promise<readonly string[]> {
  const sets = await hub.list('argoproj.io/v1alpha1', 'ApplicationSet');
  return sets.flatMap((set) =>
    conditionsOf(set)
      .filter(({ type, status }) => type === 'ErrorOccurred' && status === 'True')
      .map(({ message }) => `${set.metadata.name}: ${message}`),
  );
}

const FLUX_KINDS = [
  ['source.toolkit.fluxcd.io/v1', 'GitRepository'],
  ['source.toolkit.fluxcd.io/v1', 'OCIRepository'],
  ['source.toolkit.fluxcd.io/v1', 'HelmRepository'],
  ['kustomize.toolkit.fluxcd.io/v1', 'Kustomization'],
  ['helm.toolkit.fluxcd.io/v2', 'HelmRelease'],
] as const;

export async function fluxObjects(api: KubernetesApi): Promise<readonly LiveObject[]> {
  return (await Promise.all(FLUX_KINDS.map(([apiVersion, kind]) => api.list(apiVersion, kind)))).flat();
}

/** A line for every Flux object that is not Ready at its present generation. */
export async function fluxProblems(api: KubernetesApi): Promise<readonly string[]> {
  return (await fluxObjects(api)).flatMap((object) => {
    const name = `${object.kind} ${object.metadata.namespace}/${object.metadata.name}`;
    const ready = conditionsOf(object).find(({ type }) => type === 'Ready');
    if (ready?.status !== 'True') return [`${name}: ${ready?.reason ?? 'not looked at'} ${ready?.message ?? ''}`];
    const isCurrent = at(object, 'status', 'observedGeneration') === object.metadata.generation;
    return isCurrent ? [] : [`${name}: its newest generation is not observed`];
  });
}

/** The fleet's repository, as it and `flux bootstrap` name it; others are upstream's. */
const FLEET_SOURCES: readonly unknown[] = [ROOT, 'flux-system'];

/** The commits of the fleet that the cluster's Kustomizations have applied: one when all have come to the same. */
export async function fluxRevisions(api: KubernetesApi): Promise<ReadonlySet<string>> {
  const kustomizations = await api.list('kustomize.toolkit.fluxcd.io/v1', 'Kustomization');
  const own = kustomizations.filter((one) => FLEET_SOURCES.includes(at(one, 'spec', 'sourceRef', 'name')));
  return new Set(own.map((one) => String(at(one, 'status', 'lastAppliedRevision')).replace(/.*:/, '')));
}

/** The branches that the cluster's Applications read. */
export async function argocdBranches(hub: KubernetesApi, cluster: string): Promise<ReadonlySet<string>> {
  const sources = (await applicationsOf(hub, cluster)).flatMap((one) => at(one, 'spec', 'sources') ?? []);
  const refs = sources.map((source) => String(at(source, 'targetRevision')));
  return new Set(refs.filter((ref) => ref.startsWith('refs/heads/')).map(branchOf));
}

/** The branch that the cluster's components are read from; not what `flux bootstrap` follows. */
export async function fluxBranches(api: KubernetesApi): Promise<ReadonlySet<string>> {
  const sources = await api.list('source.toolkit.fluxcd.io/v1', 'GitRepository');
  const own = sources.filter(({ metadata }) => metadata.name === ROOT);
  return new Set(own.map((source) => branchOf(String(at(source, 'spec', 'ref', 'name')))));
}

/** The commit that the root Application is compared with. */
export async function argocdRevision(hub: KubernetesApi): Promise<string> {
  return String(at(await rootApplication(hub), 'status', 'sync', 'revision'));
}

/** Throws when nobody has applied it. */
export async function rootApplication(hub: KubernetesApi, name = rootName('acme')): Promise<LiveObject> {
  const applications = await hub.list('argoproj.io/v1alpha1', 'Application');
  const root = applications.find(({ metadata }) => metadata.name === name);
  if (root === undefined) throw new Error(`there is no Application ${name}`);
  return root;
}
