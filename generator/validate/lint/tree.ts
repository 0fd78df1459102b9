/** The repository as our rules see it: parsed once, cluster by cluster. */
import { parse, parseAllDocuments } from 'yaml';
import { mergeValues } from '../../fleet/merge.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { Sources } from '../sources.ts';

/** A component of a cluster: what it builds, and the Helm values it is given. */
export interface PlacedComponent {
  readonly cluster: string;
  readonly component: string;
  /** The file by which its engine finds it. */
  readonly file: string;
  /** What that file says: parameters, or a Flux Kustomization. */
  readonly entry: JsonObject;
  /** The folder that the engine builds. */
  readonly folder: string;
  /** Undefined when it was not built. */
  readonly objects: readonly Manifest[] | undefined;
  /** Folders of its layers' values, uppermost first. */
  readonly valuesFolders: readonly string[];
  readonly values: JsonObject;
}

export interface ClusterView {
  readonly name: string;
  readonly engine: 'argocd' | 'flux';
  readonly components: readonly PlacedComponent[];
}

export interface LintTree {
  /** Objects of the files that engines apply as they lie, by path. */
  readonly files: ReadonlyMap<string, readonly Manifest[]>;
  readonly builds: ReadonlyMap<string, readonly Manifest[]>;
  readonly references: ReadonlyMap<string, readonly string[]>;
  readonly paths: ReadonlySet<string>;
  readonly clusters: readonly ClusterView[];
}

export function parseTree(sources: Sources, built: ReadonlyMap<string, string>): LintTree {
  const builds = new Map([...built].map(([folder, text]) => [folder, documents(text)]));
  const applied = [...sources.files].filter(
    ([path]) => !path.endsWith('/kustomization.yaml') && !path.includes('/values/'),
  );
  const files = new Map(applied.map(([path, text]) => [path, documents(text)]));
  return {
    files,
    builds,
    references: sources.references,
    paths: sources.paths,
    clusters: clusterViews(sources, files, builds),
  };
}

function documents(text: string): readonly Manifest[] {
  return parseAllDocuments(text).flatMap((document): readonly Manifest[] => {
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    return isManifest(value) ? [value] : [];
  });
}

/** A parameter file has no kind; an object without a version or a name is kubeconform's business. */
function isManifest(value: unknown): value is Manifest {
  if (!isObject(value)) return false;
  const named = isObject(value.metadata) && typeof value.metadata.name === 'string';
  return value.kind === undefined || (typeof value.kind === 'string' && typeof value.apiVersion === 'string' && named);
}

const ENTRY = /^(?:argocd\/clusters|flux\/kustomizations)\/([^/]+)\/([^/]+)\.yaml$/;

function clusterViews(
  sources: Sources,
  files: ReadonlyMap<string, readonly Manifest[]>,
  builds: ReadonlyMap<string, readonly Manifest[]>,
): readonly ClusterView[] {
  const views = new Map<
    string,
    { readonly name: string; readonly engine: 'argocd' | 'flux'; readonly components: PlacedComponent[] }
  >();
  for (const [file, [entry]] of files) {
    const [, name = '', component = ''] = ENTRY.exec(file) ?? [];
    if (name === '' || entry === undefined) continue;
    const engine = file.startsWith('argocd/') ? 'argocd' : 'flux';
    const view = views.get(`${engine}/${name}`) ?? { name, engine, components: [] };
    const folder = engine === 'argocd' ? String(entry.extras) : builtByFlux(entry);
    const environment =
      engine === 'argocd' ? String(entry.environment) : String(labelsOf(entry)['lang-observatory.dev/environment']);
    const valuesFolders = [
      `bases/${component}`,
      `overlays/${environment}/${component}`,
      `clusters/${name}/${component}`,
    ].map((layer) => `${layer}/values`);
    view.components.push({
      cluster: name,
      component,
      file,
      entry,
      folder,
      objects: builds.get(folder),
      valuesFolders,
      values: valuesFolders.map((layer) => valuesOf(sources.files.get(`${layer}/values.yaml`))).reduce(mergeValues, {}),
    });
    views.set(`${engine}/${name}`, view);
  }
  return [...views.values()];
}

function builtByFlux(kustomization: JsonObject): string {
  const path = isObject(kustomization.spec) ? kustomization.spec.path : undefined;
  return String(path).replace(/^\.\//, '');
}

export function labelsOf(manifest: JsonObject): JsonObject {
  const labels = isObject(manifest.metadata) ? manifest.metadata.labels : undefined;
  return isObject(labels) ? labels : {};
}

function valuesOf(text: string | undefined): JsonObject {
  const values: Json = text === undefined ? {} : parse(text, { maxAliasCount: 0 });
  return isObject(values) ? values : {};
}

/** Every map inside a value, itself included, with the key that leads to it. */
export function* maps(value: Json, key = ''): Generator<readonly [key: string, map: JsonObject]> {
  if (Array.isArray(value)) for (const item of value) yield* maps(item, key);
  else if (isObject(value)) {
    yield [key, value];
    for (const [name, inner] of Object.entries(value)) yield* maps(inner, name);
  }
}

/** `Kind/namespace/name`. */
export function subject({ kind, metadata }: Manifest): string {
  return [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join('/');
}
