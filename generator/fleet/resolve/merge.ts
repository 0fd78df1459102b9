/** The two merges of maps. In both, lists and scalars replace; they differ in the meaning of `null`. */
import { isObject, type Json, type JsonObject } from '../../data/json.ts';
import type { Path } from '../parse/path.ts';
import { WHOLE_SETTINGS } from '../schema/whole-maps.ts';

/** Settings of a component: `null` at a lower level removes the value of the levels above. A few maps replace as lists do. */
export function mergeSettings(above: JsonObject, below: JsonObject): JsonObject {
  return mergedBelow(above, below, WHOLE_SETTINGS);
}

function mergedBelow(above: JsonObject, below: JsonObject, wholes: readonly Path[]): JsonObject {
  const merged: Record<string, Json> = { ...above };
  for (const [key, value] of Object.entries(below)) {
    const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
    const inside = wholes.filter(([first]) => first === key).map(([, ...rest]) => rest);
    const replaces = inside.some((rest) => rest.length === 0);
    if (value === null) delete merged[key];
    else
      merged[key] = isObject(value) ? mergedBelow(isObject(before) && !replaces ? before : {}, value, inside) : value;
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
