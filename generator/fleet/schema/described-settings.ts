/** The settings in a JSON Schema as a flat list, for people: `explain` and docs/settings.md. */
import { isList, isObject, type Json, type JsonObject } from '../../data/json.ts';

export interface DescribedSetting {
  /** Keys that lead to it; `[]` is any item of a list, `<name>` any key of a map. */
  readonly path: readonly string[];
  /** In words, such as `whole number, 1 to 9`. */
  readonly type: string;
  readonly description: string;
  readonly default?: Json;
  /** A valid value. Undefined where the schema has no example. */
  readonly example?: Json;
  readonly isRequired: boolean;
  /** For a map with several forms: the forms that have this setting, such as `provider: vault`, unless all have it. */
  readonly forms: readonly string[];
}

/** Every setting, in the order of the schema, a map before its fields. */
export function describedSettings(schema: JsonObject): readonly DescribedSetting[] {
  return fieldsOf(schema, []);
}

function fieldsOf(schema: JsonObject, path: readonly string[]): readonly DescribedSetting[] {
  if (isObject(schema.items)) return fieldsOf(schema.items, [...path.slice(0, -1), `${path.at(-1) ?? ''}[]`]);
  const forms = optionsOf(schema);
  if (forms.length > 0) return inForms(forms, path);
  if (isObject(schema.additionalProperties)) return fieldsOf(schema.additionalProperties, [...path, '<name>']);
  const required = isList(schema.required) ? schema.required : [];
  return Object.entries(propertiesOf(schema)).flatMap(([name, field]) => {
    const at = [...path, name];
    return [setting(field, at, required.includes(name)), ...fieldsOf(field, at)];
  });
}

function setting(field: JsonObject, path: readonly string[], isRequired: boolean): DescribedSetting {
  const { description, default: fallback } = field;
  const example = exampleOf(field);
  return {
    path,
    type: typeOf(field),
    description: typeof description === 'string' ? description : '',
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(example === undefined ? {} : { example }),
    isRequired,
    forms: [],
  };
}

/** A field that several forms of a map share is one setting; the constants that distinguish them are one setting with a choice. */
function inForms(forms: readonly JsonObject[], path: readonly string[]): readonly DescribedSetting[] {
  const found = new Map<string, DescribedSetting>();
  for (const form of forms)
    for (const one of fieldsOf(form, path)) {
      const isConstant = propertiesOf(form)[one.path.at(-1) ?? '']?.const !== undefined;
      const own = {
        ...one,
        description: isConstant ? `\`${String(one.example)}\`: ${one.description}` : one.description,
      };
      const key = `${one.path.join('.')} ${isConstant ? '' : one.description}`;
      const known = found.get(key);
      const setting = known === undefined || !isConstant ? own : choice(known, own);
      found.set(key, { ...setting, forms: [...(known?.forms ?? []), nameOf(form)] });
    }
  return [...found.values()].map((one) => (one.forms.length === forms.length ? { ...one, forms: [] } : one));
}

/** Forms are distinguished by a constant, or else by their required fields. */
function nameOf(form: JsonObject): string {
  const [constant] = Object.entries(propertiesOf(form)).flatMap(([name, { const: value }]) =>
    value === undefined ? [] : [`${name}: ${String(value)}`],
  );
  return constant ?? `with ${(isList(form.required) ? form.required : []).join(' and ')}`;
}

function choice(a: DescribedSetting, b: DescribedSetting): DescribedSetting {
  const [first, second] = [a.type, b.type].map((type) => type.replace(/^one of /, ''));
  return { ...b, type: `one of ${first}, ${second}`, description: `${a.description} ${b.description}` };
}

function propertiesOf({ properties }: JsonObject): Readonly<Record<string, JsonObject>> {
  if (!isObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, field]) => (isObject(field) ? [[name, field]] : [])),
  );
}

/** Of a union of maps. */
function optionsOf({ oneOf, anyOf }: JsonObject): readonly JsonObject[] {
  const options = [oneOf, anyOf].flatMap((list) => (isList(list) ? list.filter(isObject) : []));
  return options.filter(({ properties }) => properties !== undefined);
}

