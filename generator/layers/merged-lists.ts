/** Two lists whose items have keys, merged: all items of both, in the order of the lower list. */

import type { Json, JsonList } from '../data/json.ts';
import { directiveOf } from '../fleet/schema/patch-directive.ts';
import type { ListKey } from './list-keys.ts';

export interface ListMerge {
  readonly key: ListKey;
  /** An item of the lower list, with the one of the same key above it, if there is one. */
  readonly merge: (below: Json, above?: Json) => Json;
  /** The item of the upper list before which new items go, if no neighbour in the lower list determines their place; otherwise they go last. */
  readonly isBehindNew?: (above: Json) => boolean;
}

/**
 * Items of the upper list keep their places and their order, except for items that the lower list has in another order.
 * A new item follows the one before it in the lower list; those that begin that list come before the first that both have.
 */
export function mergedLists(above: JsonList, below: JsonList, { key, merge, isBehindNew }: ListMerge): JsonList {
  const removed = new Set(below.filter((item) => directiveOf(item) === 'delete').map((item) => key.of(item)));
  const kept = above.filter((item) => !removed.has(key.of(item)));
  const upper = new Map(kept.map((item) => [key.of(item), item]));
  const leading: Json[] = [];
  /** From an item that both have up to the next one. */
  const runs: Json[][] = [];
  const named = new Set<string | undefined>();
  for (const item of below) {
    const own = key.of(item);
    if (removed.has(own)) continue;
    const before = upper.get(own);
    if (before === undefined) (runs.at(-1) ?? leading).push(merge(item));
    else {
      runs.push([merge(item, before)]);
      named.add(own);
    }
  }
  if (runs.length === 0) {
    const behind = isBehindNew === undefined ? -1 : kept.findIndex(isBehindNew);
    const place = behind < 0 ? kept.length : behind;
    return [...kept.slice(0, place), ...leading, ...kept.slice(place)];
  }
  const [first, ...others] = runs;
  const inOrder = [[...leading, ...(first ?? [])], ...others].values();
  return kept.flatMap((item) => (named.has(key.of(item)) ? (inOrder.next().value ?? []) : [item]));
}
