/**
 * What Flux deploys on each cluster: what its bootstrap folder holds, the Kustomizations that the root Kustomization builds, and what
 * each of these builds, with the HelmRelease and the values in it (`engines/flux/`). As if every ref were at this tree.
 */
import { hash } from 'node:crypto';
import { fieldAt, listAt, textAt } from '../../data/fields.ts';
import { asText, isObject, type Json, type JsonObject } from '../../data/json.ts';
import { once } from '../../data/once.ts';
import { LABELS } from '../../engines/names.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { inFleet, pathOf, placeOf, topOf } from '../../tree/layout.ts';
import { isManifest, type TreeBuilder } from '../build/build.ts';
import {
  type Content,
  type DeployedComponent,
  ENGINE_ITSELF,
  type ReadCluster,
  type Release,
  type Upstream,
} from './deployed.ts';
import type { MergeValues } from './merged-values.ts';
import type { Reading } from './reading.ts';

export function fluxClusters(builder: TreeBuilder, reading: Reading): readonly ReadCluster[] {
  const folders = bootstrapFolders(builder);
  return [...folders].flatMap(([name, files]): readonly ReadCluster[] => {
    const bootstrap = files.flatMap((file) => builder.documents(file).filter(isManifest));
    const roots = bootstrap.filter(isKustomization);
    // A folder that is left behind after its cluster.
    if (roots.length === 0) return [];
    const source = bootstrap.find(({ kind }) => kind === 'GitRepository');
    const built = roots.flatMap((root) => builtBy(builder, inFleet(reading.repository, folderOf(root))));
    const placed = built.filter((object) => isKustomization(object) && componentOf(object) !== '');
    const rest = built.filter((object) => !placed.includes(object));
    const names = new Map(placed.map((object) => [object.metadata.name, componentOf(object)]));
    const components = [
      itself([...bootstrap, ...rest]),
      ...placed.map((object) => component(builder, object, names, reading)),
    ];
    return [
      {
        name,
        engine: 'flux',
        environment: textAt(placed[0], 'metadata', 'labels', LABELS.environment),
        wave: textAt(source, 'metadata', 'labels', LABELS.wave),
        ref: textAt(source, 'spec', 'ref', 'name'),
        components: new Map(components.map((one) => [one.name, one])),
      },
    ];
  });
}

/**
 * What a root Kustomization builds. Earlier versions wrote no kustomization: Flux makes one of every manifest in the folder
 * (fluxcd/pkg:kustomize/kustomize_generator.go).
 */
function builtBy(builder: TreeBuilder, folder: string): readonly Manifest[] {
  if (builder.folder(folder) !== undefined) return builder.build(folder);
  const files = [...builder.tree.paths].filter((path) => path.startsWith(`${folder}/`) && /\.ya?ml$/.test(path));
  return files.sort().flatMap((file) => builder.documents(file).filter(isManifest));
}

/** By cluster, without what `flux bootstrap` keeps there itself. */
function bootstrapFolders({ tree }: TreeBuilder): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const path of [...tree.paths].filter((one) => topOf(one) === pathOf('flux') && /\.ya?ml$/.test(one)).sort()) {
    const { kind, names: { cluster = '' } = {} } = placeOf(path) ?? {};
    if (kind !== 'fluxSource' && kind !== 'fluxRoot' && kind !== 'fluxBootstrap') continue;
    const known = folders.get(cluster);
    if (known === undefined) folders.set(cluster, [path]);
    else known.push(path);
  }
  return folders;
}

function isKustomization({ apiVersion, kind }: Manifest): boolean {
  return kind === 'Kustomization' && apiVersion.startsWith('kustomize.toolkit.fluxcd.io/');
}

/** The name of the component that it deploys; empty for another Kustomization. */
function componentOf(kustomization: Manifest): string {
  return textAt(kustomization, 'metadata', 'labels', LABELS.component);
}

