/**
 * The files of one layer of one component: a Kustomize folder for the manifests and, below it, a folder for the Helm values.
 * A layer without differences has no files.
 */

import { isList, isObject, type Json, type JsonObject } from '../data/json.ts';
import { emitYaml, withHeader } from '../data/yaml.ts';
import type { Additions, UserPatch } from '../fleet/model.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { KUSTOMIZATION } from '../kustomize/kustomization.ts';
import type { GeneratedFile } from '../tree/file-tree.ts';
import { type LayerOf, layerFolder, patchedFolder, pathOf, valuesFile } from '../tree/layout.ts';
import type { ManifestsDifference, Operation } from './manifests.ts';
import { splitReplacements } from './replacements.ts';
import { byKind, selectorOf } from './selector.ts';

export type LayerName = LayerOf['layer'];
/** In the order in which they merge. */
export const LAYERS: readonly LayerName[] = ['base', 'environment', 'cluster'];

/** Where a layer's folder is, relative to the repository. */
export interface LayerPlace {
  readonly layer: LayerName;
  readonly folder: string;
  /** The input file that the layer comes from, for the comment at the top of each file. */
  readonly source: string;
}

export function layerPlace(of: LayerOf, component: string): LayerPlace {
  const source = of.layer === 'cluster' ? pathOf('clusterInput', { cluster: of.cluster }) : pathOf('fleetInput');
  return { layer: of.layer, folder: layerFolder(of, component), source };
}

export interface LayerContent {
  readonly component: string;
  readonly namespace: string;
  /** The next upper layer's folder, when that one has manifests. */
  readonly upper?: string | undefined;
  readonly manifests: ManifestsDifference;
  /** Folders, relative to the repository, whose kustomizations are part of this layer. */
  readonly includes: readonly string[];
  /** The user's additions at this level. */
  readonly additions: Additions | undefined;
  /** The user's patches down to this level, in the order in which they apply. */
  readonly patches: readonly UserPatch[];
  readonly values: JsonObject | undefined;
}

export interface LayerFiles {
  readonly files: readonly GeneratedFile[];
  readonly hasManifests: boolean;
  readonly hasValues: boolean;
}

/** The base layer always has a kustomization, even an empty one, so that a component's shape is the same on every cluster. */
export function layerFiles(place: LayerPlace, content: LayerContent): LayerFiles {
  const files: GeneratedFile[] = [];
  const hasManifests = place.layer === 'base' || saysSomething(content);
  if (hasManifests) files.push(...manifestsFiles(place, content));
  if (hasManifests && content.patches.length > 0) files.push(patchedFile(place, content.patches));
  if (content.values !== undefined)
    files.push({ path: valuesFile(place.folder), text: withHeader(place.source, content.values) });
  return { files, hasManifests, hasValues: content.values !== undefined };
}

function saysSomething({ manifests, includes, additions }: LayerContent): boolean {
  return (
    manifests.added.length + manifests.changed.length + manifests.removed.length + includes.length > 0 ||
    (additions?.patches.length ?? 0) + (additions?.manifestFolders.length ?? 0) > 0
  );
}

function manifestsFiles(place: LayerPlace, content: LayerContent): readonly GeneratedFile[] {
  const folders = [content.upper, ...content.includes, ...(content.additions?.manifestFolders ?? [])];
  return differenceFiles(place, {
    folders: folders.filter((folder) => folder !== undefined),
    difference: content.manifests,
    fileOf: (manifest) => fileName(manifest, content.namespace),
  });
}

export interface DifferenceContent {
  /** Folders, relative to the repository, whose builds are the upper level. */
  readonly folders: readonly string[];
  /** From the upper level to the lower one. */
  readonly difference: ManifestsDifference;
  /** The name of an added object's file. */
  readonly fileOf: (manifest: Manifest) => string;
  /** Further fields of the kustomization. */
  readonly rest?: JsonObject;
}

