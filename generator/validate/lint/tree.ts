/** The repository as the rules read it: parsed once, by cluster. Equal documents are the same object. */

import type { DocumentReader } from '../../data/documents.ts';

import { asText, isObject, type JsonObject } from '../../data/json.ts';
import { oncePerArgument } from '../../data/once.ts';
import { LABELS } from '../../engines/names.ts';
import type { Repository } from '../../fleet/model.ts';
import { mergeValues } from '../../fleet/resolve/merge.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { KustomizationReference } from '../../kustomize/kustomization-references.ts';
import {
  inFleet,
  isValuesFile,
  layerFolder,
  layersOf,
  pathOf,
  placeOf,
  valuesFile,
  valuesFolder,
} from '../../tree/layout.ts';
import { isApplied, isKustomization, type Sources } from '../sources.ts';

/** A component of a cluster: its build and its Helm values. */
export interface PlacedComponent {
  readonly cluster: string;
  readonly component: string;
  /** The file that makes its engine deploy it. */
  readonly file: string;
  /** The object in that file, if it has several. */
  readonly object?: string;
  /** The content of that file: parameters, or a Flux Kustomization. */
  readonly entry: JsonObject;
  /** The folder that the engine builds. */
  readonly folder: string;
  /** Undefined when it was not built. */
  readonly objects: readonly Manifest[] | undefined;
  /** Folders of its layers' values, uppermost first. */
  readonly valuesFolders: readonly string[];
  /** The values of all layers, merged on each call. */
  readonly values: JsonObject;
}

export interface ClusterView {
  readonly name: string;
  readonly engine: 'argocd' | 'flux';
  readonly components: readonly PlacedComponent[];
}

export interface LintTree {
  /** Objects of the files that engines apply directly, by path. */
  readonly files: ReadonlyMap<string, readonly Manifest[]>;
  readonly builds: ReadonlyMap<string, readonly Manifest[]>;
  /** Every different object, with the first file or folder that has it. */
  readonly objects: ReadonlyMap<Manifest, string>;
  /** Those that no unchanged file or build has too: an object that was judged before, by itself, need not be judged again. */
  readonly newObjects: ReadonlyMap<Manifest, string>;
  readonly kustomizations: ReadonlyMap<string, readonly KustomizationReference[]>;
  readonly paths: ReadonlySet<string>;
  /** Changed files of Helm values, one for each layer of each component. */
  readonly valueFiles: ReadonlyMap<string, JsonObject>;
  readonly clusters: readonly ClusterView[];
  /** Unreadable files that only our rules read, with the reason: the tools report the others. */
  readonly unreadable: ReadonlyMap<string, string>;
}

export interface TreeParts {
  readonly sources: Pick<Sources, 'kustomizations' | 'paths'>;
  readonly parsed: ParsedFiles;
  /** The YAML documents of each build. */
  readonly built: ReadonlyMap<string, readonly string[]>;
  readonly read: DocumentReader;
  readonly repository: Pick<Repository, 'path'>;
  /** Whether the content of a file or of a build can differ from that of a repository that was valid. */
  readonly isChanged: (path: string) => boolean;
}

export function parseTree({ sources, parsed, built, read, repository, isChanged }: TreeParts): LintTree {
  const { files, others, unreadable } = parsed;
  const builds = parseBuilds(built, read);
  const objects = new Map<Manifest, string>();
  const known = new Set<Manifest>();
  for (const [place, found] of [...files, ...builds])
    for (const object of found) {
      if (!objects.has(object)) objects.set(object, place);
      if (!isChanged(place)) known.add(object);
    }
  const newObjects = new Map([...objects].filter(([object]) => !known.has(object)));
  const { kustomizations, paths } = sources;
  const valueFiles = new Map([...others].filter(([path]) => isValuesFile(path) && isChanged(path)));
  const clusters = clusterViews(others, builds, repository);
  return { files, builds, objects, newObjects, kustomizations, paths, valueFiles, clusters, unreadable };
}

/** Parses each different document once: thousands of builds have the same few documents. */
function parseBuilds(
  built: ReadonlyMap<string, readonly string[]>,
  read: DocumentReader,
): ReadonlyMap<string, readonly Manifest[]> {
  const parse = oncePerArgument((document: string) => read(document).documents.filter(isManifest));
  return new Map([...built].map(([folder, documents]) => [folder, documents.flatMap(parse)]));
}

export interface ParsedFiles {
  /** The objects of files that an engine applies directly. */
  readonly files: LintTree['files'];
  /** The other files that are read: parameters and Helm values. */
  readonly others: ReadonlyMap<string, JsonObject>;
  readonly unreadable: LintTree['unreadable'];
}

