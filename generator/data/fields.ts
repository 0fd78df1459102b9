/** Fields of data whose shape nobody has checked. */
import { asText, isList, isObject, type Json, type JsonList, type JsonObject } from './json.ts';

/** What is at a path of maps; undefined when there is nothing. */
export function fieldAt(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (found, step) => (isObject(found) && Object.hasOwn(found, step) ? found[step] : undefined),
    value,
  );
}

/** Empty when there is none. */
export function mapAt(value: Json | undefined, ...path: readonly string[]): JsonObject {
  const found = fieldAt(value, ...path);
  return isObject(found) ? found : {};
}

/** Empty when there is none. */
export function listAt(value: Json | undefined, ...path: readonly string[]): JsonList {
  const found = fieldAt(value, ...path);
  return found !== undefined && isList(found) ? found : [];
}

/** Empty when there is nothing. */
export function textAt(value: Json | undefined, ...path: readonly string[]): string {
  const found = fieldAt(value, ...path);
  return found === undefined || found === null ? '' : asText(found);
}
