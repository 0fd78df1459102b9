/** Plain data: everything that both YAML and JSON can express. */
export type Json = null | boolean | number | string | JsonList | JsonObject;
export type JsonList = readonly Json[];
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is JsonList {
  return Array.isArray(value);
}

/**
 * A value in a message, or where a name is expected: a text as it is, everything else as JSON.
 * `String` throws for a map with a field `toString`, which input may contain.
 */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
}

/** Whether two values are the same data. Key order does not matter, list order does. */
export function isEqual(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, i) => isEqual(item, b[i] ?? null));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key] ?? null, b[key] ?? null))
  );
}

/** Every map inside a value, itself included, with the key that leads to it. */
export function* maps(value: Json, key = ''): Generator<readonly [key: string, map: JsonObject]> {
  if (isList(value)) for (const item of value) yield* maps(item, key);
  else if (isObject(value)) {
    yield [key, value];
    for (const [name, inner] of Object.entries(value))
      if (typeof inner === 'object' && inner !== null) yield* maps(inner, name);
  }
}