/** `texts` are those of files outside of builds, by path. */
export function parseFiles(texts: Iterable<readonly [path: string, text: string]>, read: DocumentReader): ParsedFiles {
  const files = new Map<string, readonly Manifest[]>();
  const others = new Map<string, JsonObject>();
  const unreadable = new Map<string, string>();
  for (const [path, text] of texts) {
    if (isKustomization(path)) continue;
    const { documents, problem } = read(text);
    if (isApplied(path)) files.set(path, documents.filter(isManifest));
    else {
      others.set(path, documents[0] ?? {});
      if (problem !== undefined) unreadable.set(path, problem);
    }
  }
  return { files, others, unreadable };
}

function isManifest(value: JsonObject): value is Manifest {
  return (
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    isObject(value.metadata) &&
    typeof value.metadata.name === 'string' &&
    // Everything else is not an object; the schemas report it.
    typeof (value.metadata.namespace ?? '') === 'string'
  );
}

function clusterViews(
  others: ReadonlyMap<string, JsonObject>,
  builds: ReadonlyMap<string, readonly Manifest[]>,
  repository: Pick<Repository, 'path'>,
): readonly ClusterView[] {
  const views = new Map<string, ClusterView & { readonly components: PlacedComponent[] }>();
  const valuesOf = valuesReader(others);
  for (const { engine, cluster: name, component, file, entry, ...object } of [
    ...argocdEntries(others),
    ...fluxEntries(builds),
  ]) {
    const view = views.get(`${engine}/${name}`) ?? { name, engine, components: [] };
    const said = engine === 'argocd' ? asText(entry.extras) : builtByFlux(entry);
    const folder = inFleet(repository, said);
    const environment = engine === 'argocd' ? asText(entry.environment) : asText(labelsOf(entry)[LABELS.environment]);
    const layers = layersOf(environment, name).map((layer) => layerFolder(layer, component));
    view.components.push({
      cluster: name,
      component,
      file,
      ...object,
      entry,
      folder,
      objects: builds.get(folder),
      valuesFolders: layers.map(valuesFolder),
      get values() {
        return valuesOf(layers.map(valuesFile));
      },
    });
    views.set(`${engine}/${name}`, view);
  }
  return [...views.values()];
}

/** Merges files of Helm values, uppermost first. Values that clusters share are the same object. */
function valuesReader(texts: ReadonlyMap<string, JsonObject>): (files: readonly string[]) => JsonObject {
  const shared = new Map<string, JsonObject>();
  return (files) => {
    const found = files.filter((file) => texts.has(file));
    const key = found.join('\n');
    const values = shared.get(key) ?? found.map((file) => texts.get(file) ?? {}).reduce(mergeValues, {});
    // Values with a layer of one cluster are read once, and would need most of the memory.
    if (found.at(-1) !== files.at(-1)) shared.set(key, values);
    return values;
  };
}

type Entry = Pick<ClusterView, 'engine'> & Pick<PlacedComponent, 'cluster' | 'component' | 'file' | 'object' | 'entry'>;

function argocdEntries(parameters: ReadonlyMap<string, JsonObject>): readonly Entry[] {
  return [...parameters].flatMap(([file, entry]): readonly Entry[] => {
    const { kind, names: { cluster = '', component = '' } = {} } = placeOf(file) ?? {};
    if (kind !== 'argocdParameters') return [];
    // As the controller merges them.
    const known = { ...parameters.get(pathOf('argocdEntry', { cluster })), ...entry };
    return [{ engine: 'argocd', cluster, component, file, entry: known }];
  });
}

/** The Kustomizations of components; the same files also have the notifications of Flux. */
function fluxEntries(builds: ReadonlyMap<string, readonly Manifest[]>): readonly Entry[] {
  return [...builds].flatMap(([folder, objects]) => {
    const { kind, names: { cluster = '' } = {}, rest } = placeOf(folder) ?? {};
    if (kind !== 'fluxKustomizations' || rest !== '') return [];
    return objects
      .filter((entry) => entry.kind === 'Kustomization')
      .map((entry): Entry => {
        const component = asText(labelsOf(entry)[LABELS.component]);
        const file = `${folder}/kustomization.yaml`;
        return { engine: 'flux', cluster, component, file, object: subject(entry), entry };
      });
  });
}

function builtByFlux(kustomization: JsonObject): string {
  const path = isObject(kustomization.spec) ? kustomization.spec.path : undefined;
  return asText(path).replace(/^\.\//, '');
}

export function labelsOf(manifest: JsonObject): JsonObject {
  const labels = isObject(manifest.metadata) ? manifest.metadata.labels : undefined;
  return isObject(labels) ? labels : {};
}

/** `Kind/namespace/name`. */
export function subject({ kind, metadata }: Manifest): string {
  return [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join('/');
}
