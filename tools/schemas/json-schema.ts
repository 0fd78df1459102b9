/**
 * Turns the OpenAPI schemas of Kubernetes into the JSON Schema (draft 4) that kubeconform reads.
 * Invariant: an object with known fields is closed, so that `-strict` finds a misspelt field at any depth.
 */
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';

/** Kept keywords whose value is plain data. All others (descriptions, defaults, examples, `x-kubernetes-*`) are dropped. */
const PLAIN = [
  'type',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'uniqueItems',
  '$ref',
] as const;

/** Formats that kubeconform checks as Kubernetes means them. The others (int32, byte, …) say nothing in draft 4. */
const FORMATS = ['duration', 'date-time', 'ipv4', 'ipv6'];

const INT_OR_STRING: readonly Json[] = [{ type: 'integer' }, { type: 'string' }];

export interface Conversion {
  /** Whether `{type: object}` without known fields is closed too: an API server prunes all that a custom resource has there. */
  readonly closeEmpty: boolean;
}

/** The schema with only what kubeconform needs. */
export function toJsonSchema(source: JsonObject, conversion: Conversion): JsonObject {
  return convert(source, conversion, true);
}

function convert(source: JsonObject, conversion: Conversion, closed: boolean): JsonObject {
  const result: Record<string, Json> = {};
  for (const key of PLAIN) if (source[key] !== undefined) result[key] = source[key];
  if (typeof source.format === 'string' && FORMATS.includes(source.format)) result.format = source.format;
  // Draft 4 wants at least one name.
  if (isList(source.required) && source.required.length > 0) result.required = source.required;
  Object.assign(result, inner(source, conversion, closed));
  const additional = additionalProperties(source, conversion, closed);
  if (additional !== undefined) result.additionalProperties = additional;
  if (source['x-kubernetes-int-or-string'] === true || source.format === 'int-or-string') {
    delete result.type;
    result.anyOf = INT_OR_STRING;
  }
  return source.nullable === true ? nullable(result) : result;
}

/** The schemas that a schema is made of. */
function inner(source: JsonObject, conversion: Conversion, closed: boolean): JsonObject {
  const result: Record<string, Json> = {};
  if (isObject(source.properties)) {
    result.properties = mapValues(source.properties, (field) => convert(field, conversion, closed));
  }
  if (isObject(source.items)) result.items = convert(source.items, conversion, closed);
  // A branch only restricts what the schema around it has declared. Closed, it would refuse all its neighbours.
  for (const key of ['allOf', 'anyOf', 'oneOf'] as const) {
    const branches = source[key];
    if (isList(branches)) result[key] = branches.filter(isObject).map((branch) => convert(branch, conversion, false));
  }
  if (isObject(source.not)) result.not = convert(source.not, conversion, false);
  return result;
}

function additionalProperties(source: JsonObject, conversion: Conversion, closed: boolean): Json | undefined {
  if (isObject(source.additionalProperties)) return convert(source.additionalProperties, conversion, closed);
  if (typeof source.additionalProperties === 'boolean') return source.additionalProperties;
  if (!closed || source['x-kubernetes-preserve-unknown-fields'] === true) return undefined;
  if (isObject(source.properties)) return false;
  return conversion.closeEmpty && source.type === 'object' ? false : undefined;
}

function nullable(schema: Record<string, Json>): JsonObject {
  if (typeof schema.type === 'string') schema.type = [schema.type, 'null'];
  if (isList(schema.enum)) schema.enum = [...schema.enum, null];
  return schema;
}

function mapValues(fields: JsonObject, change: (field: JsonObject) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, isObject(field) ? change(field) : {}]),
  );
}

/** Pins the two names by which kubeconform found the schema: it ignores their case and would accept `kind: configmap`. */
export function ofKind(schema: JsonObject, apiVersion: string, kind: string, metadata: Json): JsonObject {
  const properties = isObject(schema.properties) ? schema.properties : {};
  return {
    ...schema,
    properties: {
      ...properties,
      apiVersion: { type: 'string', enum: [apiVersion] },
      kind: { type: 'string', enum: [kind] },
      metadata,
      // The cluster's answer. Nobody writes it, and it is a large part of many schemas.
      ...(properties.status === undefined ? {} : { status: { type: 'object' } }),
    },
  };
}

/** `v1` and `ConfigMap` become `v1/configmap_v1.json`, the place where the schema location tells kubeconform to look. */
export function schemaPath(apiVersion: string, kind: string): string {
  const [group = '', version = group] = apiVersion.split('/');
  return `${group}/${kind.toLowerCase()}_${version}.json`;
}
