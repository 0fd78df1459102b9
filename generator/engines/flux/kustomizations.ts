/**
 * The Flux objects of a cluster. The bootstrap path holds only the source and one Kustomization that reads the rest at the ref of the
 * cluster's wave: were the components' Kustomizations on the bootstrap path, they would follow the branch and not the wave.
 */

import type { JsonObject } from '../../data/json.ts';
import { STATE_FOLDER } from '../../disk/state-folder.ts';
import type { EngineInstalls, FluxCluster } from '../../fleet/engine-installs.ts';
import type { Cluster, Fleet, Repository } from '../../fleet/model.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { Placement } from '../../layers/compose.ts';
import type { Component } from '../../stack/component.ts';
import { inGit, pathOf } from '../../tree/layout.ts';
import { componentLabels, LABELS, OWN_LABELS, prefixed, ROOT } from '../names.ts';

const SOURCE_REF = { kind: 'GitRepository', name: ROOT } as const;

export function source(cluster: Cluster, fleet: Fleet): JsonObject {
  const wave = fleet.waves.find(({ name }) => name === cluster.wave);
  if (wave === undefined) throw new Error(`cluster ${cluster.name} is in no wave`);
  const { url, secretName, provider = 'generic', proxySecretName, verify } = fleet.repository;
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: {
      name: ROOT,
      namespace: fleet.engines.flux.namespace,
      labels: { ...OWN_LABELS, [LABELS.wave]: cluster.wave },
    },
    spec: {
      interval: '1m',
      url,
      ref: { name: wave.ref },
      ignore: unread(cluster, fleet.repository),
      ...(secretName === undefined ? {} : { secretRef: { name: secretName } }),
      ...(provider === 'generic' ? {} : { provider }),
      ...(proxySecretName === undefined ? {} : { proxySecretRef: { name: proxySecretName } }),
      // At the commit that the ref of the wave points to, whether that is a branch or a tag.
      ...(verify === undefined ? {} : { verify: { mode: 'HEAD', secretRef: { name: verify.secretName } } }),
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

export function rootKustomization(cluster: Cluster, { repository, engines }: Fleet): JsonObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: ROOT, namespace: engines.flux.namespace, labels: { ...cluster.labels, ...OWN_LABELS } },
    spec: {
      interval: '30m',
      retryInterval: '1m',
      timeout: '5m',
      path: `./${inGit(repository, pathOf('fluxKustomizations', { cluster: cluster.name }))}`,
      prune: true,
      ...impersonation(engines),
      sourceRef: SOURCE_REF,
    },
  };
}

function impersonation({ flux: { serviceAccountName } }: EngineInstalls): JsonObject {
  return serviceAccountName === undefined ? {} : { serviceAccountName };
}

/** Where the build has manifests of the user: nothing else is encrypted. */
function decryption(
  { folders }: Placement,
  { ownManifests }: Pick<Fleet, 'ownManifests'>,
  { decryption: said }: FluxCluster,
): JsonObject {
  if (said === undefined || !folders.some((folder) => ownManifests.has(folder))) return {};
  const { secretName, serviceAccountName } = said;
  return {
    decryption: {
      provider: 'sops',
      ...(secretName === undefined ? {} : { secretRef: { name: secretName } }),
      ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
    },
  };
}

/** `wait` makes Ready mean that the component runs, so that `dependsOn` guarantees the order. */
export function componentKustomization(
  environment: string,
  placement: Placement,
  folder: string,
  { fleet, flux }: { readonly fleet: Fleet; readonly flux: FluxCluster },
): Manifest {
  const { component, dependsOn } = placement;
  const { repository, engines } = fleet;
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: {
      name: prefixed(component.name),
      namespace: engines.flux.namespace,
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
      ...impersonation(engines),
      ...decryption(placement, fleet, flux),
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
