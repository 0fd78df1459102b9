/** Looks into data that may be anything: what is not there, or of another type, is undefined or empty. */
import { isList, isObject, type Json, type JsonList, type JsonObject } from '../../json.ts';

export function at(value: Json | undefined, ...steps: readonly string[]): Json | undefined {
  let found: Json | undefined = value;
  for (const step of steps) found = isObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  return found;
}

export function textAt(value: Json | undefined, ...steps: readonly string[]): string | undefined {
  const found = at(value, ...steps);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function mapAt(value: Json | undefined, ...steps: readonly string[]): JsonObject {
  const found = at(value, ...steps);
  return isObject(found) ? found : {};
}

export function listAt(value: Json | undefined, ...steps: readonly string[]): JsonList {
  const found = at(value, ...steps);
  return isList(found) ? found : [];
}

/** Every map inside a value, the value itself included, with the path that leads to it. Parts that `skip` names are left out. */
export function* mapsIn(
  value: Json,
  skip: (map: JsonObject) => boolean = () => false,
  path: readonly string[] = [],
): Iterable<{ readonly map: JsonObject; readonly path: readonly string[] }> {
  if (isList(value)) {
    for (const [index, item] of value.entries()) yield* mapsIn(item, skip, [...path, String(index)]);
  } else if (isObject(value) && !skip(value)) {
    yield { map: value, path };
    for (const [key, child] of Object.entries(value))
      if (typeof child === 'object' && child !== null) yield* mapsIn(child, skip, [...path, key]);
  }
}
