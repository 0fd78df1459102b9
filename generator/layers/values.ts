/**
 * Splitting Helm values: the difference between two levels, such that Helm's own merge of `-f upper -f difference` gives the lower level.
 * Helm cannot un-set: a key of the upper level must be in the lower one, and a map cannot become an empty map.
 * A component that breaks this is a fault of the program, found by the property tests of every component.
 */
import { isEqual, isObject, type Json, type JsonObject } from '../json.ts';

/** What a values file must say below `upper` to arrive at `target`; undefined when there is nothing to say. */
export function valuesDifference(upper: JsonObject, target: JsonObject, path = ''): JsonObject | undefined {
  if (upper === target) return undefined;
  for (const key of Object.keys(upper))
    if (!Object.hasOwn(target, key)) throw new Error(`values are not total: ${path}${key} is set above and not below`);
  const difference: Record<string, Json> = {};
  for (const [key, value] of Object.entries(target)) {
    const before = upper[key];
    if (before !== undefined && isEqual(before, value)) continue;
    if (!isObject(before) || !isObject(value)) difference[key] = value;
    else {
      const inner = valuesDifference(before, value, `${path}${key}.`);
      if (inner !== undefined) difference[key] = inner;
    }
  }
  return Object.keys(difference).length > 0 ? difference : undefined;
}
