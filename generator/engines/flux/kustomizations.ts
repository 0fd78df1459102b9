/**
 * The Flux objects of a cluster. The bootstrap path holds only the source and one Kustomization that reads the rest at the ref of the
 * cluster's wave: were the components' Kustomizations on the bootstrap path, they would follow the branch and not the wave.
 */

import type { JsonObject } from '../../data/json.ts';
import { STATE_FOLDER } from '../../disk/state-folder.ts';
import type { Cluster, Fleet, Repository } from '../../fleet/model.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { ENGINE_NAMESPACES } from '../../kubernetes/metadata.ts';
import type { Placement } from '../../layers/compose.ts';
import type { Component } from '../../stack/component.ts';
import { inGit, pathOf } from '../../tree/layout.ts';
import { componentLabels, LABELS, OWN_LABELS, prefixed, ROOT } from '../names.ts';

export const FLUX_NAMESPACE = ENGINE_NAMESPACES.flux;

const SOURCE_REF = { kind: 'GitRepository', name: ROOT } as const;

export function source(cluster: Cluster, fleet: Fleet): JsonObject {
  const wave = fleet.waves.find(({ name }) => name === cluster.wave);
  if (wave === undefined) throw new Error(`cluster ${cluster.name} is in no wave`);
  const { url, secretName } = fleet.repository;
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: {
      name: ROOT,
      namespace: FLUX_NAMESPACE,
      labels: { ...OWN_LABELS, [LABELS.wave]: cluster.wave },
    },
    spec: {
      interval: '1m',
      url,
      ref: { name: wave.ref },
      ignore: unread(cluster, fleet.repository),
      ...(secretName === undefined ? {} : { secretRef: { name: secretName } }),
    },
  };
}

/**
 * What the cluster does not read, in the syntax of .gitignore: everything outside the folder of the fleet, and in it files of other
 * clusters, their environments or Argo CD. Every Kustomization unpacks the whole artifact, so that without this each cluster of a large
 * fleet would unpack the files of all of them, once per component and commit.
 */
function unread({ name, environment }: Cluster, repository: Repository): string {
  const place = (path: string): string => `/${inGit(repository, path)}`;
  const folders = [STATE_FOLDER, pathOf('argocd'), pathOf('fluxClusters')].map((folder) => `${place(folder)}/`);
  const perCluster = (['clusterFolder', 'fluxBuilds', 'fluxKustomizations'] as const).flatMap((folder) => [
    place(pathOf(folder, { cluster: '*' })),
    `!${place(pathOf(folder, { cluster: name }))}/`,
  ]);
  const perEnvironment = [
    place(pathOf('fluxEnvironment', { environment: '*' })),
    `!${place(pathOf('fluxEnvironment', { environment }))}/`,
  ];
  return [...besides(repository), ...folders, ...perCluster, ...perEnvironment, ''].join('\n');
}

/** Everything beside a folder of the repository: what is beside each folder on the way to it. */
function besides({ path }: Repository): readonly string[] {
  const parts = path === '.' ? [] : path.split('/');
  return parts.flatMap((part, depth) => {
    const above = ['', ...parts.slice(0, depth)].join('/');
    return [`${above}/*`, `!${above}/${part}/`];
  });
}

export function rootKustomization(cluster: Cluster, { repository }: Fleet): JsonObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: ROOT, namespace: FLUX_NAMESPACE, labels: { ...cluster.labels, ...OWN_LABELS } },
    spec: {
      interval: '30m',
      retryInterval: '1m',
      timeout: '5m',
      path: `./${inGit(repository, pathOf('fluxKustomizations', { cluster: cluster.name }))}`,
      prune: true,
      sourceRef: SOURCE_REF,
    },
  };
}

/** `wait` makes Ready mean that the component runs, so that `dependsOn` guarantees the order. */
export function componentKustomization(
  environment: string,
  { component, dependsOn }: Placement,
  folder: string,
  { repository }: Fleet,
): Manifest {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: {
      name: prefixed(component.name),
      namespace: FLUX_NAMESPACE,
      labels: componentLabels(component.name, environment),
    },
    spec: {
      interval: '30m',
      retryInterval: '1m',
      timeout: '15m',
      path: `./${inGit(repository, folder)}`,
      prune: true,
      wait: true,
      ...healthChecks(component),
      sourceRef: SOURCE_REF,
      ...(dependsOn.length === 0 ? {} : { dependsOn: dependsOn.map((name) => ({ name: prefixed(name) })) }),
    },
  };
}

/** Without it, an object is ready when its condition `Ready` is `True`, or when it has no such condition. */
function healthChecks({ readiness = [] }: Component): JsonObject {
  if (readiness.length === 0) return {};
  return {
    healthCheckExprs: readiness.map(({ apiVersion, kind, conditions }) => ({
      apiVersion,
      kind,
      current: conditions
        .map((type) => `status.conditions.exists(c, c.type == '${type}' && c.status == 'True')`)
        .join(' && '),
    })),
  };
}
