/**
 * The layout of a repository: where everything lies, and what lies at a path. No other file of the program writes a path of it.
 * A place is a file or a folder; what is below a folder that is a place belongs to it.
 */
import { posix } from 'node:path';
import { oncePerArgument } from '../data/once.ts';
import { ENGINES, type Engine, type Repository } from '../fleet/model.ts';

/** What a place is for whoever owns the files. */
interface Row {
  /** The path; `<name>` stands for a name. */
  readonly at: string;
  /** What generate writes below it, `*` being a name; the empty text is the place itself. Everything else there is the user's. */
  readonly holds?: readonly string[];
  /** The part of the manifest that lists what it holds: one for each cluster, and else one for each component. */
  readonly part?: string;
}

/** A layer of a component: its manifests, and its Helm values in a folder of their own. */
const LAYER = ['*.yaml', 'values/kustomization.yaml', 'values/values.yaml'] as const;
const BUILD = ['kustomization.yaml'] as const;
/** Where charts come from elsewhere than those of the fleet, the release is beside it. */
const FLUX_BUILD = [...BUILD, 'release.yaml'] as const;
const ITSELF = [''] as const;

/** The first row that matches a path says what it is, so files and the longer paths stand first. */
const PLACES = {
  fleetInput: { at: 'fleet.yaml' },
  clusterInput: { at: 'clusters/<cluster>/cluster.yaml' },

  // A layer's twin has the user's patches on it.
  basePatched: { at: 'bases/<component>-patched', holds: BUILD, part: 'bases/<component>-patched' },
  environmentPatched: {
    at: 'overlays/<environment>/<component>-patched',
    holds: BUILD,
    part: 'overlays/<environment>/<component>-patched',
  },
  clusterPatched: { at: 'clusters/<cluster>/<component>-patched', holds: BUILD, part: 'clusters/<cluster>' },
  base: { at: 'bases/<component>', holds: LAYER, part: 'bases/<component>' },
  environment: {
    at: 'overlays/<environment>/<component>',
    holds: LAYER,
    part: 'overlays/<environment>/<component>',
  },
  cluster: { at: 'clusters/<cluster>/<component>', holds: LAYER, part: 'clusters/<cluster>' },

  argocdRoot: { at: 'argocd/root.yaml', holds: ITSELF, part: 'argocd' },
  argocdInstanceRoot: { at: 'argocd/root-<instance>.yaml', holds: ITSELF, part: 'argocd' },
  // The fleet's name, and that of the instance of Argo CD after a dot.
  argocdApplicationSet: {
    at: 'argocd/root/<fleet>/applicationsets/<component>.yaml',
    holds: ITSELF,
    part: 'argocd/<component>',
  },
  argocdProject: { at: 'argocd/root/<fleet>/projects/<cluster>.yaml', holds: ITSELF, part: 'clusters/<cluster>' },
  argocdEntry: { at: 'argocd/fleet/<cluster>.yaml', holds: ITSELF, part: 'clusters/<cluster>' },
  argocdParameters: { at: 'argocd/clusters/<cluster>/<component>.yaml', holds: ITSELF, part: 'clusters/<cluster>' },
  argocdComponents: { at: 'argocd/clusters/<cluster>/components.jsonnet', holds: ITSELF, part: 'clusters/<cluster>' },
  argocdFormerRoot: { at: 'argocd/applicationsets/former-root.jsonnet', holds: ITSELF, part: 'argocd/former-root' },
  // How Argo CD knows a cluster. `import` writes it, and no engine reads it: a person applies it where Argo CD runs.
  argocdRegistration: { at: 'argocd/registrations/<cluster>.yaml' },
  // Where earlier versions wrote them.
  argocdFormerApplicationSet: {
    at: 'argocd/applicationsets/<component>.yaml',
    holds: ITSELF,
    part: 'argocd/<component>',
  },
  argocdFormerBuild: { at: 'argocd/builds/<cluster>/<component>', holds: BUILD, part: 'clusters/<cluster>' },
  argocdFormerProject: { at: 'argocd/projects/<cluster>.yaml', holds: ITSELF, part: 'clusters/<cluster>' },

  // `flux bootstrap` keeps its own objects there.
  fluxSystem: { at: 'flux/clusters/<cluster>/flux-system' },
  fluxSource: { at: 'flux/clusters/<cluster>/source.yaml', holds: ITSELF, part: 'clusters/<cluster>' },
  fluxRoot: { at: 'flux/clusters/<cluster>/kustomization-observatory.yaml', holds: ITSELF, part: 'clusters/<cluster>' },
  fluxEnvironmentBuild: {
    at: 'flux/environments/<environment>/<component>',
    holds: FLUX_BUILD,
    part: 'flux/environments/<environment>',
  },
  fluxBuild: { at: 'flux/builds/<cluster>/<component>', holds: FLUX_BUILD, part: 'clusters/<cluster>' },
  fluxRelease: { at: 'flux/releases/<component>', holds: ['*.yaml'], part: 'flux/<component>' },

  dashboardsBuild: { at: 'dashboards/kustomization.yaml', holds: ITSELF, part: 'dashboards' },
  dashboard: { at: 'dashboards/<dashboard>.json', holds: ITSELF, part: 'dashboards' },
  runbook: { at: 'docs/runbooks/<alert>.md', holds: ITSELF, part: 'docs' },

  // Folders of the above; in a bootstrap folder earlier versions wrote more.
  clusterFolder: { at: 'clusters/<cluster>' },
  clusters: { at: 'clusters' },
  argocdRootFolder: { at: 'argocd/root/<fleet>' },
  argocd: { at: 'argocd' },
  fluxBootstrap: { at: 'flux/clusters/<cluster>', holds: ['*.yaml'], part: 'clusters/<cluster>' },
  fluxEnvironment: {
    at: 'flux/environments/<environment>',
    holds: ['*.yaml'],
    part: 'flux/environments/<environment>',
  },
  fluxEnvironments: { at: 'flux/environments' },
  fluxKustomizations: { at: 'flux/kustomizations/<cluster>', holds: ['*.yaml'], part: 'clusters/<cluster>' },
  fluxBuilds: { at: 'flux/builds/<cluster>' },
  fluxClusters: { at: 'flux/clusters' },
  flux: { at: 'flux' },
  bases: { at: 'bases' },
  overlays: { at: 'overlays' },
  dashboards: { at: 'dashboards' },
  runbooks: { at: 'docs/runbooks' },
} as const satisfies Readonly<Record<string, Row>>;

