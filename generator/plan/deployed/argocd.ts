/**
 * What Argo CD deploys: the Applications that the ApplicationSets of the tree generate for the clusters with an entry, as if every ref
 * were at this tree. The generators and templates are those that generate writes (`engines/argocd/`).
 */
import { hash } from 'node:crypto';
import { fieldAt, listAt, mapAt, textAt } from '../../data/fields.ts';
import { asText, isList, isObject, type Json, type JsonObject } from '../../data/json.ts';
import { once } from '../../data/once.ts';
import { PARAMETER, patchOf, type Selection, selectionsOf, selects } from '../../engines/argocd/selection.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { inFleet, type Place, type PlaceKind, pathOf, placeOf, topOf } from '../../tree/layout.ts';
import { isManifest, type TreeBuilder } from '../build/build.ts';
import type { Content, DeployedComponent, ReadCluster, Release, Upstream } from './deployed.ts';
import type { Reading } from './reading.ts';

/** What the root Applications apply from the fleet's branch, and themselves. */
export function argocdHub({ tree, documents }: TreeBuilder, { repository }: Reading): readonly Manifest[] {
  const root = documents(pathOf('argocdRoot')).find(({ kind }) => kind === 'Application');
  const isFormer = inFleet(repository, textAt(root, 'spec', 'source', 'path')) === pathOf('argocd');
  const applied = isFormer ? FORMERLY_APPLIED : APPLIED;
  const isApplied = (place: Place | undefined): boolean => place !== undefined && applied.has(place.kind);
  return [...tree.paths]
    .filter((path) => topOf(path) === pathOf('argocd') && isApplied(placeOf(path)) && /\.ya?ml$/.test(path))
    .sort()
    .flatMap((path) => documents(path).filter(isManifest));
}

const APPLIED: ReadonlySet<PlaceKind> = new Set([
  'argocdRoot',
  'argocdInstanceRoot',
  'argocdRootFolder',
  'argocdApplicationSet',
  'argocdProject',
]);

/** Where the root Application of an earlier version reads. */
const FORMERLY_APPLIED: ReadonlySet<PlaceKind> = new Set([
  'argocdRoot',
  'argocdFormerApplicationSet',
  'argocdFormerProject',
]);

export function argocdClusters(
  builder: TreeBuilder,
  hub: readonly Manifest[],
  reading: Reading,
): readonly ReadCluster[] {
  const sets = setsByComponent(hub, reading);
  const files = parameterFiles(builder);
  return [...builder.tree.paths].flatMap((path): readonly ReadCluster[] => {
    const { kind, names: { cluster: name = '' } = {} } = placeOf(path) ?? {};
    if (kind !== 'argocdEntry') return [];
    const entry = builder.documents(path)[0] ?? {};
    const found = (files.get(name) ?? []).flatMap(({ component, file }) => {
      const parameters = { ...entry, ...builder.documents(file)[0] };
      return (sets.get(component) ?? []).flatMap((set) =>
        generated({ ...reading, builder, component, parameters }, set),
      );
    });
    const components = new Map(found.map(({ component }) => [component.name, component]));
    const { wave = '', ref = '' } = found[0] ?? {};
    const read = { name, engine: 'argocd', environment: textAt(entry, 'environment'), wave, ref, components } as const;
    return [isManual(entry) ? { ...read, sync: 'manual' } : read];
  });
}

function isManual(entry: JsonObject): boolean {
  return fieldAt(entry, 'application', 'spec', 'syncPolicy', 'automated', 'enabled') === false;
}

interface ReadSet {
  readonly set: Manifest;
  readonly text: string;
  readonly selections: readonly Selection[];
}

/** One of each instance of Argo CD that the fleet names. */
function setsByComponent(hub: readonly Manifest[], reading: Reading): ReadonlyMap<string, readonly ReadSet[]> {
  const sets = new Map<string, ReadSet[]>();
  for (const set of hub.filter(({ kind }) => kind === 'ApplicationSet')) {
    const read: ReadSet = { set, text: JSON.stringify(set), selections: selectionsOf(set) };
    for (const component of componentsOf(read, reading)) sets.set(component, [...(sets.get(component) ?? []), read]);
  }
  return sets;
}

/** The components whose parameter files an ApplicationSet reads. */
function componentsOf({ selections }: ReadSet, { repository }: Reading): readonly string[] {
  const files = selections.flatMap(({ git }) => listAt(git, 'files')).map((file) => textAt(file, 'path'));
  const places = files.map((file) => placeOf(inFleet(repository, file.replace('*', 'x'))));
  return [...new Set(places.flatMap((place) => place?.names.component ?? []))];
}

interface ParameterFile {
  readonly component: string;
  readonly file: string;
}

function parameterFiles({ tree }: TreeBuilder): ReadonlyMap<string, readonly ParameterFile[]> {
  const files = new Map<string, ParameterFile[]>();
  for (const file of tree.paths) {
    if (topOf(file) !== pathOf('argocd')) continue;
    const { kind, names: { cluster = '', component = '' } = {} } = placeOf(file) ?? {};
    if (kind !== 'argocdParameters') continue;
    const known = files.get(cluster);
    if (known === undefined) files.set(cluster, [{ component, file }]);
    else known.push({ component, file });
  }
  return files;
}

