/**
 * Makes a schema smaller without changing what it means: a part that occurs more than once moves to `definitions`.
 * Custom resources repeat a whole pod specification several times.
 */
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';

/** Shorter parts cost more as a reference. */
const WORTH_SHARING = 160;

const MAPS_OF_SCHEMAS = ['properties'];
const LISTS_OF_SCHEMAS = ['allOf', 'anyOf', 'oneOf'];
const SCHEMAS = ['items', 'additionalProperties', 'not'];

/** The same schema with its repeated parts in `definitions`, named after the field where each occurs first. */
export function shareRepeatedParts(schema: JsonObject): JsonObject {
  const times = new Map<string, number>();
  visit(schema, (part) => {
    const text = JSON.stringify(part);
    if (text.length >= WORTH_SHARING) times.set(text, (times.get(text) ?? 0) + 1);
  });
  const names = new Map<string, string>();
  const definitions: Record<string, Json> = {};
  const share = (part: JsonObject, field: string): JsonObject => {
    const text = JSON.stringify(part);
    if ((times.get(text) ?? 0) < 2) return rewrite(part, field, share);
    const known = names.get(text);
    if (known !== undefined) return { $ref: `#/definitions/${known}` };
    const name = freeName(field, definitions);
    names.set(text, name);
    definitions[name] = {};
    definitions[name] = rewrite(part, field, share);
    return { $ref: `#/definitions/${name}` };
  };
  const shared = rewrite(schema, 'root', share);
  return Object.keys(definitions).length === 0 ? shared : { ...shared, definitions };
}

function visit(part: JsonObject, see: (part: JsonObject) => void): void {
  rewrite(part, '', (child) => {
    see(child);
    visit(child, see);
    return child;
  });
}

function rewrite(part: JsonObject, field: string, change: (part: JsonObject, field: string) => JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(part).map(([key, value]): [string, Json] => {
      if (SCHEMAS.includes(key) && isObject(value)) return [key, change(value, field)];
      if (LISTS_OF_SCHEMAS.includes(key) && isList(value)) {
        return [key, value.map((branch) => (isObject(branch) ? change(branch, field) : branch))];
      }
      if (MAPS_OF_SCHEMAS.includes(key) && isObject(value)) {
        const fields = Object.entries(value);
        return [
          key,
          Object.fromEntries(fields.map(([name, child]) => [name, isObject(child) ? change(child, name) : child])),
        ];
      }
      return [key, value];
    }),
  );
}

function freeName(field: string, taken: JsonObject): string {
  // The name becomes a JSON pointer, where only letters and digits need no escape.
  const base = field.replaceAll(/[^A-Za-z0-9]/g, '');
  let name = base;
  for (let count = 2; Object.hasOwn(taken, name); count++) name = `${base}${count}`;
  return name;
}
