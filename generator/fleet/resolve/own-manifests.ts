/** What a folder of the user's own manifests contains, read from its files without a build. */
import { posix } from 'node:path';
import { documentReader } from '../../data/documents.ts';
import { isList, isObject, type Json, type JsonObject } from '../../data/json.ts';
import { clusterScopedKinds, groupKindOf, isClusterScoped, type Kinded } from '../../kubernetes/scope.ts';
import { KUSTOMIZATION_FILES, referenceTo } from '../../kustomize/kustomization-references.ts';
import { kustomizationReader } from '../../kustomize/read-kustomization.ts';
import type { OwnManifests } from '../model.ts';

/** The text of a regular file inside the repository; undefined when there is none. */
export type ReadText = (path: string) => string | undefined;

/** The text of a folder's kustomization; undefined when it has none. */
export function kustomizationIn(folder: string, read: ReadText): string | undefined {
  for (const name of KUSTOMIZATION_FILES) {
    const text = read(posix.join(folder, name));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The content of the kustomization in the folder. Files that cannot be read or parsed are left out: the build reports them. */
export function ownManifests(folder: string, read: ReadText): OwnManifests {
  const walk = new Walk(read);
  walk.folder(folder, undefined);
  const { objects, paths } = walk;
  const defined = clusterScopedKinds(objects.map(({ object }) => object));
  const isOfCluster = ({ object }: Found): boolean => isClusterScoped(object, defined);
  return {
    elsewhere: sorted([...paths].filter((path) => path !== folder && !path.startsWith(`${folder}/`))),
    clusterKinds: sorted(objects.filter(isOfCluster).map(({ object }) => groupKindOf(object))),
    namespaces: sorted(
      objects.flatMap((found) => (isOfCluster(found) || found.namespace === undefined ? [] : [found.namespace])),
    ),
  };
}

interface Found {
  readonly object: Kinded;
  readonly namespace: string | undefined;
}

/** Fields of a kustomization that add objects. */
const OBJECTS: readonly string[] = ['components', 'resources'];
const GENERATED = [
  ['configMapGenerator', 'ConfigMap'],
  ['secretGenerator', 'Secret'],
] as const;

class Walk {
  readonly objects: Found[] = [];
  readonly paths = new Set<string>();
  readonly #read: ReadText;
  readonly #parse = documentReader();
  readonly #kustomization = kustomizationReader();
  /** Together with the namespace that they were read for: Kustomize builds a folder again for each kustomization that names it. */
  readonly #seen = new Set<string>();

  constructor(read: ReadText) {
    this.#read = read;
  }

  /** `above` is the namespace that the kustomization above sets for all objects. */
  folder(folder: string, above: string | undefined): void {
    const key = `${above ?? ''}/${folder}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const text = kustomizationIn(folder, this.#read);
    if (text === undefined) return;
    const [kustomization = {}] = this.#documents(text);
    const namespace = above ?? textOf(kustomization.namespace);
    const file = posix.join(folder, KUSTOMIZATION_FILES[0]);
    for (const { field, path } of this.#kustomization(text).paths.map((written) => referenceTo(file, written))) {
      if (path === '..' || path.startsWith('../')) continue;
      this.paths.add(path);
      if (OBJECTS.includes(field)) this.#resource(path, namespace);
    }
    this.#generated(kustomization, namespace);
  }

  #resource(path: string, namespace: string | undefined): void {
    if (kustomizationIn(path, this.#read) !== undefined) this.folder(path, namespace);
    else for (const document of this.#documents(this.#read(path))) this.#object(document, namespace);
  }

  #object(value: Json, above: string | undefined): void {
    if (!isObject(value)) return;
    const { items } = value;
    if (String(value.kind).endsWith('List') && items !== undefined && isList(items))
      for (const item of items) this.#object(item, above);
    else if (isKinded(value)) {
      const own = isObject(value.metadata) ? textOf(value.metadata.namespace) : undefined;
      this.objects.push({ object: value, namespace: above ?? own });
    }
  }

  #generated(kustomization: JsonObject, above: string | undefined): void {
    for (const [field, kind] of GENERATED) {
      const entries = kustomization[field];
      for (const entry of entries !== undefined && isList(entries) ? entries : [])
        if (isObject(entry))
          this.objects.push({ object: { apiVersion: 'v1', kind }, namespace: above ?? textOf(entry.namespace) });
    }
  }

  #documents(text: string | undefined): readonly JsonObject[] {
    return text === undefined ? [] : this.#parse(text).documents;
  }
}

function isKinded(value: JsonObject): value is Kinded {
  return typeof value.apiVersion === 'string' && typeof value.kind === 'string';
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
