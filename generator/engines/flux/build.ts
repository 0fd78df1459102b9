/** What Flux builds for a component: the release, the Helm values of each layer, and the manifests around them. */
import { posix } from 'node:path';
import type { JsonObject } from '../../data/json.ts';
import { emitYaml, withHeader } from '../../data/yaml.ts';
import type { Fleet } from '../../fleet/model.ts';
import { KUSTOMIZATION } from '../../kustomize/kustomization.ts';
import type { Placement, ValuesLayer } from '../../layers/compose.ts';
import { relative } from '../../layers/layer-files.ts';
import { sourceAt } from '../../layers/source.ts';
import type { GeneratedFile } from '../../tree/file-tree.ts';
import { pathOf, valuesFile } from '../../tree/layout.ts';
import { valuesConfigMap, versionField } from './release.ts';

/** Whether two placements of a component have the same build. */
export function isSameBuild(one: Placement, other: Placement): boolean {
  return JSON.stringify(contentOf(one)) === JSON.stringify(contentOf(other));
}

function contentOf({ chart, upstream, values, buildFolder }: Placement): readonly unknown[] {
  return [(chart ?? upstream)?.version, values.map(({ folder }) => folder), buildFolder];
}

/** The kustomization in a folder that builds a placement. */
export function build(folder: string, placement: Placement, fleet: Fleet, source: string): GeneratedFile {
  const resources = builtFolders(placement).map((to) => relative(folder, to));
  const kustomization = { ...KUSTOMIZATION, resources, ...otherVersion(placement, fleet) };
  return { path: `${folder}/kustomization.yaml`, text: withHeader(source, kustomization) };
}

function builtFolders({ component, chart, upstream, values, buildFolder }: Placement): readonly string[] {
  const released =
    chart !== undefined || upstream !== undefined ? [pathOf('fluxRelease', { component: component.name })] : [];
  return [...released, ...values.map((layer) => layer.folder), buildFolder];
}

/** For a version that differs from the one in the release. */
function otherVersion({ component, chart, upstream }: Placement, { base }: Fleet): JsonObject {
  const source = chart ?? upstream;
  const shared = sourceAt(component, base);
  if (source === undefined || source.version === (shared.chart ?? shared.upstream)?.version) return {};
  const { kind, path, value } = versionField(source);
  return { patches: [{ target: { kind }, patch: emitYaml([{ op: 'replace', path, value }]) }] };
}

/** Beside a layer's Helm values: the ConfigMap from which the release reads them. */
export function valuesBuild({ component, layer, folder, source }: ValuesLayer): GeneratedFile {
  const name = valuesConfigMap(component.name, layer);
  const kustomization = {
    ...KUSTOMIZATION,
    generatorOptions: { disableNameSuffixHash: true, labels: { 'reconcile.fluxcd.io/watch': 'Enabled' } },
    configMapGenerator: [{ name, namespace: component.namespace.name, files: [VALUES] }],
  };
  return { path: `${folder}/kustomization.yaml`, text: withHeader(source, kustomization) };
}

const VALUES = posix.basename(valuesFile(''));
