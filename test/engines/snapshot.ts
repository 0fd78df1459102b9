/** What a cluster holds that an engine put there, without what the engine or the API server adds: the same for both engines. */
import { isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import type { Release } from './expected.ts';
import type { Kind, KubernetesApi } from './kubernetes-api.ts';
import { at, groupOf, keyOf, type LiveObject } from './live-object.ts';
import type { Kubernetes } from './servers/kubernetes.ts';
import { until } from './wait.ts';

export interface LiveRelease extends Release {
  /** The values as the chart saw them, in JSON with sorted keys. */
  readonly bytes: string;
}

export interface Snapshot {
  /** By `namespace/name`: what each stand-in chart was given. */
  readonly releases: ReadonlyMap<string, LiveRelease>;
  /** Everything else, by key. */
  readonly objects: ReadonlyMap<string, JsonObject>;
}

/** Kinds by which an engine or Helm does its work, or that the API server and the controllers make by themselves. */
const MACHINERY = [
  /^(source|kustomize|helm|notification)\.toolkit\.fluxcd\.io\//,
  /^argoproj\.io\//,
  /^\/(Event|Endpoints|Node|ComponentStatus)\//,
  /^(events|coordination|discovery|flowcontrol\.apiserver|apiregistration)\.k8s\.io\//,
  /^networking\.k8s\.io\/(IPAddress|ServiceCIDR)\//,
  /^scheduling\.k8s\.io\/PriorityClass\/\/system-/,
  /^\/ConfigMap\/[^/]*\/kube-root-ca\.crt$/,
];

/** A controller makes one in every namespace. One that a component has for itself bears its labels. */
export const DEFAULT_ACCOUNT = /^\/ServiceAccount\/[^/]*\/default$/;

/** By which Flux gives a release its values, and Helm remembers it: Argo CD has nothing of the kind. */
export const OF_RELEASES =
  /^\/(Secret\/[^/]*\/sh\.helm\.release\.v1\.(?<release>.*)\.v\d+|ConfigMap\/[^/]*\/(?<valued>.*)-values-(base|environment|cluster))$/;

/** The largest of all objects, and most of them were there before. */
const DEFINITION = 'CustomResourceDefinition';

/** Which stand-in chart rendered it (`stand-ins/release.yaml`). */
const STAND_IN = 'lang-observatory.test/stand-in';

/** Reads every object of every kind, without those whose keys are in `before`. */
export async function takeSnapshot(api: KubernetesApi, before: ReadonlySet<string>): Promise<Snapshot> {
  const found = (await readNew(api, before)).filter((object) => !OF_RELEASES.test(keyOf(object)));
  const releases = found.filter(isRelease).map(readRelease);
  const others = found.filter((object) => !isRelease(object));
  return {
    releases: new Map(releases.map((release) => [`${release.namespace}/${release.name}`, release])),
    objects: new Map(others.map((object): [string, JsonObject] => [keyOf(object), normalise(object)]).sort()),
  };
}

/** The keys of everything that a cluster holds. */
export async function keysOf(api: KubernetesApi): Promise<ReadonlySet<string>> {
  return new Set((await listMetadata(api)).map(keyOf));
}

/** The same of a cluster where kinds have just been defined: the server lists them some time after it has taken them. */
export async function keysOnceListed({ api, name }: Kubernetes): Promise<ReadonlySet<string>> {
  let keys: ReadonlySet<string> = new Set();
  await until(`${name}: what was defined can be listed`, async () => {
    keys = await keysOf(api);
    return [];
  });
  return keys;
}

/** The resource version of everything that an engine put there, by key: any write changes it. */
export function versionsOf(api: KubernetesApi, before: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  return metadataOf(api, before, 'resourceVersion');
}

/** The UID of everything that an engine put there, by key: what is deleted and made again has another. */
export function identitiesOf(api: KubernetesApi, before: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  return metadataOf(api, before, 'uid');
}

async function metadataOf(
  api: KubernetesApi,
  before: ReadonlySet<string>,
  field: 'resourceVersion' | 'uid',
): Promise<ReadonlyMap<string, string>> {
  return new Map(
    (await listMetadata(api))
      .filter((object) => !before.has(keyOf(object)))
      .map((object): [string, string] => [keyOf(object), String(object.metadata[field])])
      .sort(),
  );
}

/** The names of the releases that something is left of, by which Flux and Helm know them. */
export async function rememberedReleases(
  api: KubernetesApi,
  before: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const objects = (await Promise.all(['Secret', 'ConfigMap'].map((kind) => api.listMetadata('v1', kind)))).flat();
  const keys = objects.map(keyOf).filter((key) => !before.has(key));
  const found = keys.map((key) => OF_RELEASES.exec(key)?.groups);
  return new Set(found.flatMap((groups) => groups?.release ?? groups?.valued ?? []));
}

/** Every object of every kind, without those whose keys are in `before` and without what an engine does its work by. */
export async function readNew(api: KubernetesApi, before: ReadonlySet<string>): Promise<readonly LiveObject[]> {
  const isNew = (object: LiveObject) => !before.has(keyOf(object)) && !isMachine(object);
  const lists = (await kindsOf(api)).map(async ({ apiVersion, kind }) => {
    if (kind !== DEFINITION) return (await api.list(apiVersion, kind)).filter(isNew);
    const found = (await api.listMetadata(apiVersion, kind)).filter(isNew);
    return Promise.all(found.map((object) => api.read(object)));
  });
  return (await Promise.all(lists)).flat();
}

async function listMetadata(api: KubernetesApi): Promise<readonly LiveObject[]> {
  const lists = (await kindsOf(api)).map(({ apiVersion, kind }) => api.listMetadata(apiVersion, kind));
  return (await Promise.all(lists)).flat().filter((object) => !isMachine(object));
}

async function kindsOf(api: KubernetesApi): Promise<readonly Kind[]> {
  api.forgetKinds();
  return (await api.kinds()).filter(({ apiVersion, kind }) => !isMachinery(`${groupOf(apiVersion)}/${kind}/`));
}

function isMachine(object: LiveObject): boolean {
  const key = keyOf(object);
  return isMachinery(key) || (DEFAULT_ACCOUNT.test(key) && at(object, 'metadata', 'labels') === undefined);
}

function isMachinery(key: string): boolean {
  return MACHINERY.some((pattern) => pattern.test(key));
}

/** Whether a stand-in chart rendered it. */
export function isRelease(object: LiveObject): boolean {
  return at(object, 'metadata', 'labels', STAND_IN) !== undefined;
}

export function readRelease(object: LiveObject): LiveRelease {
  const text = (key: string): string => String(at(object, 'data', key));
  return {
    name: text('name'),
    namespace: text('namespace'),
    chart: text('chart'),
    version: bare(text('version')),
    values: JSON.parse(text('values')),
    bytes: text('values'),
  };
}

/**
 * Flux gives a chart from a registry the version `2.0.0+<digest>` and leaves out a leading `v` (helm-controller's chart digest
 * tracking). Build metadata makes no other version: the chart's content is the same.
 */
function bare(version: string): string {
  return version.replace(/^v/, '').replace(/\+.*$/, '');
}

/** The API server's own bookkeeping, and the marks by which an engine knows what it applied. */
const SERVER_METADATA = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields'];
const ENGINE_MARKS =
  /^(kustomize\.toolkit\.fluxcd\.io\/(name|namespace)|argocd\.argoproj\.io\/(tracking-id|installation-id))$/;

/** Fields that the API server picks for each cluster by itself. */
const PICKED: Readonly<Record<string, readonly string[]>> = { Job: ['selector'], Service: ['clusterIP', 'clusterIPs'] };
/** Labels that it gives the pods of a Job, to select them by. */
const OF_JOB = /(^|\/)(controller-uid|job-name)$/;

/** The object as somebody has written it. */
export function normalise({ status: _status, metadata, ...content }: LiveObject): JsonObject {
  const picked = PICKED[content.kind] ?? [];
  const { spec } = content;
  const rest = isObject(spec)
    ? {
        ...content,
        spec: withoutJob(Object.fromEntries(Object.entries(spec).filter(([field]) => !picked.includes(field)))),
      }
    : content;
  const kept = Object.entries(metadata)
    .filter(([key]) => !SERVER_METADATA.includes(key))
    .map(([key, value]): [string, Json] => [key, isObject(value) ? withoutMarks(value) : value])
    .filter(([, value]) => !isObject(value) || Object.keys(value).length > 0);
  return { ...rest, metadata: Object.fromEntries(kept) };
}

function withoutJob(spec: JsonObject): JsonObject {
  const { template } = spec;
  const labels = at(template, 'metadata', 'labels');
  if (!isObject(template) || !isObject(template.metadata) || !isObject(labels)) return spec;
  const own = Object.fromEntries(Object.entries(labels).filter(([name]) => !OF_JOB.test(name)));
  return { ...spec, template: { ...template, metadata: { ...template.metadata, labels: own } } };
}

function withoutMarks(marks: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(marks).filter(([name]) => !ENGINE_MARKS.test(name)));
}
