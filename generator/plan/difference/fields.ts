/** The difference of two pieces of plain data, field by field. Items of lists are matched by their keys, as far as they have some. */
import { isEqual, isList, isObject, type Json, type JsonList, type JsonObject } from '../../data/json.ts';
import { keyOfList } from '../../layers/list-keys.ts';
import { ownItems } from './common-items.ts';
import { type ItemsByKey, itemsByKey } from './item-keys.ts';

/** One field: absent before when it is new, and after when it is gone. */
export interface FieldChange {
  /** Keys of maps; keys of items, or their index where they have none. */
  readonly path: readonly string[];
  readonly before?: Json;
  readonly after?: Json;
}

/** How lists are compared: by their items, or each as one field. */
type ListChanges = (before: JsonList, after: JsonList, path: readonly string[]) => readonly FieldChange[];

/** None exactly if both are the same data. */
export function fieldChanges(
  before: Json,
  after: Json,
  path: readonly string[] = [],
  lists: ListChanges = itemChanges,
): readonly FieldChange[] {
  if (isEqual(before, after)) return [];
  if (isObject(before) && isObject(after)) return mapChanges(before, after, path, lists);
  if (isList(before) && isList(after)) return lists(before, after, path);
  return [{ path, before, after }];
}

/** For lists of which somebody writes all or nothing. */
export const wholeLists: ListChanges = (before, after, path) => [{ path, before, after }];

function mapChanges(
  before: JsonObject,
  after: JsonObject,
  path: readonly string[],
  lists: ListChanges,
): readonly FieldChange[] {
  // Sorted: where a key stands in a map means nothing.
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].sort().flatMap((key) => entryChanges(own(before, key), own(after, key), [...path, key], lists));
}

function own(map: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function entryChanges(
  before: Json | undefined,
  after: Json | undefined,
  path: readonly string[],
  lists: ListChanges,
): readonly FieldChange[] {
  if (before === undefined) return after === undefined ? [] : [{ path, after }];
  return after === undefined ? [{ path, before }] : fieldChanges(before, after, path, lists);
}

function itemChanges(before: JsonList, after: JsonList, path: readonly string[]): readonly FieldChange[] {
  const field = path.at(-1) ?? '';
  const items = itemsByName(field, before, after) ?? itemsByKey(field, before, after);
  if (items === undefined) return plainListChanges(before, after, path);
  const names = [...new Set([...items.before.keys(), ...items.after.keys()])];
  const changes = names.flatMap((name) =>
    entryChanges(items.before.get(name), items.after.get(name), [...path, name], itemChanges),
  );
  // Nothing but their order: a later variable may refer to an earlier one.
  return changes.length > 0 ? changes : [{ path, before, after }];
}

/** By the keys by which lists of values are merged too. */
function itemsByName(field: string, before: JsonList, after: JsonList): ItemsByKey | undefined {
  const [key, same] = [keyOfList(field, before), keyOfList(field, after)];
  if (key === undefined || key.name !== same?.name) return undefined;
  const items = (list: JsonList): ReadonlyMap<string, Json> => new Map(list.map((item) => [key.of(item) ?? '', item]));
  return { before: items(before), after: items(after) };
}

/** Items that only one of the lists has; as many on both sides stand for each other. */
function plainListChanges(before: JsonList, after: JsonList, path: readonly string[]): readonly FieldChange[] {
  const own = ownItems(before, after);
  const at = (index: number): readonly string[] => [...path, String(index)];
  if (own.before.length === own.after.length)
    return own.before.flatMap((index, pair) => {
      const other = own.after[pair] ?? index;
      return fieldChanges(before[index] ?? null, after[other] ?? null, at(other));
    });
  return [
    ...own.before.map((index): FieldChange => ({ path: at(index), before: before[index] ?? null })),
    ...own.after.map((index): FieldChange => ({ path: at(index), after: after[index] ?? null })),
  ];
}

/** Whether one path leads to the other, or both to the same. */
export function isSameWay(one: readonly string[], other: readonly string[]): boolean {
  return one.slice(0, other.length).every((step, index) => step === other[index]);
}