const PLACEHOLDER = /<(\w+)>/g;
/** Plain text and names in turn. */
const partsOf = oncePerArgument((text: string) => text.split(PLACEHOLDER));

export type PlaceKind = keyof typeof PLACES;

type NamesIn<Text extends string> = Text extends `${string}<${infer Name}>${infer Rest}` ? Name | NamesIn<Rest> : never;

/** What a place is of: of a component, of a component in an environment … */
type NamesOf<Kind extends PlaceKind> = NamesIn<(typeof PLACES)[Kind]['at']>;

/** The path of a place, relative to the folder of the fleet. */
export function pathOf<Kind extends PlaceKind>(
  kind: Kind,
  ...[names]: [NamesOf<Kind>] extends [never] ? [] : [Readonly<Record<NamesOf<Kind>, string>>]
): string {
  return fill(PLACES[kind].at, names ?? {});
}

/** A path of the fleet as engines and browsers know it: relative to the root of the Git repository that the fleet is a folder of. */
export function inGit({ path: folder }: Pick<Repository, 'path'>, path: string): string {
  return posix.join(folder, path);
}

/** The other way: relative to the folder of the fleet, so that it begins with `..` when it is outside of that. */
export function inFleet({ path: folder }: Pick<Repository, 'path'>, path: string): string {
  return posix.relative(folder, path);
}

/** What lies at a path. */
export interface Place {
  readonly kind: PlaceKind;
  readonly names: Readonly<Partial<Record<NamesOf<PlaceKind>, string>>>;
  /** The way from the place to the path; empty for the place itself. */
  readonly rest: string;
}

/** The place of a path that is relative to the folder of the fleet; undefined where the program has none. Every step asks it of the same paths. */
export const placeOf = oncePerArgument((path: string): Place | undefined => {
  for (const { kind, names, pattern } of PATTERNS.get(topOf(path)) ?? []) {
    const match = pattern.exec(path);
    if (match !== null) {
      const found: Record<string, string> = {};
      for (const [index, name] of names.entries()) found[name] = match[index + 1] ?? '';
      return { kind, names: found, rest: match[names.length + 1] ?? '' };
    }
  }
  return undefined;
});

/**
 * The part of the manifest that lists a file of ours; undefined where generate writes none. Everything of one cluster is in one part,
 * wherever it lies, and everything else is split by component, so that branches that add clusters or change other components merge
 * without a conflict.
 */
export function partOf(path: string): string | undefined {
  const place = placeOf(path);
  if (place === undefined || HOLDS.get(place.kind)?.test(place.rest) !== true) return undefined;
  const { part }: Row = PLACES[place.kind];
  return part === undefined ? undefined : fill(part, place.names);
}

