/** The schemas of custom resources, from the CustomResourceDefinitions that each project publishes. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { OBJECT_META } from './built-in.ts';
import { ofKind, schemaPath, toJsonSchema } from './json-schema.ts';
import { shareRepeatedParts } from './share.ts';
import { NEWEST_MINOR } from './sources.ts';

/** A definition of the newest minor, seen from the file of a custom resource. */
export function builtIn(definition: string): JsonObject {
  return { $ref: `../../kubernetes/${NEWEST_MINOR}/definitions.json#/definitions/${definition}` };
}

/** A CRD says of `metadata` only that it is an object: the API server knows the rest. */
export const METADATA = builtIn(OBJECT_META);

/** Files by path below the folder of custom resources. Versions that are not served, or deprecated, are left out. */
export async function customResourceSchemas(folder: string, kinds?: readonly string[]): Promise<Map<string, Json>> {
  const files = new Map<string, Json>();
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  for (const name of names) {
    for (const document of parseAllDocuments(await readFile(join(folder, name), 'utf8'))) {
      const definition: unknown = document.toJS();
      if (!isObject(definition) || definition.kind !== 'CustomResourceDefinition' || !isObject(definition.spec))
        continue;
      addVersions(files, definition.spec, kinds);
    }
  }
  return files;
}

function addVersions(files: Map<string, Json>, spec: JsonObject, kinds: readonly string[] | undefined): void {
  const kind = isObject(spec.names) ? spec.names.kind : undefined;
  if (typeof kind !== 'string' || !isList(spec.versions)) return;
  if (kinds !== undefined && !kinds.includes(kind)) return;
  for (const version of spec.versions) {
    if (!isObject(version) || version.served !== true || version.deprecated === true) continue;
    if (!isObject(version.schema) || !isObject(version.schema.openAPIV3Schema)) continue;
    const apiVersion = `${spec.group}/${version.name}`;
    const schema = toJsonSchema(version.schema.openAPIV3Schema, { closeEmpty: true });
    files.set(schemaPath(apiVersion, kind), shareRepeatedParts(ofKind(schema, apiVersion, kind, METADATA)));
  }
}
