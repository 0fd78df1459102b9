/** The schemas of Kubernetes' own kinds for one minor: one small file per kind, and the definitions that they share. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { ofKind, schemaPath, toJsonSchema } from './json-schema.ts';

const PREFIX = '#/definitions/';
export const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';

/** What resource.ParseQuantity reads: a number with a binary or decimal suffix or an exponent. */
const QUANTITY_SCHEMA: JsonObject = {
  anyOf: [
    { type: 'number' },
    {
      type: 'string',
      pattern: '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$',
    },
  ],
};

/** Files of one minor, by path below the minor's folder. `kinds` is a list of kinds by API version. */
export async function builtInSchemas(
  module: string,
  kinds: Readonly<Record<string, readonly string[]>>,
): Promise<Map<string, Json>> {
  const document: unknown = JSON.parse(await readFile(join(module, 'api/openapi-spec/swagger.json'), 'utf8'));
  if (!isObject(document) || !isObject(document.definitions)) throw new Error(`${module}: no definitions`);
  const source = document.definitions;
  const files = new Map<string, Json>();
  const used = new Set<string>();
  for (const [apiVersion, names] of Object.entries(kinds)) {
    for (const kind of names) {
      const definition = definitionOf(source, apiVersion, kind);
      const metadata = { $ref: `${PREFIX}${OBJECT_META}` };
      const schema = ofKind(toJsonSchema(definition, { closeEmpty: false }), apiVersion, kind, metadata);
      collect(schema, source, used);
      files.set(schemaPath(apiVersion, kind), relocate(schema));
    }
  }
  const definitions = [...used].sort().map((name): [string, Json] => [name, converted(source, name)]);
  files.set('definitions.json', { definitions: Object.fromEntries(definitions) });
  return files;
}

function definitionOf(source: JsonObject, apiVersion: string, kind: string): JsonObject {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const found = Object.values(source).find((definition): definition is JsonObject => {
    const names = isObject(definition) ? definition['x-kubernetes-group-version-kind'] : undefined;
    if (!isList(names) || names.length !== 1) return false;
    const [name] = names;
    return isObject(name) && name.group === group && name.version === version && name.kind === kind;
  });
  if (found === undefined) throw new Error(`Kubernetes has no ${apiVersion} ${kind}`);
  return found;
}

function converted(source: JsonObject, name: string): JsonObject {
  if (name === QUANTITY) return QUANTITY_SCHEMA;
  const definition = source[name];
  return isObject(definition) ? toJsonSchema(definition, { closeEmpty: false }) : {};
}

/** Adds the names of all definitions that `value` reaches. */
function collect(value: Json, source: JsonObject, used: Set<string>): void {
  if (isList(value)) for (const item of value) collect(item, source, used);
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    if (key !== '$ref' || typeof child !== 'string') {
      collect(child, source, used);
      continue;
    }
    const name = child.slice(PREFIX.length);
    if (used.has(name)) continue;
    used.add(name);
    collect(converted(source, name), source, used);
  }
}

/** Points the references of a kind's own file, one folder down, at the shared definitions. */
function relocate(value: Json): Json {
  if (isList(value)) return value.map(relocate);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]): [string, Json] =>
      key === '$ref' && typeof child === 'string' ? [key, `../definitions.json${child}`] : [key, relocate(child)],
    ),
  );
}