/** The folder of the cluster or the environment that a path belongs to, such as `clusters/eu-1`; undefined for what belongs to none. */
export function folderOfNamed(path: string): string | undefined {
  const place = placeOf(path);
  if (place === undefined) return undefined;
  const { cluster, environment } = place.names;
  const name = cluster === undefined ? '<environment>' : '<cluster>';
  const parts = PLACES[place.kind].at.split('/');
  if ((cluster ?? environment) === undefined || !parts.includes(name)) return undefined;
  return fill(parts.slice(0, parts.indexOf(name) + 1).join('/'), place.names);
}

/** The first part of a path: a folder or file of the repository's own. */
export function topOf(path: string): string {
  const end = path.indexOf('/');
  return end < 0 ? path : path.slice(0, end);
}

/** The engine whose folder holds a path. */
export function engineOf(path: string): Engine | undefined {
  return ENGINES.find((engine) => topOf(path) === pathOf(engine));
}

/** Folders whose builds are, or are part of, what engines apply. */
export const GENERATED_INTO = (['argocd', 'bases', 'clusters', 'dashboards', 'flux', 'overlays'] as const).map((kind) =>
  pathOf(kind),
);

/** Whether a path is in one of those folders, or one of them. */
export function isGeneratedInto(path: string): boolean {
  return GENERATED_INTO.includes(topOf(path));
}

/** Whose layer of a component: what every cluster has, those of an environment, or one cluster. */
export type LayerOf =
  | { readonly layer: 'base' }
  | { readonly layer: 'environment'; readonly environment: string }
  | { readonly layer: 'cluster'; readonly cluster: string };

/** The layers of a cluster, uppermost first. */
export function layersOf(environment: string, cluster: string): readonly LayerOf[] {
  return [{ layer: 'base' }, { layer: 'environment', environment }, { layer: 'cluster', cluster }];
}

export function layerFolder(of: LayerOf, component: string): string {
  switch (of.layer) {
    case 'base':
      return pathOf('base', { component });
    case 'environment':
      return pathOf('environment', { environment: of.environment, component });
    case 'cluster':
      return pathOf('cluster', { cluster: of.cluster, component });
  }
}

/** Beside a layer's folder: the layer with the user's patches on it. */
export function patchedFolder(folder: string): string {
  return `${folder}-patched`;
}

/** In a layer's folder: its Helm values, as Flux hands them on. */
export function valuesFolder(folder: string): string {
  return `${folder}/values`;
}

/** The Helm values themselves. */
export function valuesFile(folder: string): string {
  return `${valuesFolder(folder)}/values.yaml`;
}

/** Whether a path is that of a layer's Helm values. */
export function isValuesFile(path: string): boolean {
  const { kind, rest } = placeOf(path) ?? {};
  return (kind === 'base' || kind === 'environment' || kind === 'cluster') && rest === valuesFile('').slice(1);
}

function fill(text: string, names: Readonly<Record<string, string>>): string {
  return partsOf(text)
    .map((part, index) => (index % 2 === 0 ? part : (names[part] ?? '')))
    .join('');
}

const NAME = '[A-Za-z0-9][A-Za-z0-9_.-]*';
/** Without a dot: beside the folders of components lie files. */
const COMPONENT = '[A-Za-z0-9][A-Za-z0-9_-]*';

export const PLACE_KINDS = Object.keys(PLACES).filter((kind): kind is PlaceKind => Object.hasOwn(PLACES, kind));

interface Pattern {
  readonly kind: PlaceKind;
  /** What the groups of the pattern are called; the one after them is the rest. */
  readonly names: readonly string[];
  readonly pattern: RegExp;
}

/** By the first part of a path: a large fleet has many paths. */
const PATTERNS: ReadonlyMap<string, readonly Pattern[]> = new Map(
  PLACE_KINDS.map((kind) => topOf(PLACES[kind].at)).map((top) => [
    top,
    PLACE_KINDS.filter((kind) => topOf(PLACES[kind].at) === top).map(patternOf),
  ]),
);

function patternOf(kind: PlaceKind): Pattern {
  const { at } = PLACES[kind];
  const below = /\.[a-z]+$/.test(at) ? '' : '(?:/(.+))?';
  const names = [...at.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  const itself = escaped(at).replaceAll(
    PLACEHOLDER,
    (_, name: string) => `(${name === 'component' ? COMPONENT : NAME})`,
  );
  return { kind, names, pattern: new RegExp(`^${itself}${below}$`) };
}

const HOLDS: ReadonlyMap<PlaceKind, RegExp> = new Map(
  PLACE_KINDS.flatMap((kind) => {
    const { holds = [] }: Row = PLACES[kind];
    if (holds.length === 0) return [];
    return [[kind, new RegExp(`^(?:${holds.map((held) => escaped(held).replaceAll('*', NAME)).join('|')})$`)]] as const;
  }),
);

function escaped(text: string): string {
  return text.replaceAll('.', '\\.');
}
