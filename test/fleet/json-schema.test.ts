import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isList, isObject, type Json } from '../../generator/data/json.ts';
import { inputSchemas } from '../../generator/fleet/schema/json-schema.ts';

const schemas = inputSchemas(REGISTRY);

function at(schema: Json | undefined, path: string): Json | undefined {
  return path.split('/').reduce<Json | undefined>((inner, step) => (isObject(inner) ? inner[step] : undefined), schema);
}

/** Every schema of a field, with its path. */
function* fields(schema: Json | undefined, path: string): Generator<readonly [string, Json]> {
  if (isList(schema)) for (const inner of schema) yield* fields(inner, path);
  if (!isObject(schema)) return;
  for (const [key, value] of Object.entries(schema))
    if (key === 'properties' && isObject(value))
      for (const [name, field] of Object.entries(value)) {
        yield [`${path}.${name}`, field];
        yield* fields(field, `${path}.${name}`);
      }
    else yield* fields(value, path);
}

describe.each(Object.entries(schemas))('the JSON Schema of a %s', (_, schema) => {
  it('explains every field', () => {
    const silent = [...fields(schema, '')].filter(([_path, field]) => {
      return isObject(field) && field.description === undefined && field.$ref === undefined;
    });
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  it('has only references that resolve', () => {
    const pointers = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer]) => pointer ?? '');
    expect(pointers.length).toBeGreaterThan(0);
    expect(pointers.filter((pointer) => at(schema, pointer) === undefined)).toEqual([]);
  });

  it('has the settings of every component, none of them required and all of them nullable', () => {
    const components = at(schema, 'definitions/components/properties');
    expect(Object.keys(isObject(components) ? components : {})).toEqual(
      REGISTRY.map(({ name }) => name).filter((name) => name !== 'alerting'),
    );
    expect(at(components, 'postgres/required')).toBeUndefined();
    expect(at(components, 'postgres/properties/instances/type')).toEqual(['integer', 'null']);
    expect(at(components, 'postgres/properties/mode/enum')).toEqual([
      'on-demand',
      'managed',
      'external',
      'disabled',
      null,
    ]);
    expect(
      at(components, 'postgres/properties/external/anyOf') ?? at(components, 'postgres/properties/external/type'),
    ).toContain('null');
  });

  it('has the sections next to components', () => {
    expect(at(schema, 'properties/spec/properties/alerting/$ref')).toBe('#/definitions/alerting');
    expect(at(schema, 'definitions/alerting/properties/slack/properties/channel/type')).toEqual(['string', 'null']);
  });

  it('requires the required fields of an item of a list', () => {
    expect(at(schema, 'definitions/components/properties/postgres/properties/patches/items/required')).toEqual([
      'patch',
    ]);
  });

  it('refuses unknown fields', () => {
    expect(at(schema, 'additionalProperties')).toBe(false);
    expect(at(schema, 'definitions/components/properties/postgres/additionalProperties')).toBe(false);
  });
});
