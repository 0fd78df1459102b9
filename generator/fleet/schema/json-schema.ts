/** The JSON Schemas of the two input kinds, for editors: from the same Zod schemas that check the input. */
import * as z from 'zod';
import { isList, isObject, type Json, type JsonObject } from '../../data/json.ts';
import type { Path } from '../parse/path.ts';
import { additionsSchema, type ComponentInput, settingsSchema } from './component-input.ts';
import { CUSTOM_SETTINGS } from './custom-settings.ts';
import { isLevelField } from './level-fields.ts';
import { clusterSchema, fleetSchema } from './schema.ts';
import { isSection, SECTIONS, SECTIONS_COMPONENT } from './sections.ts';

export function inputSchemas(components: readonly ComponentInput[]): {
  readonly fleet: JsonObject;
  readonly cluster: JsonObject;
} {
  const settings = componentSettings(components);
  const placement = placementOfComponents(components);
  const schema = (file: z.ZodType, below: readonly Path[]) => schemaOf(file, below, settings, placement);
  const spec = ['properties', 'spec'];
  return {
    fleet: schema(fleetSchema, [
      [...spec, 'properties', 'environments', 'additionalProperties'],
      [...spec, 'properties', 'groups', 'items'],
    ]),
    cluster: schema(clusterSchema, [spec]),
  };
}

/** All settings of one component, without the fields that every component has. The mode is first, because the others depend on it. */
export function settingsJsonSchema(component: ComponentInput): JsonObject {
  const schema = toJsonSchema(settingsSchema(component));
  const { mode = {}, version, ...own } = propertiesOf(schema);
  return { ...schema, properties: { mode, ...(version === undefined ? {} : { version }), ...own } };
}

/** The two kinds of files, without the settings of components and sections. */
export function fileSchemas(): { readonly fleet: JsonObject; readonly cluster: JsonObject } {
  return { fleet: toJsonSchema(fleetSchema), cluster: toJsonSchema(clusterSchema) };
}

/** The fields that every component has: values, patches and manifests. */
export function additionsJsonSchema(): JsonObject {
  return toJsonSchema(additionsSchema);
}

/** Draft 7, which all YAML editors support. */
function toJsonSchema(schema: z.ZodType): JsonObject {
  const options = { io: 'input', target: 'draft-7', unrepresentable: 'any' } as const;
  const json: unknown = JSON.parse(JSON.stringify(z.toJSONSchema(schema, options)));
  if (!isObject(json)) throw new Error('a zod schema became something else than a JSON Schema');
  return json;
}

function componentSettings(components: readonly ComponentInput[]): JsonObject {
  const { values = {}, ...additions } = propertiesOf(toJsonSchema(additionsSchema));
  const schemaFor = (component: ComponentInput): JsonObject => {
    const { $schema: _, ...own } = toJsonSchema(settingsSchema(component));
    const settings = partial(own);
    const ofChart = component.chart === undefined ? {} : { values };
    const all = { ...withSharedPlacement(propertiesOf(settings)), ...ofChart, ...additions };
    return { ...settings, description: component.description, properties: all };
  };
  return {
    type: 'object',
    additionalProperties: schemaFor(OF_ANY_NAME),
    properties: Object.fromEntries(components.map((component) => [component.name, schemaFor(component)])),
  };
}

/** A component of the fleet's own: the schemas of all fleets are the same, so they know no name of it. */
const OF_ANY_NAME: ComponentInput = {
  name: '',
  description: 'A component of your own, which `customComponents` describes.',
  ...CUSTOM_SETTINGS,
  chart: { name: '', version: '' },
};

/** Written once: it is the same in every component. */
function withSharedPlacement(settings: JsonObject): JsonObject {
  return settings.placement === undefined ? settings : { ...settings, placement: { $ref: '#/definitions/placement' } };
}

function placementOfComponents(components: readonly ComponentInput[]): JsonObject {
  const [one] = components.filter(({ pods }) => pods !== undefined);
  return one === undefined ? {} : asObject(propertiesOf(partial(toJsonSchema(settingsSchema(one)))).placement ?? {});
}

function propertiesOf({ properties }: JsonObject): JsonObject {
  return isObject(properties) ? properties : {};
}

/** Settings are partial at every level, because another file may set the rest; a list is complete, because it replaces. */
function partial(schema: JsonObject): JsonObject {
  const { required: _, ...rest } = schema;
  if (!isObject(rest.properties)) return rest;
  const fields = Object.entries(rest.properties).map(([name, field]) => [
    name,
    isObject(field) ? orNull(partial(field)) : field,
  ]);
  return { ...rest, properties: Object.fromEntries(fields) };
}

/** `null` removes the value of the levels above. */
function orNull({ description, default: fallback, ...schema }: JsonObject): JsonObject {
  const notes = {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
  if (isList(schema.anyOf)) return { ...notes, ...schema, anyOf: [...schema.anyOf, { type: 'null' }] };
  if (typeof schema.type !== 'string' || schema.const !== undefined)
    return { ...notes, anyOf: [schema, { type: 'null' }] };
  const values = isList(schema.enum) ? { enum: [...schema.enum, null] } : {};
  return { ...notes, ...schema, type: [schema.type, 'null'], ...values };
}

/** `below` lead to the levels below the fleet. */
function schemaOf(schema: z.ZodType, below: readonly Path[], settings: JsonObject, placement: JsonObject): JsonObject {
  const { [SECTIONS_COMPONENT]: sections = {}, ...components } = propertiesOf(settings);
  const definitions = {
    components: { ...settings, properties: components },
    placement,
    ...Object.fromEntries(SECTIONS.map((section) => [section, propertiesOf(asObject(sections))[section] ?? {}])),
  };
  const whole = below.reduce((all, path) => changedAt(all, path, withRemovableFields), toJsonSchema(schema));
  return { ...withComponents(whole), definitions };
}

function changedAt(schema: JsonObject, [step, ...rest]: Path, change: (level: JsonObject) => JsonObject): JsonObject {
  if (step === undefined) return change(schema);
  return { ...schema, [step]: changedAt(asObject(schema[step] ?? {}), rest, change) };
}

function withRemovableFields(level: JsonObject): JsonObject {
  const fields = Object.entries(propertiesOf(level)).map(([name, field]) => [
    name,
    isLevelField(name) ? removable(asObject(field)) : field,
  ]);
  return { ...level, properties: Object.fromEntries(fields) };
}

/** A map that replaces the one above as a whole needs its required fields. */
function removable(field: JsonObject): JsonObject {
  if (!isObject(field.properties)) return orNull(field);
  const fields = Object.entries(field.properties).map(([name, inner]) => [name, removable(asObject(inner))]);
  return orNull({ ...field, properties: Object.fromEntries(fields) });
}

function asObject(json: Json): JsonObject {
  return isObject(json) ? json : {};
}

/** Adds the settings of every component wherever the input has `components` or a section. */
function withComponents(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (key === 'properties' && isObject(value)) return [key, componentsReplaced(value)];
      return [key, isObject(value) ? withComponents(value) : value];
    }),
  );
}

function componentsReplaced(properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      if (name === 'components' || isSection(name)) return [name, { $ref: `#/definitions/${name}` }];
      return [name, isObject(property) ? withComponents(property) : property];
    }),
  );
}
