/**
 * The Flux objects of a cluster. The bootstrap path holds only the source and one Kustomization that reads the rest at the ref of the
 * cluster's wave: were the components' Kustomizations on the bootstrap path, they would follow the branch and not the wave.
 */

import type { JsonObject } from '../../data/json.ts';
import { STATE_FOLDER } from '../../disk/state-folder.ts';
import type { Cluster, Fleet } from '../../fleet/model.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { ENGINE_NAMESPACES } from '../../kubernetes/metadata.ts';
import type { Placement } from '../../layers/compose.ts';
import { pathOf } from '../../tree/layout.ts';
import { componentLabels, OWN_LABELS, prefixed, ROOT } from '../names.ts';

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
      labels: { ...OWN_LABELS, 'lang-observatory.dev/wave': cluster.wave },
    },
    spec: {
      interval: '1m',
      url,
      ref: { name: wave.ref },
      ignore: ofOthers(cluster),
      ...(secretName === undefined ? {} : { secretRef: { name: secretName } }),
    },
  };
}

/**
 * Files of other clusters, their environments or Argo CD, in the syntax of .gitignore. Every Kustomization unpacks the whole artifact, so
 * that without this each cluster of a large fleet would unpack the files of all of them, once per component and commit.
 */
function ofOthers({ name, environment }: Cluster): string {
  const unread = [STATE_FOLDER, pathOf('argocd'), pathOf('fluxClusters')];
  const perCluster = (['clusterFolder', 'fluxBuilds', 'fluxKustomizations'] as const).flatMap((folder) => [
    `/${pathOf(folder, { cluster: '*' })}`,
    `!/${pathOf(folder, { cluster: name })}/`,
  ]);
  const perEnvironment = [
    `/${pathOf('fluxEnvironment', { environment: '*' })}`,
    `!/${pathOf('fluxEnvironment', { environment })}/`,
  ];
  return [...unread.map((folder) => `/${folder}/`), ...perCluster, ...perEnvironment, ''].join('\n');
}

export function rootKustomization(cluster: Cluster): JsonObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: ROOT, namespace: FLUX_NAMESPACE, labels: { ...cluster.labels, ...OWN_LABELS } },
    spec: {
      interval: '30m',
      retryInterval: '1m',
      timeout: '5m',
      path: `./${pathOf('fluxKustomizations', { cluster: cluster.name })}`,
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
      path: `./${folder}`,
      prune: true,
      wait: true,
      sourceRef: SOURCE_REF,
      ...(dependsOn.length === 0 ? {} : { dependsOn: dependsOn.map((name) => ({ name: prefixed(name) })) }),
    },
  };
}