/** A kustomization that turns the upper level into the lower one, and the files of added objects. */
export function differenceFiles(
  place: Pick<LayerPlace, 'folder' | 'source'>,
  { folders, difference, fileOf, rest = {} }: DifferenceContent,
): readonly GeneratedFile[] {
  const added = difference.added.map((manifest) => ({ name: fileOf(manifest), manifest }));
  const resources = [
    ...folders.map((folder) => relative(place.folder, folder)),
    ...added.map(({ name }) => name).sort(),
  ];
  const { replacements, patched } = splitReplacements(difference.changed);
  const patches = [
    ...patched.map(({ manifest, operations }) => ({ target: selectorOf(manifest), patch: patchText(operations) })),
    ...byKind(difference.removed).map(deletion),
  ];
  const kustomization = {
    ...KUSTOMIZATION,
    resources,
    ...rest,
    ...(patches.length > 0 ? { patches } : {}),
    ...(replacements.length > 0 ? { replacements } : {}),
  };
  return [
    file(place, 'kustomization.yaml', kustomization),
    ...added.map(({ name, manifest }) => file(place, name, manifest)),
  ];
}

/**
 * Kustomize removes white space at both ends of a patch (kustomize: api/internal/builtins/PatchTransformer.go), and with it the line feed of
 * a text that ends there. Then the path is at the end.
 */
function patchText(operations: readonly Operation[]): string {
  const last = operations.at(-1);
  if (last === undefined || !endsInSpace(last.value)) return emitYaml(operations);
  const { path, ...before } = last;
  return emitYaml([...operations.slice(0, -1), { ...before, path }]);
}

function endsInSpace(value: Json | undefined): boolean {
  if (typeof value === 'string') return /\s$/.test(value);
  if (isList(value)) return endsInSpace(value.at(-1));
  return isObject(value) && endsInSpace(Object.values(value).at(-1));
}

/**
 * The user's patches are not part of the layer. A lower layer replaces whole lists of the layer above it, and
 * would remove items that a patch has added; after the lowest layer, every patch takes effect on every cluster.
 */
function patchedFile({ folder, source }: LayerPlace, patches: readonly UserPatch[]): GeneratedFile {
  const patched = patchedFolder(folder);
  const kustomization = {
    ...KUSTOMIZATION,
    resources: [relative(patched, folder)],
    patches: patches.map(userPatch),
  };
  return { path: `${patched}/kustomization.yaml`, text: withHeader(source, kustomization) };
}

function file(place: Pick<LayerPlace, 'folder' | 'source'>, name: string, content: JsonObject): GeneratedFile {
  return { path: `${place.folder}/${name}`, text: withHeader(place.source, content) };
}

/** `<kind>-<name>.yaml`, with the namespace in front when it is not the component's own. */
function fileName(manifest: Manifest, namespace: string): string {
  const kind = manifest.kind.replaceAll(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3-$2$4').toLowerCase();
  const own = manifest.metadata.namespace ?? namespace;
  const name = `${kind}-${manifest.metadata.name}`.replaceAll(/[^a-z0-9.-]/gi, '-');
  return own === namespace ? `${name}.yaml` : `${String(own)}-${name}.yaml`;
}

/** For objects that differ only in their names: one patch deletes all of them. */
function deletion(manifests: readonly [Manifest, ...Manifest[]]): JsonObject {
  const [{ apiVersion, kind, metadata }] = manifests;
  const names = manifests.map((manifest) => selectorOf(manifest).name).join('|');
  // A patch must have a name, which may differ from the names of the selected objects.
  const { name, namespace } = metadata;
  const patch = {
    $patch: 'delete',
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  };
  return { target: { ...selectorOf(manifests[0]), name: names }, patch: emitYaml(patch) };
}

function userPatch({ target, patch }: UserPatch): JsonObject {
  return { ...(target === undefined ? {} : { target }), patch };
}

/** The relative path from one folder of the repository to another, as Kustomize requires it. */
export function relative(from: string, to: string): string {
  const a = from.split('/');
  const b = to.split('/');
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared += 1;
  return [...a.slice(shared).map(() => '..'), ...b.slice(shared)].join('/') || '.';
}
