/** The two merges of maps. In both, lists and scalars replace; they differ in the meaning of `null`. */
import { isObject, type Json, type JsonObject } from '../../data/json.ts';

/** Settings: `null` at a lower level removes the value of the levels above. */
export function mergeSettings(above: JsonObject, below: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...above };
  for (const [key, value] of Object.entries(below)) {
    const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
    if (value === null) delete merged[key];
    else merged[key] = isObject(value) ? mergeSettings(isObject(before) ? before : {}, value) : value;
  }
  return merged;
}

/**
 * Helm values of several `-f` files, as Helm's `mergeMaps` (pkg/cli/values) and Flux's `valuesFrom` do it:
 * a `null` stays in the result, where it deletes the default of the chart.
 */
export function mergeValues(above: JsonObject, below: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...above };
  for (const [key, value] of Object.entries(below)) {
    const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
    merged[key] = isObject(value) && isObject(before) ? mergeValues(before, value) : value;
  }
  return merged;
}
