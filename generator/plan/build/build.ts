/** Builds folders of a tree: what Argo CD and Flux make of them with Kustomize. Folders with the same content are built once, of whichever tree. */
import { posix } from 'node:path';
import { type DocumentReader, documentReader } from '../../data/documents.ts';
import { isObject, type Json, type JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { type KustomizationReader, kustomizationReader } from '../../kustomize/read-kustomization.ts';
import type { RepositoryTree } from '../trees/repository-tree.ts';
import { type FindFolder, type Folder, folderFinder } from './folders.ts';
import { NOT_PLAIN, operated } from './operations.ts';
import { type PlainKustomization, readPlain, type Texts } from './plain-kustomization.ts';
import { replaced } from './replacements.ts';

/** What is known of contents, whichever tree they are in. */
export interface BuildMemory {
  readonly documents: DocumentReader;
  readonly references: KustomizationReader;
  readonly plain: Map<string, PlainKustomization | undefined>;
  /** By fingerprint: the objects, or undefined where only Kustomize can tell. */
  readonly builds: Map<string, readonly Manifest[] | undefined>;
}

/** `built` are builds that Kustomize itself has made, by fingerprint. */
export function buildMemory(built: ReadonlyMap<string, readonly Manifest[]> = new Map()): BuildMemory {
  return {
    documents: documentReader(),
    references: kustomizationReader(),
    plain: new Map(),
    builds: new Map(built),
  };
}

export interface TreeBuilder {
  readonly tree: RepositoryTree;
  readonly folder: FindFolder;
  /** The objects; none when there is no such folder, or when only Kustomize can tell, which `wanted` then has. */
  build(path: string): readonly Manifest[];
  /** By fingerprint. */
  readonly wanted: ReadonlyMap<string, Folder>;
  /** What a file holds. */
  documents(path: string): readonly JsonObject[];
}

export function treeBuilder(tree: RepositoryTree, memory: BuildMemory): TreeBuilder {
  const folder = folderFinder(tree, memory.references);
  const wanted = new Map<string, Folder>();

  const documents = (path: string): readonly JsonObject[] => memory.documents(tree.read(path) ?? '').documents;

  const buildOf = (found: Folder): readonly Manifest[] | undefined => {
    if (!memory.builds.has(found.fingerprint)) memory.builds.set(found.fingerprint, builtPlain(found));
    return memory.builds.get(found.fingerprint);
  };

  const plainOf = ({ text }: Folder): PlainKustomization | undefined => {
    if (!memory.plain.has(text)) memory.plain.set(text, readPlain(text));
    return memory.plain.get(text);
  };

  const builtPlain = (found: Folder): readonly Manifest[] | undefined => {
    const plain = plainOf(found);
    if (plain === undefined) return undefined;
    try {
      const resources = plain.resources.flatMap((resource) => objectsAt(posix.join(found.path, resource)));
      return transformed([...resources, ...configMapsOf(found.path, plain)], plain);
    } catch (error) {
      if (error === NOT_PLAIN) return undefined;
      throw error;
    }
  };

  const objectsAt = (path: string): readonly Manifest[] => {
    const inner = folder(path);
    const found = inner === undefined ? documents(path).map(manifest) : buildOf(inner);
    if (found === undefined) throw NOT_PLAIN;
    return found;
  };

  const configMapsOf = (at: string, { configMaps, options }: PlainKustomization): readonly Manifest[] =>
    configMaps.map(({ name, namespace, files }) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name,
        namespace,
        ...withTexts('labels', options.labels),
        ...withTexts('annotations', options.annotations),
      },
      data: Object.fromEntries(files.map((file) => [posix.basename(file), textAt(posix.join(at, file))])),
    }));

  const textAt = (path: string): string => {
    const text = tree.read(path);
    if (text === undefined) throw NOT_PLAIN;
    return text;
  };

  return {
    tree,
    folder,
    wanted,
    documents,
    build: (path) => {
      const found = folder(path);
      if (found === undefined) return [];
      const built = buildOf(found);
      if (built === undefined) wanted.set(found.fingerprint, found);
      return built ?? [];
    },
  };
}

/** Whether a document is one object, and no list of them. */
export function isManifest(value: Json): value is Manifest {
  return (
    isObject(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    !value.kind.endsWith('List') &&
    isObject(value.metadata) &&
    typeof value.metadata.name === 'string' &&
    typeof (value.metadata.namespace ?? '') === 'string'
  );
}

function manifest(value: Json): Manifest {
  if (!isManifest(value)) throw NOT_PLAIN;
  return value;
}

function withTexts(field: string, texts: Texts): JsonObject {
  return Object.keys(texts).length === 0 ? {} : { [field]: texts };
}

/** In the order in which Kustomize does it. */
function transformed(
  objects: readonly Manifest[],
  { patches, labels, replacements }: PlainKustomization,
): readonly Manifest[] {
  const patched = patches.reduce<readonly Manifest[]>(
    (before, { selects, operations }) =>
      operations === undefined
        ? before.filter((object) => !selects(object))
        : before.map((object) => (selects(object) ? manifest(operated(object, operations)) : object)),
    objects,
  );
  const labelled = Object.keys(labels).length === 0 ? patched : patched.map((object) => withLabels(object, labels));
  return replacements.reduce<readonly Manifest[]>(
    (before, replacement) =>
      before.map((object) => (replacement.selects(object) ? manifest(replaced(object, replacement)) : object)),
    labelled,
  );
}

function withLabels(object: Manifest, labels: Texts): Manifest {
  const { labels: before = {} } = object.metadata;
  return { ...object, metadata: { ...object.metadata, labels: { ...(isObject(before) ? before : {}), ...labels } } };
}
