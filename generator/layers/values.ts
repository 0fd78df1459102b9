/**
 * Splitting Helm values: the difference between two levels, such that Helm's own merge of `-f upper -f difference` gives the lower level.
 * Helm cannot unset a key. A key that is missing below becomes `null`, which also removes the default of the chart; components are total,
 * so that happens only if a user removed a setting with `null`. Property tests verify this for every component.
 */
import { isEqual, isObject, type Json, type JsonObject } from '../data/json.ts';

/** The content of a values file that turns `upper` into `target`; undefined if there is no difference. */
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
