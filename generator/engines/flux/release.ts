/** The Helm release of a component and the source of its chart: the same objects on every cluster. */

import type { JsonObject } from '../../data/json.ts';
import type { EngineInstalls } from '../../fleet/engine-installs.ts';
import type { Fleet } from '../../fleet/model.ts';
import { LAYERS, type LayerName } from '../../layers/layer-files.ts';
import type { Chart, Component, IgnoreDifference, UpstreamFolder } from '../../stack/component.ts';
import { OWN_LABELS, prefixed } from '../names.ts';

/** Name of the ConfigMap from which the HelmRelease reads a layer's values. */
export function valuesConfigMap(component: string, layer: LayerName): string {
  return `${component}-values-${layer}`;
}

/** In the component's namespace: the release reads its values from ConfigMaps there. */
export function release(
  component: Component,
  chart: Chart,
  engines: EngineInstalls,
): readonly [JsonObject, JsonObject] {
  const metadata = { name: component.name, namespace: component.namespace.name, labels: OWN_LABELS };
  const source = { ...chartSource(component, chart, engines), labels: OWN_LABELS };
  const reference = referenceTo(component, chart, engines);
  return isRegistry(chart)
    ? [ociRepository(source, chart), helmRelease(component, metadata, { chartRef: reference })]
    : [
        helmRepository(source, chart),
        helmRelease(component, metadata, {
          chart: { spec: { chart: chart.name, version: chart.version, sourceRef: reference } },
        }),
      ];
}

/** A source that needs a Secret is where Flux has its own, so that one Secret is enough for all charts. */
export function chartSource(
  { name, namespace }: Component,
  { secretName }: Chart,
  { flux }: EngineInstalls,
): { readonly name: string; readonly namespace: string } {
  return secretName === undefined
    ? { name, namespace: namespace.name }
    : { name: prefixed(name), namespace: flux.namespace };
}

function referenceTo(component: Component, chart: Chart, engines: EngineInstalls): JsonObject {
  const { name, namespace } = chartSource(component, chart, engines);
  const kind = chartSourceKind(chart);
  return { kind, name, ...(namespace === component.namespace.name ? {} : { namespace }) };
}

/** Upstream's own manifests: their repository, and a Flux Kustomization that never removes what it has applied. */
export function upstreamRelease(
  component: Component,
  upstream: UpstreamFolder,
  { engines: { flux }, repository: { proxySecretName } }: Pick<Fleet, 'engines' | 'repository'>,
): readonly [JsonObject, JsonObject] {
  const metadata = { name: prefixed(`${component.name}-upstream`), namespace: flux.namespace, labels: OWN_LABELS };
  const source: JsonObject = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata,
    spec: {
      interval: '1h',
      url: upstream.repository,
      ref: { tag: upstream.version },
      ...(proxySecretName === undefined ? {} : { proxySecretRef: { name: proxySecretName } }),
    },
  };
  const kustomization: JsonObject = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata,
    spec: {
      interval: '30m',
      retryInterval: '1m',
      timeout: '5m',
      path: `./${upstream.path}`,
      prune: false,
      wait: true,
      ...(flux.serviceAccountName === undefined ? {} : { serviceAccountName: flux.serviceAccountName }),
      sourceRef: { kind: 'GitRepository', name: metadata.name },
    },
  };
  return [source, kustomization];
}

/** The field of the objects above with the version, which a cluster with another version replaces. */
export function versionField(source: Chart | UpstreamFolder): {
  readonly kind: string;
  readonly path: string;
  readonly value: string;
} {
  if ('path' in source) return { kind: 'GitRepository', path: '/spec/ref/tag', value: source.version };
  return isRegistry(source)
    ? { kind: 'OCIRepository', path: '/spec/ref/tag', value: tag(source.version) }
    : { kind: 'HelmRelease', path: '/spec/chart/spec/version', value: source.version };
}

/** Kind of the Flux source that a chart comes from. */
export function chartSourceKind(chart: Chart): 'OCIRepository' | 'HelmRepository' {
  return isRegistry(chart) ? 'OCIRepository' : 'HelmRepository';
}

function isRegistry(chart: Chart): boolean {
  return chart.repository.startsWith('oci://');
}

function ociRepository(metadata: JsonObject, chart: Chart): JsonObject {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata,
    spec: {
      interval: '1h',
      url: `${chart.repository}/${chart.name}`,
      layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' },
      ref: { tag: tag(chart.version) },
      ...credentials(chart),
    },
  };
}

/** A registry's tag cannot hold the plus sign of a version's build part; Helm replaces it with an underscore. */
function tag(version: string): string {
  return version.replaceAll('+', '_');
}

function helmRepository(metadata: JsonObject, chart: Chart): JsonObject {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmRepository',
    metadata,
    spec: { interval: '1h', url: chart.repository, ...credentials(chart) },
  };
}

function credentials({ secretName }: Chart): JsonObject {
  return secretName === undefined ? {} : { secretRef: { name: secretName } };
}

function helmRelease(component: Component, metadata: JsonObject, chart: JsonObject): JsonObject {
  const ignore = (component.ignoreDifferences ?? []).map(ignoreRule);
  return {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata,
    spec: {
      ...chart,
      interval: '30m',
      timeout: '10m',
      releaseName: component.name,
      // A failed install or upgrade is retried in place; uninstalling a store as remediation would be worse than the failure.
      install: { crds: 'Create', strategy: { name: 'RetryOnFailure', retryInterval: '1m' } },
      upgrade: { crds: 'CreateReplace', strategy: { name: 'RetryOnFailure', retryInterval: '1m' } },
      driftDetection: { mode: 'enabled', ...(ignore.length > 0 ? { ignore } : {}) },
      // In the order in which they are merged; an environment or cluster without differences has no ConfigMap.
      valuesFrom: LAYERS.map((layer) => ({
        kind: 'ConfigMap',
        name: valuesConfigMap(component.name, layer),
        ...(layer === 'base' ? {} : { optional: true }),
      })),
    },
  };
}

function ignoreRule({ group, kind, name, paths }: IgnoreDifference): JsonObject {
  return { paths, target: { group, kind, ...(name === undefined ? {} : { name }) } };
}