function folderOf(kustomization: Manifest): string {
  return textAt(kustomization, 'spec', 'path').replace(/^\.\//, '');
}

function itself(engineObjects: readonly Manifest[]): DeployedComponent {
  const content: Content = {
    release: undefined,
    upstream: undefined,
    values: {},
    objects: [],
    engineObjects,
    prunes: true,
    deletes: true,
  };
  return { name: ENGINE_ITSELF, fingerprint: fingerprintOf(engineObjects), dependsOn: [], content: () => content };
}

/** Clusters share most objects. */
const texts = new WeakMap<Manifest, string>();

function fingerprintOf(objects: readonly Manifest[]): string {
  const parts = objects.map((object) => {
    const text = texts.get(object) ?? JSON.stringify(object);
    texts.set(object, text);
    return text;
  });
  return hash('sha1', parts.join('\n'), 'hex');
}

/** `names` are those of components, by the names of their Kustomizations. */
function component(
  builder: TreeBuilder,
  object: Manifest,
  names: ReadonlyMap<string, string>,
  { merge, repository }: Reading,
): DeployedComponent {
  const folder = inFleet(repository, folderOf(object));
  return {
    name: componentOf(object),
    fingerprint: `${fingerprintOf([object])} ${builder.folder(folder)?.fingerprint ?? ''}`,
    dependsOn: listAt(object, 'spec', 'dependsOn').flatMap((one) => names.get(textAt(one, 'name')) ?? []),
    content: once(() => contentOf(object, builder.build(folder), merge)),
  };
}

function contentOf(object: Manifest, built: readonly Manifest[], merge: MergeValues): Content {
  const name = componentOf(object);
  const find = (kind: string, named: string, namespace: Json | undefined): Manifest | undefined =>
    built.find((one) => one.kind === kind && one.metadata.name === named && one.metadata.namespace === namespace);
  const findSource = (reference: Json | undefined): Manifest | undefined =>
    find(
      textAt(reference, 'kind'),
      textAt(reference, 'name'),
      fieldAt(reference, 'namespace') ?? release?.metadata.namespace,
    );
  const release = built.find((one) => one.kind === 'HelmRelease' && one.metadata.name === name);
  const namespace = release?.metadata.namespace;
  const source =
    findSource(fieldAt(release, 'spec', 'chartRef')) ??
    findSource(fieldAt(release, 'spec', 'chart', 'spec', 'sourceRef'));
  const layers = listAt(release, 'spec', 'valuesFrom').flatMap(
    (from) => find('ConfigMap', textAt(from, 'name'), namespace) ?? [],
  );
  const upstream = built.find(isUpstream);
  const upstreamSource = find(
    'GitRepository',
    textAt(upstream, 'spec', 'sourceRef', 'name'),
    upstream?.metadata.namespace,
  );
  const engineObjects = [release, source, upstream, upstreamSource].filter((one) => one !== undefined);
  // The values in their ConfigMaps are told merged.
  const ofRelease = new Set([...engineObjects, ...layers]);
  return {
    release: release === undefined || source === undefined ? undefined : releaseOf(release, source),
    upstream: upstream === undefined ? undefined : upstreamOf(upstream, upstreamSource),
    values: valuesOf(layers, merge),
    objects: built.filter((one) => !ofRelease.has(one)),
    engineObjects: [object, ...engineObjects],
    prunes: fieldAt(object, 'spec', 'prune') === true,
    deletes: fieldAt(object, 'spec', 'prune') === true,
  };
}

/** A Kustomization of another repository. */
function isUpstream(object: Manifest): boolean {
  return isKustomization(object) && textAt(object, 'metadata', 'name').endsWith('-upstream');
}

function valuesOf(layers: readonly Manifest[], merge: MergeValues): JsonObject {
  return merge(layers.flatMap(({ data = {} }) => (isObject(data) ? Object.values(data).map(asText) : [])));
}

/** A registry's address ends with the chart's name; its tags cannot hold the plus sign of a version. */
function releaseOf(release: Manifest, source: Manifest): Release {
  const url = textAt(source, 'spec', 'url').replace(/^oci:\/\//, '');
  const at = url.lastIndexOf('/');
  const isRegistry = source.kind === 'OCIRepository';
  return {
    name: textAt(release, 'spec', 'releaseName'),
    namespace: textAt(release, 'spec', 'targetNamespace') || textAt(release, 'metadata', 'namespace'),
    repository: isRegistry ? url.slice(0, at) : url,
    chart: isRegistry ? url.slice(at + 1) : textAt(release, 'spec', 'chart', 'spec', 'chart'),
    version: isRegistry
      ? textAt(source, 'spec', 'ref', 'tag').replaceAll('_', '+')
      : textAt(release, 'spec', 'chart', 'spec', 'version'),
  };
}

function upstreamOf(kustomization: Manifest, source: Manifest | undefined): Upstream {
  return {
    repository: textAt(source, 'spec', 'url'),
    path: folderOf(kustomization),
    version: textAt(source, 'spec', 'ref', 'tag'),
  };
}
