/** The JSON Schemas of the two input kinds, for editors: from the same zod schemas that judge the input. */
import { z } from 'zod';
import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import { type ComponentInput, componentSchema } from './component-input.ts';
import { clusterSchema, fleetSchema } from './schema.ts';

export function inputSchemas(components: readonly ComponentInput[]): {
  readonly fleet: JsonObject;
  readonly cluster: JsonObject;
} {
  const settings = componentSettings(components);
  return { fleet: schemaOf(fleetSchema, settings), cluster: schemaOf(clusterSchema, settings) };
}

/** Draft 7, which every editor's YAML support knows. */
function toJsonSchema(schema: z.ZodType): JsonObject {
  const json: unknown = JSON.parse(
    JSON.stringify(z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' })),
  );
  if (!isObject(json)) throw new Error('a zod schema became something else than a JSON Schema');
  return json;
}

/** Settings are partial at every level: another file may say the rest, and `null` takes a setting away. */
function componentSettings(components: readonly ComponentInput[]): JsonObject {
  const properties = components.map((component): [string, Json] => {
    const { $schema: _, ...schema } = toJsonSchema(componentSchema(component));
    return [component.name, withoutRequired(schema)];
  });
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}

function withoutRequired(schema: Json): Json {
  if (isList(schema)) return schema.map(withoutRequired);
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]) =>
      key === 'required' && isList(value) ? [] : [[key, withoutRequired(value)]],
    ),
  );
}

function schemaOf(schema: z.ZodType, settings: JsonObject): JsonObject {
  return { ...withComponents(toJsonSchema(schema), settings), definitions: { components: settings } };
}

/** Wherever the input has `components`, the settings of every component are known by name. */
function withComponents(schema: JsonObject, settings: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (key === 'properties' && isObject(value)) return [key, componentsReplaced(value, settings)];
      return [key, isObject(value) ? withComponents(value, settings) : value];
    }),
  );
}

function componentsReplaced(properties: JsonObject, settings: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      if (name === 'components') return [name, { $ref: '#/definitions/components' }];
      return [name, isObject(property) ? withComponents(property, settings) : property];
    }),
  );
}
