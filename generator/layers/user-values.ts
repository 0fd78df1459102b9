/**
 * The raw values of the user, merged over the generated values. Maps are merged as in Helm. Helm replaces lists; here a list is
 * merged by the keys of its items, so that adding an item removes no other. The generated files have the complete list.
 */

import { asText, isEqual, isList, isObject, type Json, type JsonList, type JsonObject } from '../data/json.ts';
import type { Path } from '../fleet/parse/path.ts';
import { directiveOf, replacesList, withoutDirective } from '../fleet/schema/patch-directive.ts';
import { withoutAlternatives } from './either-or.ts';
import { indexOfDouble, keyOfList, LEADERS, type ListKey } from './list-keys.ts';
import { mergedLists } from './merged-lists.ts';

/** Effects of a user's list that need a finding. */
export type ListFinding =
  /** Generated items would be removed without an explicit request. */
  | { readonly kind: 'loss'; readonly path: Path; readonly lost: readonly string[]; readonly because: LossReason }
  /** An item to remove is not in the list, which has these keys. */
  | {
      readonly kind: 'removal';
      readonly path: Path;
      readonly item: string;
      readonly isThere: boolean;
      readonly among: readonly string[];
    };

export type LossReason =
  | { readonly what: 'not-a-list' | 'empty' | 'no-key' }
  /** `item` is its index. */
  | { readonly what: 'item-without-key' | 'double-key'; readonly key: string; readonly item: Path };

export interface LaidValues {
  readonly values: JsonObject;
  readonly findings: readonly ListFinding[];
}

/** The values of a component: the generated ones, and over them the raw values of each level, the uppermost first. */
export function withUserValues(generated: JsonObject, raws: readonly JsonObject[]): JsonObject {
  return raws.reduce((above, raw) => laidUpon(above, raw, generated).values, generated);
}

/** One level's raw values merged over the values above. `generated` are the values of the program: the loss of others is not a finding. */
export function laidUpon(above: JsonObject, raw: JsonObject, generated: JsonObject): LaidValues {
  const findings: ListFinding[] = [];
  return { values: mergeMaps(above, raw, { path: [], generated, isInList: false, findings }), findings };
}

/** Where the merge is. */
interface Spot {
  readonly path: Path;
  /** What is generated here. */
  readonly generated: Json | undefined;
  /** Whether it is inside a list, so that it is part of an object and not a value of the chart. */
  readonly isInList: boolean;
  readonly findings: ListFinding[];
}

function merge(above: Json | undefined, below: Json, spot: Spot): Json {
  if (isList(below)) return mergeLists(isList(above) ? above : [], below, spot);
  if (isList(above)) {
    const lost = lostItems(above, [], spot);
    const because: LossReason = { what: below === null ? 'empty' : 'not-a-list' };
    if (lost.length > 0) spot.findings.push({ kind: 'loss', path: spot.path, lost, because });
  }
  return isObject(below) ? mergeMaps(isObject(above) ? above : {}, below, spot) : below;
}

function mergeMaps(above: JsonObject, below: JsonObject, spot: Spot): JsonObject {
  const merged: Record<string, Json> = { ...(spot.isInList ? withoutAlternatives(above, below) : above) };
  for (const [key, value] of Object.entries(below)) {
    const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
    const generated = isObject(spot.generated) && Object.hasOwn(spot.generated, key) ? spot.generated[key] : undefined;
    merged[key] = merge(before, value, { ...spot, path: [...spot.path, key], generated });
  }
  return merged;
}

function mergeLists(above: JsonList, below: JsonList, spot: Spot): JsonList {
  const isExplicit = below.some(replacesList);
  if (isExplicit || above.length === 0) return replacement(below, spot);
  const field = fieldOf(spot);
  const key = keyOfList(field, above);
  const because = obstacle(key, below, spot);
  if (key === undefined || because !== undefined) {
    const lost = lostItems(above, below, spot);
    if (lost.length === 0) return replacement(below, spot);
    spot.findings.push({ kind: 'loss', path: spot.path, lost, because: because ?? { what: 'no-key' } });
    return replacement(below, { ...spot, findings: [] });
  }
  const ours = new Map(isList(spot.generated) ? spot.generated.map((item) => [key.of(item), item]) : []);
  const index = new Map(below.map((item, at) => [item, at]));
  const leader = LEADERS.get(field);
  tellRemovals(above, below, key, spot);
  return mergedLists(above, below, {
    key,
    merge: (item, before) =>
      mergeItem(before, item, {
        ...spot,
        path: [...spot.path, index.get(item) ?? 0],
        generated: ours.get(key.of(item)),
      }),
    isBehindNew: (item) => leader !== undefined && ours.has(key.of(item)) && key.of(item) !== leader,
  });
}

function mergeItem(above: Json | undefined, item: Json, spot: Spot): Json {
  const inner = { ...spot, isInList: true };
  if (!isObject(item) || directiveOf(item) === undefined) return merge(above, item, inner);
  return merge(undefined, withoutDirective(item), inner);
}

/** A list that replaces the value above it. */
function replacement(below: JsonList, spot: Spot): JsonList {
  return below.flatMap((item, index) => {
    if (replacesList(item)) return [];
    const path = [...spot.path, index];
    if (directiveOf(item) !== 'delete') return [mergeItem(undefined, item, { ...spot, path, generated: undefined })];
    spot.findings.push({ kind: 'removal', path, item: nameIn(fieldOf(spot), item), isThere: false, among: [] });
    return [];
  });
}

/** Why a list cannot be merged with one whose items have a key. */
function obstacle(key: ListKey | undefined, below: JsonList, { path }: Spot): LossReason | undefined {
  if (below.length === 0) return { what: 'empty' };
  if (key === undefined) return { what: 'no-key' };
  const without = below.findIndex((item) => key.of(item) === undefined);
  if (without >= 0) return { what: 'item-without-key', key: key.name, item: [...path, without] };
  const double = indexOfDouble(key, below);
  return double < 0 ? undefined : { what: 'double-key', key: key.name, item: [...path, double] };
}

/** Generated items that are still present and not repeated. */
function lostItems(above: JsonList, below: JsonList, spot: Spot): readonly string[] {
  const ours = isList(spot.generated) ? spot.generated : [];
  const key = keyOfList(fieldOf(spot), ours);
  const name = (item: Json): string => key?.of(item) ?? asText(item);
  const there = new Set(above.map(name));
  return ours.filter((item) => there.has(name(item)) && !below.some((other) => isEqual(other, item))).map(name);
}

function tellRemovals(above: JsonList, below: JsonList, key: ListKey, { path, findings }: Spot): void {
  const keys = new Set(above.map((item) => key.of(item) ?? ''));
  const among = [...keys];
  for (const [index, item] of below.entries()) {
    if (directiveOf(item) !== 'delete') continue;
    const name = key.of(item) ?? '';
    findings.push({ kind: 'removal', path: [...path, index], item: name, isThere: keys.has(name), among });
  }
}

/** The field that holds a list, or a list of it. */
function fieldOf({ path }: Spot): string {
  return String(path.findLast((step) => typeof step === 'string') ?? '');
}

function nameIn(field: string, item: Json): string {
  return keyOfList(field, [item])?.of(item) ?? asText(item);
}