interface Generated {
  readonly component: DeployedComponent;
  readonly wave: string;
  readonly ref: string;
}

interface Asked extends Reading {
  readonly builder: TreeBuilder;
  readonly component: string;
  readonly parameters: JsonObject;
}

/** None when no generator selects the cluster. */
function generated(asked: Asked, { set, text, selections }: ReadSet): readonly Generated[] {
  const { builder, component, parameters, repository } = asked;
  const selected = selections.find(({ selector }) => selects(selector, parameters));
  if (selected === undefined) return [];
  const values = mapAt(selected.git, 'values');
  const filled = { ...parameters, values };
  const template = mapAt(set, 'spec', 'template');
  const layers = valueFiles(template, filled).map((path) => inFleet(repository, path));
  const folder = inFleet(repository, manifestsFolder(template, filled));
  const fingerprint = [
    text,
    JSON.stringify(filled),
    ...layers.map((path) => builder.tree.id(path) ?? ''),
    builder.folder(folder)?.fingerprint ?? '',
  ];
  return [
    {
      component: {
        name: component,
        fingerprint: hash('sha1', fingerprint.join('\0'), 'hex'),
        dependsOn: [],
        content: once(() => contentOf(asked, application(set, filled), folder, layers)),
      },
      wave: textAt(parameters, 'wave'),
      ref: textAt(values, 'ref'),
    },
  ];
}

/** Paths of the files that Helm merges, in its order; some of them may not be there. */
function valueFiles(template: JsonObject, parameters: JsonObject): readonly string[] {
  return listAt(template, 'spec', 'sources')
    .flatMap((source) => listAt(source, 'helm', 'valueFiles'))
    .map((file) => asText(filledIn(file, parameters)).replace(/^\$values\//, ''));
}

/** The folder that is built: of the source at the wave's ref that is no list of files. */
function manifestsFolder(template: JsonObject, parameters: JsonObject): string {
  const ref = textAt(parameters, 'values', 'ref');
  const source = listAt(template, 'spec', 'sources').find(
    (one) =>
      filledIn(textAt(one, 'targetRevision'), parameters) === ref &&
      fieldAt(one, 'chart') === undefined &&
      fieldAt(one, 'directory') === undefined,
  );
  return asText(filledIn(textAt(source, 'path'), parameters));
}

/** What the controller makes of a template: every parameter replaced. */
function filledIn(template: Json, parameters: JsonObject): Json {
  if (typeof template === 'string')
    return template.replaceAll(PARAMETER, (whole, path: string) => {
      const value = fieldAt(parameters, ...path.split('.'));
      return value === undefined ? whole : asText(value);
    });
  if (isList(template)) return template.map((item) => filledIn(item, parameters));
  if (!isObject(template)) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, filledIn(value, parameters)]));
}

function application(set: Manifest, parameters: JsonObject): Manifest {
  const filled = filledIn(mapAt(set, 'spec', 'template'), parameters);
  const { metadata, spec = {} } = patched(isObject(filled) ? filled : {}, patchOf(set, parameters));
  const { namespace = '' } = set.metadata;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { ...(isObject(metadata) ? metadata : {}), name: textAt(metadata, 'name'), namespace },
    spec,
  };
}

/** As the controller patches: maps are merged, and null removes a field. */
function patched(value: JsonObject, patch: JsonObject): JsonObject {
  const changes = Object.entries(patch).map(([key, inner]): readonly [string, Json] => {
    const own = value[key];
    return [key, isObject(inner) && isObject(own) ? patched(own, inner) : inner];
  });
  return Object.fromEntries(
    Object.entries({ ...value, ...Object.fromEntries(changes) }).filter(([, one]) => one !== null),
  );
}

function contentOf({ builder, merge }: Asked, object: Manifest, folder: string, layers: readonly string[]): Content {
  const sources = listAt(object, 'spec', 'sources');
  return {
    release: sources.map((source) => releaseOf(source, object)).find((release) => release !== undefined),
    upstream: sources.map(upstreamOf).find((upstream) => upstream !== undefined),
    values: merge(layers.flatMap((path) => builder.tree.read(path) ?? [])),
    objects: builder.build(folder),
    engineObjects: [object],
    prunes: fieldAt(object, 'spec', 'syncPolicy', 'automated', 'prune') === true,
    deletes: listAt(object, 'metadata', 'finalizers').length > 0,
  };
}

function releaseOf(source: Json, object: Manifest): Release | undefined {
  const chart = textAt(source, 'chart');
  if (chart === '') return undefined;
  return {
    name: textAt(source, 'helm', 'releaseName'),
    namespace: textAt(object, 'spec', 'destination', 'namespace'),
    repository: textAt(source, 'repoURL'),
    chart,
    version: textAt(source, 'targetRevision'),
  };
}

/** The only source at a tag that is no ref of a wave: upstream's repository. */
function upstreamOf(source: Json, _: number, sources: readonly Json[]): Upstream | undefined {
  const repository = textAt(source, 'repoURL');
  const own = textAt(sources.at(-1), 'repoURL');
  const tag = textAt(source, 'targetRevision');
  if (textAt(source, 'chart') !== '' || repository === own || !tag.startsWith(TAGS)) return undefined;
  return { repository, path: textAt(source, 'path'), version: tag.slice(TAGS.length) };
}

const TAGS = 'refs/tags/';
