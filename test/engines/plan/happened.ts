/** What engines did between two observations. */
import { isList, isObject, type Json, type JsonObject } from '../../../generator/data/json.ts';
import { fieldChanges } from '../../../generator/plan/difference/fields.ts';
import { at, type LiveObject } from '../live-object.ts';
import { isRelease, normalise, OF_RELEASES, readRelease } from '../snapshot.ts';
import type { Objects, Observation } from './foresight.ts';
import { isKustomization, kustomizationOf } from './kustomizations.ts';
import { fateLine, fieldLines, releaseLines, replacedLine, syncLine } from './lines.ts';
import { HUB } from './observe.ts';

/** Lines of `lines.ts`. */
export function happenedLines(before: Observation, after: Observation): ReadonlySet<string> {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return new Set(
    names.flatMap((name) => {
      const [old, now] = [before.get(name) ?? NONE, after.get(name) ?? NONE];
      const managed = { before: managedIn(before, name), after: managedIn(after, name) };
      return [...changes(name, old, now, managed), ...releases(name, old, now), ...syncs(name, old, now)];
    }),
  );
}

const NONE: Objects = new Map();

/** Keys of what an engine takes for its own. */
interface Managed {
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

function changes(where: string, before: Objects, after: Objects, managed: Managed): readonly string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    if (isOfEngine(old ?? now, key)) return [];
    if (old === undefined) return [fateLine(where, 'created', key)];
    if (now === undefined) return [fateLine(where, 'removed', key)];
    const isKept = managed.before.has(key) && !managed.after.has(key);
    return [
      ...(old.metadata.uid === now.metadata.uid ? [] : [replacedLine(where, key)]),
      ...(isKept ? [fateLine(where, 'kept', key)] : []),
      ...fieldLines(where, key, fieldChanges(written(old), written(now))),
    ];
  });
}

/** The releases that charts made, by what their stand-ins were given. */
function releases(where: string, before: Objects, after: Objects): readonly string[] {
  const [old, now] = [before, after].map(
    (objects) =>
      new Map(
        [...objects].filter(([, object]) => isRelease(object)).map(([key, object]) => [key, readRelease(object)]),
      ),
  );
  return [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].flatMap((key) => {
    const [one, other] = [old?.get(key), now?.get(key)];
    return [
      ...releaseLines(where, one, other),
      ...(one === undefined || other === undefined
        ? []
        : fieldLines(where, `values of ${one.name}`, fieldChanges(one.values, other.values))),
    ];
  });
}

function syncs(where: string, before: Objects, after: Objects): readonly string[] {
  const acted = actedIn(before, after);
  return [...after]
    .filter(([key, object]) => SYNCED.has(object.kind) && !isOfEngine(object, key))
    .flatMap(([key, object]) => {
      const old = before.get(key);
      const isSame = old !== undefined && fieldChanges(written(old), written(object)).length === 0;
      return isSame && work(old) === work(object) && !acted.has(key) ? [] : [syncLine(where, key)];
    });
}

const SYNCED: ReadonlySet<string> = new Set(['Application', 'Kustomization', 'HelmRelease']);

/** What is another after an engine has worked for the object: the last sync of an Application, the last upgrade of a HelmRelease. */
function work({ kind, status }: LiveObject): string {
  const history = at(status, 'history');
  const entries = isList(history) ? history : [];
  const last = kind === 'Application' ? at(entries.at(-1), 'id') : at(entries[0], 'version');
  return kind === 'Kustomization' ? '' : String(last);
}

/** Keys of the Kustomizations that applied something which differs, by the marks on it. */
function actedIn(before: Objects, after: Objects): ReadonlySet<string> {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return new Set(
    keys.flatMap((key) => {
      const [old, now] = [before.get(key), after.get(key)];
      const one = now ?? old;
      if (one === undefined) return [];
      const isSame = old !== undefined && now !== undefined && fieldChanges(written(old), written(now)).length === 0;
      return isSame ? [] : (kustomizationOf(one)?.key ?? []);
    }),
  );
}

/** Keys of everything on a cluster that an Application or a Kustomization holds, and does not hold for something to be removed. */
function managedIn(observation: Observation, where: string): ReadonlySet<string> {
  const own = [...(observation.get(where)?.values() ?? [])].filter(isKustomization);
  const applications = [...(observation.get(HUB)?.values() ?? [])].filter(
    ({ kind, spec }) => kind === 'Application' && (at(spec, 'destination', 'name') ?? HUB) === where,
  );
  return new Set([
    ...own.flatMap(({ status }) => listOf(at(status, 'inventory', 'entries')).map(inventoryKey)),
    ...applications.flatMap(({ status }) =>
      listOf(at(status, 'resources'))
        .filter((resource) => at(resource, 'requiresPruning') !== true)
        .map((resource) => resourceKey(resource)),
    ),
  ]);
}

