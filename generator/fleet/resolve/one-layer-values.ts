/**
 * Raw Helm values of files that become one layer: those of the groups of a cluster, and its own. Helm reads a layer as one file, in which a map is
 * merged over what is above. So where a later file has a map, what an earlier one says in place of a map, such as null, has no part in it.
 */
import { isObject, type Json, type JsonObject } from '../../data/json.ts';

/** In the same order. */
export function valuesOfOneLayer(raws: readonly JsonObject[]): readonly JsonObject[] {
  return raws.map((raw, index) => raws.slice(index + 1).reduce(withoutPlacesOfMaps, raw));
}

function withoutPlacesOfMaps(raw: JsonObject, later: JsonObject): JsonObject {
  const kept = Object.entries(raw).flatMap(([key, value]): readonly (readonly [string, Json])[] => {
    const below = Object.hasOwn(later, key) ? later[key] : undefined;
    if (!isObject(below)) return [[key, value]];
    return isObject(value) ? [[key, withoutPlacesOfMaps(value, below)]] : [];
  });
  return Object.fromEntries(kept);
}
