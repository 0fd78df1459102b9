/** Words for schemas that are written by hand. Objects are closed. */
import type { Json, JsonObject } from '../../generator/data/json.ts';

export const STRING: JsonObject = { type: 'string' };
export const BOOLEAN: JsonObject = { type: 'boolean' };
export const INTEGER: JsonObject = { type: 'integer' };

export function object(properties: Readonly<Record<string, JsonObject>>, required: readonly string[] = []): JsonObject {
  const closed = { type: 'object', properties, additionalProperties: false };
  return required.length === 0 ? closed : { ...closed, required };
}

export function list(items: JsonObject): JsonObject {
  return { type: 'array', items };
}

export function mapOf(values: JsonObject): JsonObject {
  return { type: 'object', additionalProperties: values };
}

export function oneOfWords(...words: readonly Json[]): JsonObject {
  return { type: 'string', enum: words };
}