function typeOf(schema: JsonObject): string {
  const { title, type, items, enum: values, const: constant } = schema;
  if (constant !== undefined) return `\`${String(constant)}\``;
  if (typeof title === 'string') return title;
  if (isList(values))
    return `${values.length > 1 ? 'one of ' : ''}${values.map((value) => `\`${String(value)}\``).join(', ')}`;
  if (isObject(items)) return `list of ${plural(typeOf(items))}`;
  const unions = [schema.anyOf, schema.oneOf].find(isList)?.filter(isObject) ?? [];
  if (unions.length > 0) return unionType(unions);
  return plainType(type, schema);
}

function plainType(type: Json | undefined, schema: JsonObject): string {
  switch (type) {
    case 'integer':
      return `whole number${range(schema)}`;
    case 'number':
      return `number${range(schema)}`;
    case 'boolean':
      return '`true` or `false`';
    case 'object':
      return isObject(schema.additionalProperties) ? mapType(schema.additionalProperties) : 'map';
    default:
      return typeof type === 'string' ? type : 'anything';
  }
}

function unionType(options: readonly JsonObject[]): string {
  if (options.every(({ const: value }) => value !== undefined))
    return `one of ${options.map(({ const: value }) => `\`${String(value)}\``).join(', ')}`;
  return [...new Set(options.map(typeOf))].join(' or ');
}

function mapType(value: JsonObject): string {
  const of = typeOf(value);
  return of === 'anything' ? 'map' : `map of ${plural(of)}`;
}

function plural(type: string): string {
  if (type.startsWith('one of ')) return type.slice('one of '.length);
  if (/ or |,|`/.test(type)) return type;
  return type.endsWith('s') ? `${type}es` : `${type}s`;
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonObject): string {
  const least = minimum === undefined ? exclusiveMinimum : minimum;
  const most = maximum === undefined ? exclusiveMaximum : maximum;
  // JSON Schema also has the bounds of safe integers in JavaScript.
  const [from, to] = [least, most].map((bound) =>
    Math.abs(Number(bound)) < Number.MAX_SAFE_INTEGER ? bound : undefined,
  );
  if (from !== undefined && to !== undefined)
    return minimum === undefined ? `, between ${String(from)} and ${String(to)}` : `, ${String(from)} to ${String(to)}`;
  if (from !== undefined) return minimum === undefined ? `, more than ${String(from)}` : `, ${String(from)} or more`;
  return to === undefined ? '' : `, at most ${String(to)}`;
}

/** The example of the schema, a value other than the default, or a map with the examples of its required fields. */
function exampleOf(schema: JsonObject): Json | undefined {
  const { examples, default: fallback, const: constant, enum: values, type, items } = schema;
  if (isList(examples) && examples[0] !== undefined) return examples[0];
  if (constant !== undefined) return constant;
  if (isList(values)) return values.find((value) => value !== fallback) ?? fallback;
  if (type === 'boolean') return fallback !== true;
  if (type === 'integer' || type === 'number') return exampleNumber(schema);
  if (isObject(items)) return exampleList(items);
  const options = [schema.oneOf, schema.anyOf].find(isList)?.filter(isObject) ?? [];
  if (options.length > 0) return exampleOf(options.at(-1) ?? {});
  if (type !== 'object') return typeof fallback === 'string' ? fallback : undefined;
  return exampleMap(schema);
}

function exampleList(items: JsonObject): Json | undefined {
  const item = exampleOf(items);
  return item === undefined ? undefined : [item];
}

function exampleMap(schema: JsonObject): JsonObject | undefined {
  const required = isList(schema.required) ? schema.required : [];
  const fields = Object.entries(propertiesOf(schema)).flatMap(([name, field]): readonly (readonly [string, Json])[] => {
    const example = exampleOf(field);
    return example === undefined ? [] : [[name, example]];
  });
  const needed = fields.filter(([name]) => required.includes(name));
  const shown = needed.length > 0 ? needed : fields.slice(0, 1);
  return shown.length === 0 ? undefined : Object.fromEntries(shown);
}

function exampleNumber({ default: fallback, minimum, maximum }: JsonObject): number {
  const next = typeof fallback === 'number' ? fallback + 1 : Number(minimum ?? 1);
  return typeof maximum === 'number' && next > maximum ? maximum : next;
}
