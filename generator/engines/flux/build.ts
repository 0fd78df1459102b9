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
import { release, valuesConfigMap, versionField } from './release.ts';

/** Whether two placements of a component have the same build. */
export function isSameBuild(one: Placement, other: Placement): boolean {
  return JSON.stringify(contentOf(one)) === JSON.stringify(contentOf(other));
}

function contentOf({ chart, upstream, values, buildFolder }: Placement): readonly unknown[] {
  return [chart ?? upstream, values.map(({ folder }) => folder), buildFolder];
}

/** The kustomization in a folder that builds a placement, and its own release where the chart comes from elsewhere than that of the fleet. */
export function build(folder: string, placement: Placement, fleet: Fleet, source: string): readonly GeneratedFile[] {
  const { component, chart, values, buildFolder } = placement;
  const own =
    chart !== undefined && isElsewhere(placement, fleet) ? release(component, chart, fleet.engines) : undefined;
  const layers = [...values.map((layer) => layer.folder), buildFolder].map((to) => relative(folder, to));
  const resources = [own === undefined ? sharedRelease(folder, placement) : [OWN_RELEASE], layers].flat();
  const rest = own === undefined ? otherVersion(placement, fleet) : {};
  const kustomization = { ...KUSTOMIZATION, resources, ...rest };
  return [
    { path: `${folder}/kustomization.yaml`, text: withHeader(source, kustomization) },
    ...(own === undefined ? [] : [{ path: `${folder}/${OWN_RELEASE}`, text: withHeader(source, ...own) }]),
  ];
}

const OWN_RELEASE = 'release.yaml';

function sharedRelease(folder: string, { component, chart, upstream }: Placement): readonly string[] {
  if (chart === undefined && upstream === undefined) return [];
  return [relative(folder, pathOf('fluxRelease', { component: component.name }))];
}

/** Whether the level has another mirror of charts than the fleet: then kinds and names of the source may differ. */
function isElsewhere({ component, chart }: Placement, { base }: Fleet): boolean {
  const shared = sourceAt(component, base).chart;
  return chart?.repository !== shared?.repository || chart?.secretName !== shared?.secretName;
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
