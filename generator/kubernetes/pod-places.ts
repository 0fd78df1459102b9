/** Where placement is said in Helm values and in manifests: the maps that have each field of a pod's scheduling. */
import { isList, isObject, type Json, type JsonObject } from '../data/json.ts';
import type { Manifest } from './manifest.ts';
import type { Placement } from './placement.ts';
import { groupKindOf } from './scope.ts';

type Field = 'nodeSelector' | 'affinity' | 'tolerations' | 'priorityClassName';

/** For each field the maps that have it, as paths with dots: '' is the outermost map, `*` all items of a list or all fields of a map. */
type PodPlaces = Readonly<Record<Field, readonly string[]>>;

export interface ChartPods extends PodPlaces {
  /** Whether the chart takes the fields as text, which it reads as YAML. */
  readonly areTexts?: boolean;
}

/**
 * Of a chart that has every field at the same places, but for those that are said. Nodes are selected by affinity, which is a list: Helm
 * would merge the labels of one layer with those above it.
 */
export function podsAt(maps: readonly string[], others: Partial<ChartPods> = {}): ChartPods {
  return { nodeSelector: [], affinity: maps, tolerations: maps, priorityClassName: maps, ...others };
}

function podSpecAt(path: string): PodPlaces {
  return { nodeSelector: [path], affinity: [], tolerations: [path], priorityClassName: [path] };
}

/** By `group/Kind`: every kind of object with pods that we write ourselves. */
const KINDS: ReadonlyMap<string, PodPlaces> = new Map<string, PodPlaces>([
  ['apps/Deployment', podSpecAt('spec.template.spec')],
  ['batch/Job', podSpecAt('spec.template.spec')],
  ['batch/CronJob', podSpecAt('spec.jobTemplate.spec.template.spec')],
  ['postgresql.cnpg.io/Cluster', { ...podSpecAt('spec.affinity'), priorityClassName: ['spec'] }],
  ['postgresql.cnpg.io/Pooler', podSpecAt('spec.template.spec')],
  // The operator's pods have no priority class.
  ['clickhouse.com/ClickHouseCluster', { ...podSpecAt('spec.podTemplate'), priorityClassName: [] }],
  ['clickhouse.com/KeeperCluster', { ...podSpecAt('spec.podTemplate'), priorityClassName: [] }],
  // Pods that answer the challenges of an ACME server.
  ['cert-manager.io/ClusterIssuer', podSpecAt('spec.acme.solvers.*.http01.*.podTemplate.spec')],
]);

/** The values with what is said of the placement of pods. */
export function placedValues(
  values: JsonObject,
  { areTexts = false, ...places }: ChartPods,
  said: Placement,
): JsonObject {
  return placedIn(values, places, said, areTexts);
}

/** The object with what is said of the placement of its pods; the same object where it has none. Doing it twice changes nothing. */
export function placedManifest(manifest: Manifest, said: Placement): Manifest {
  const places = KINDS.get(groupKindOf(manifest));
  if (places === undefined) return manifest;
  const { spec } = placedIn({ spec: manifest.spec ?? {} }, places, said, false);
  return spec === manifest.spec ? manifest : { ...manifest, spec: spec ?? {} };
}

function placedIn(map: JsonObject, places: PodPlaces, said: Placement, asText: boolean): JsonObject {
  const put = (around: JsonObject, field: Field, value: (before: Json | undefined) => Json | undefined) =>
    places[field].reduce((whole, path) => edited(whole, stepsTo(path, field), value), around);
  const written = (before: Json | undefined, value: Json | undefined) =>
    asText && value !== before ? JSON.stringify(value) : value;
  const selected = put(map, 'nodeSelector', (before) => written(before, labelsWith(before, said.nodeSelector)));
  const near = put(selected, 'affinity', (before) => written(before, affinityWith(before, said.nodeSelector)));
  const tolerant = put(near, 'tolerations', (before) => written(before, listWith(before, said.tolerations)));
  return put(tolerant, 'priorityClassName', (before) => said.priorityClassName ?? before);
}

/** No labels select every node, as no selector does, which Kustomize makes of them where a layer takes the last one away. */
function labelsWith(before: Json | undefined, said: Placement['nodeSelector']): Json | undefined {
  return said === undefined || Object.keys(said).length === 0
    ? before
    : { ...(isObject(before) ? before : {}), ...said };
}

const OS = { 'kubernetes.io/os': 'linux' };

/** With the operating system, so that there is a rule also for no labels: that of a layer above cannot be taken away. */
function affinityWith(before: Json | undefined, said: Placement['nodeSelector']): Json | undefined {
  if (said === undefined) return before;
  const matchExpressions = Object.entries({ ...OS, ...said }).map(([key, value]) => ({
    key,
    operator: 'In',
    values: [value],
  }));
  const required = { nodeSelectorTerms: [{ matchExpressions }] };
  return {
    ...(isObject(before) ? before : {}),
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required },
  };
}

function listWith(before: Json | undefined, said: Placement['tolerations']): Json | undefined {
  if (said === undefined) return before;
  const own = isList(before) ? before : [];
  const known = new Set(own.map((one) => JSON.stringify(one)));
  return [...own, ...said.map(withoutAbsent).filter((one) => !known.has(JSON.stringify(one)))];
}

function withoutAbsent(fields: Readonly<Record<string, string | number | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
}

function stepsTo(path: string, field: Field): readonly string[] {
  return path === '' ? [field] : [...path.split('.'), field];
}

/** With another value at the end of a path; the same map if that is undefined, or where the path leads through something absent. */
function edited(map: JsonObject, steps: readonly string[], value: (before: Json | undefined) => Json | undefined) {
  const after = editedAt(map, steps, value);
  return isObject(after) ? after : map;
}

function editedAt(
  before: Json | undefined,
  [step, ...rest]: readonly string[],
  value: (before: Json | undefined) => Json | undefined,
): Json | undefined {
  if (step === undefined) return value(before);
  const inside = (inner: Json): Json => editedAt(inner, rest, value) ?? inner;
  if (step === '*' && isList(before)) return before.map(inside);
  if (step === '*')
    return isObject(before)
      ? Object.fromEntries(Object.entries(before).map(([key, inner]) => [key, inside(inner)]))
      : before;
  const map = isObject(before) ? before : {};
  const after = editedAt(map[step], rest, value);
  return after === undefined || after === map[step] ? before : { ...map, [step]: after };
}
