/**
 * Splitting Helm values: the difference between two levels, such that Helm's own merge of `-f upper -f difference` gives the lower level.
 * Helm cannot un-set. A key that is gone below becomes `null`, which takes it from the chart's template as well; components are total,
 * so that happens only where a user took a setting away with `null`. The property tests of every component hold them to it.
 */
import { isEqual, isObject, type Json, type JsonObject } from '../data/json.ts';

/** What a values file must say below `upper` to arrive at `target`; undefined when there is nothing to say. */
export function valuesDifference(upper: JsonObject, target: JsonObject): JsonObject | undefined {
  if (upper === target) return undefined;
  const difference: Record<string, Json> = {};
  for (const key of Object.keys(upper)) if (!Object.hasOwn(target, key) && upper[key] !== null) difference[key] = null;
  for (const [key, value] of Object.entries(target)) {
    const changed = changedValue(upper[key], value);
    if (changed !== undefined) difference[key] = changed;
  }
  return Object.keys(difference).length > 0 ? difference : undefined;
}

function changedValue(before: Json | undefined, value: Json): Json | undefined {
  if (before !== undefined && isEqual(before, value)) return undefined;
  return isObject(before) && isObject(value) ? valuesDifference(before, value) : value;
}
