/** The fields of a level that are about the whole cluster, laid over those of the level above. */
import { isObject, type Json } from '../../data/json.ts';
import type { CommonMetadata } from '../../kubernetes/common-metadata.ts';
import type { Placement } from '../../kubernetes/placement.ts';
import { DEFAULT_CLUSTER_DNS, DEFAULT_KUBERNETES_API, type Level } from '../model.ts';
import { LEVEL_FIELDS, type LevelField } from '../schema/level-fields.ts';
import type { FleetInput } from '../schema/schema.ts';

export type LevelFields = Pick<Level, LevelField | 'taken'>;

/** What is so where no level says anything. */
const INITIAL: LevelFields = {
  kubernetesApi: DEFAULT_KUBERNETES_API,
  clusterDns: DEFAULT_CLUSTER_DNS,
  hostPolicies: undefined,
  storageClass: undefined,
  registry: {},
  placement: {},
  commonMetadata: { labels: {}, annotations: {} },
  trust: undefined,
  proxy: {},
};

type Said = Pick<FleetInput['spec'], LevelField>;

/** Of the fleet. */
export function fieldsOfFleet(said: Said): LevelFields {
  return laidOver(INITIAL, said);
}

/** Of a level below. `written` is the map that holds the fields in its file, with the nulls that take away what is said above. */
export function fieldsBelow(above: LevelFields, said: Said, written: Json | undefined): LevelFields {
  const own = isObject(written) ? only(written) : {};
  const taken = LEVEL_FIELDS.filter((field) => above.taken?.includes(field) || takesAway(own[field]));
  const fields = laidOver(remaining(above, own, INITIAL), said);
  return taken.length === 0 ? fields : { ...fields, taken };
}

function only(written: { readonly [field: string]: Json }): { readonly [field: string]: Json } {
  return Object.fromEntries(
    LEVEL_FIELDS.flatMap((field) => (field in written ? [[field, written[field] ?? null]] : [])),
  );
}

function takesAway(written: Json | undefined): boolean {
  return written === null || (isObject(written) && Object.values(written).some(takesAway));
}

/** The same object if nothing is taken away, so that later steps can skip their work. */
function remaining<T extends object>(above: T, written: { readonly [field: string]: Json }, initial: object): T {
  const changed = Object.entries(written).flatMap(([key, said]): readonly (readonly [string, unknown])[] => {
    const [before, first]: readonly unknown[] = [Reflect.get(above, key), Reflect.get(initial, key)];
    if (said === null) return [[key, first]];
    if (!isObject(said) || !isMap(before)) return [];
    const after = remaining(before, said, isMap(first) ? first : {});
    return after === before ? [] : [[key, after]];
  });
  if (changed.length === 0) return above;
  const all = { ...above, ...Object.fromEntries(changed) };
  return Object.fromEntries(Object.entries(all).filter(([key, value]) => value !== undefined || key in initial)) as T;
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function laidOver(above: LevelFields, said: Said): LevelFields {
  return {
    kubernetesApi: laidUpon(above.kubernetesApi, said.kubernetesApi),
    clusterDns: laidUpon(above.clusterDns, said.clusterDns),
    hostPolicies: said.hostPolicies ?? above.hostPolicies,
    storageClass: said.storageClass ?? above.storageClass,
    registry: laidUpon(above.registry, said.registry),
    placement: placedOver(above.placement, said.placement),
    commonMetadata: addedTo(above.commonMetadata, said.commonMetadata),
    trust: said.trust ?? above.trust,
    proxy: laidUpon(above.proxy, said.proxy),
  };
}

/** The same object if nothing is set, so that later steps can skip their work. */
function laidUpon<T extends object>(
  above: T,
  said: { readonly [Field in keyof T]?: T[Field] | undefined } | undefined,
): T {
  if (said === undefined) return above;
  return { ...above, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) };
}

/** Each topology of `spread` may be said at another level. */
function placedOver(above: Placement, said: Placement | undefined): Placement {
  const spread = said?.spread && laidUpon(above.spread ?? {}, said.spread);
  return laidUpon(laidUpon(above, said), { spread });
}

function addedTo(above: CommonMetadata, said: Said['commonMetadata']): CommonMetadata {
  if (said === undefined) return above;
  return { labels: { ...above.labels, ...said.labels }, annotations: { ...above.annotations, ...said.annotations } };
}
