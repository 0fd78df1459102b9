/**
 * AppProjects: one per cluster, so that an Application can reach no other cluster, and one for the root Application.
 * They list every namespace and kind of the whole registry, because an AppProject follows the branch
 * while the Applications in it follow their wave, and what the user's own manifests on the branch contain beside that.
 */

import type { JsonObject } from '../../data/json.ts';
import type { ArgocdInstance } from '../../fleet/engine-installs.ts';
import type { Cluster, Fleet, OwnManifests } from '../../fleet/model.ts';
import type { Component } from '../../stack/component.ts';
import { fleetLabels, nameInFleet, rootName, scopeOf } from './names.ts';
import { sourceRepository } from './parameters.ts';
import { subscriptions } from './subscriptions.ts';

export function clusterProject(cluster: Cluster, fleet: Fleet, registry: readonly Component[]): JsonObject {
  const own = manifestsOf(cluster, fleet, registry);
  const namespaces = sorted([
    ...registry.map((component) => component.namespace.name),
    ...own.flatMap((each) => each.namespaces),
  ]);
  const kinds = sorted([...registry, ...own].flatMap(({ clusterKinds }) => clusterKinds ?? []));
  // Those of upstream as well: a later wave may not have the mirror yet.
  const repositories = registry.flatMap(({ chart, upstream }) => [
    ...(chart === undefined ? [] : [sourceRepository(chart.repository)]),
    ...(upstream === undefined ? [] : [upstream.repository]),
  ]);
  const { charts } = cluster.registry;
  const mirror = charts === undefined ? [] : [sourceRepository(charts.url)];
  const { instance, destination } = cluster.argocd;
  const metadata = {
    name: nameInFleet(scopeOf(fleet.name, instance), cluster.name),
    namespace: instance.namespace,
    labels: { ...cluster.labels, ...fleetLabels(fleet.name, instance) },
    annotations: { ...KEEP, ...subscriptions(cluster, fleet) },
  };
  return project(metadata, `The observability stack of cluster ${cluster.name}`, {
    sourceRepos: [fleet.repository.url, ...sorted([...repositories, ...mirror])],
    destinations: namespaces.map((namespace) => ({ ...destination, namespace })),
    clusterResourceWhitelist: kinds.map(groupKind),
    ...syncWindows(cluster),
  });
}

/** Of all Applications of the cluster, which are those of the project. */
function syncWindows({ argocd }: Cluster): JsonObject {
  if (argocd.syncWindows.length === 0) return {};
  return { syncWindows: argocd.syncWindows.map((window) => ({ ...window, applications: ['*'] })) };
}

/**
 * The user's own manifests: those of every level of the cluster, and folders that are components. Whatever they contain is allowed,
 * because it is in this repository.
 */
function manifestsOf(
  cluster: Cluster,
  { base, environments, ownManifests }: Fleet,
  registry: readonly Component[],
): readonly OwnManifests[] {
  const environment = environments.find(({ name }) => name === cluster.environment);
  const levels = [base, ...(environment === undefined ? [] : [environment]), cluster];
  const folders = [
    ...registry.flatMap(({ includes }) => includes ?? []),
    ...levels.flatMap(({ additions }) => [...additions.values()].flatMap((added) => added.manifestFolders)),
  ];
  return folders.flatMap((folder) => ownManifests.get(folder) ?? []);
}

/**
 * A cluster's AppProject is kept when the cluster is removed. It cannot be deleted while an Application uses it, which may be for ever if the
 * cluster is unreachable: a root Application that prunes it would wait, and sync nothing else meanwhile.
 */
const KEEP = {
  'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  'argocd.argoproj.io/sync-options': 'Prune=false',
} as const;

/** What the root Application may do: read this repository and write AppProjects and ApplicationSets beside itself. */
export function rootProject(fleet: Fleet, instance: ArgocdInstance): JsonObject {
  const { namespace } = instance;
  const name = rootName(scopeOf(fleet.name, instance));
  return project(
    { name, namespace, labels: fleetLabels(fleet.name, instance), annotations: {} },
    'The ApplicationSets and AppProjects of the observability fleet',
    {
      sourceRepos: [fleet.repository.url],
      destinations: [{ server: IN_CLUSTER, namespace }],
      namespaceResourceWhitelist: [
        { group: 'argoproj.io', kind: 'ApplicationSet' },
        { group: 'argoproj.io', kind: 'AppProject' },
      ],
    },
  );
}

export const IN_CLUSTER = 'https://kubernetes.default.svc';

interface ProjectMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: JsonObject;
  readonly annotations: JsonObject;
}

function project(
  { name, namespace, labels, annotations }: ProjectMetadata,
  description: string,
  spec: JsonObject,
): JsonObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: {
      name,
      namespace,
      labels,
      // Before the ApplicationSets: an Application whose project does not exist is not created, and retried only minutes later.
      annotations: { 'argocd.argoproj.io/sync-wave': '-1', ...annotations },
      // An Application cannot be deleted without its project, so the project is kept until the last one is deleted.
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
    spec: { description, ...spec },
  };
}

function groupKind(text: string): JsonObject {
  const [group = '', kind = ''] = text.split('/');
  return { group, kind };
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