function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

/** `namespace_name_group_kind`, as Flux writes it (fluxcd/cli-utils: pkg/object/objmetadata.go). */
function inventoryKey(entry: Json): string {
  const parts = String(at(entry, 'id')).split('_');
  const [kind = '', group = ''] = [parts.at(-1), parts.at(-2)];
  const name = parts.slice(1, -2).join('_').replaceAll('__', ':');
  return `${group}/${kind}/${parts[0]}/${name}`;
}

function resourceKey(resource: Json): string {
  const text = (field: string): string => String(at(resource, field) ?? '');
  return `${text('group')}/${text('kind')}/${text('namespace')}/${text('name')}`;
}

/** Whether it is told otherwise, or is nothing that a plan could know of. */
function isOfEngine(object: LiveObject | undefined, key: string): boolean {
  return OWN.some(({ has }) => has(key)) || (object !== undefined && isRelease(object));
}

interface Own {
  readonly why: string;
  readonly has: (key: string) => boolean;
}

const OWN: readonly Own[] = [
  {
    why: 'Flux gives a release its values by them, and Helm remembers it by them: they are told as the values and the release.',
    has: (key) => OF_RELEASES.test(key),
  },
  {
    why: 'What `flux bootstrap` makes of its own folder.',
    has: (key) => /^(source|kustomize)\.toolkit\.fluxcd\.io\/\w+\/flux-system\/flux-system$/.test(key),
  },
];

/** Marks by which the tests and the controllers say that something is to be looked at. */
const REQUESTS = /^(argocd\.argoproj\.io\/(refresh|application-set-refresh)|reconcile\.fluxcd\.io\/requestedAt)$/;

/**
 * An object without what controllers say of it and what the API server adds. Argo CD keeps a sync in `operation` while it runs, and the
 * controller of ApplicationSets notes the owner of each Application.
 */
function written(object: LiveObject): JsonObject {
  const { metadata, operation: _operation, ...rest } = normalise(object);
  const content = AS_WRITTEN[object.kind]?.(rest) ?? rest;
  if (!isObject(metadata)) return content;
  const { annotations, ownerReferences: _owners, ...marks } = metadata;
  const own = Object.entries(isObject(annotations) ? annotations : {}).filter(([name]) => !REQUESTS.test(name));
  return { ...content, metadata: { ...marks, ...(own.length === 0 ? {} : { annotations: Object.fromEntries(own) }) } };
}

/** Objects as somebody wrote them, where the API server or a definition adds or leaves out more than names, by kind. */
const AS_WRITTEN: Readonly<Record<string, (content: JsonObject) => JsonObject>> = {
  ApplicationSet: withoutTemplates,
  NetworkPolicy: withEmptyRules,
};

/** An empty list of rules lets nobody in or out, and the API server leaves it out. */
function withEmptyRules({ spec, ...rest }: JsonObject): JsonObject {
  const types = listOf(at(isObject(spec) ? spec : undefined, 'policyTypes'));
  const empty = types.map((type): [string, Json] => [String(type).toLowerCase(), []]);
  return { ...rest, spec: { ...Object.fromEntries(empty), ...(isObject(spec) ? spec : {}) } };
}

/** The definition of ApplicationSets gives each generator a template, which is empty: nobody has written it. */
function withoutTemplates({ spec, ...rest }: JsonObject): JsonObject {
  const without = (generators: Json | undefined): readonly Json[] => listOf(generators).map(withoutTemplate);
  const withoutTemplate = (generator: Json): Json => {
    if (!isObject(generator)) return generator;
    return Object.fromEntries(
      Object.entries(generator).map(([kind, settings]): [string, Json] => {
        if (kind === 'selector' || !isObject(settings)) return [kind, settings];
        const { template: _template, generators, ...own } = settings;
        return [kind, { ...own, ...(generators === undefined ? {} : { generators: without(generators) }) }];
      }),
    );
  };
  return isObject(spec)
    ? { ...rest, spec: { ...spec, generators: without(spec.generators) } }
    : { ...rest, spec: spec ?? null };
}
