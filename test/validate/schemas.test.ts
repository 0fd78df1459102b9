import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isList, isObject, type Json } from '../../generator/data/json.ts';
import { KUBERNETES_MINORS } from '../../generator/fleet/model.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { runKubeconform } from '../../generator/validate/kubeconform.ts';
import { hashOfFiles, SCHEMAS_FOLDER } from '../../generator/validate/schemas.ts';
import { realTool } from '../real-tool.ts';

const root = join(programFolder(), SCHEMAS_FOLDER);
const files = new Map(
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json') && path !== 'PROVENANCE.json')
    .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
);
const provenance: Json = JSON.parse(readFileSync(join(root, 'PROVENANCE.json'), 'utf8'));

let binary = '';
beforeAll(async () => {
  binary = await realTool('kubeconform');
});

function keysOf(value: Json): readonly string[] {
  if (isList(value)) return value.flatMap(keysOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    // Below `properties` a key is the name of a field, and CustomResourceDefinition has a field `description`.
    key === 'properties' && isObject(child) ? Object.values(child).flatMap(keysOf) : [key, ...keysOf(child)],
  );
}

function only(schema: Json, field: string): string {
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {};
  const declared = properties[field];
  return isObject(declared) && isList(declared.enum) ? String(declared.enum[0]) : '';
}

describe('the schema bundle', () => {
  it('matches its provenance', () => {
    expect(isObject(provenance) && provenance.sha256).toBe(hashOfFiles(files));
  });

  it('names the release and the licence behind every file', () => {
    const sources = isObject(provenance) && isList(provenance.sources) ? provenance.sources.filter(isObject) : [];
    const listed = sources.flatMap((source) => (isList(source.files) ? source.files : []));
    expect([...listed].sort()).toEqual([...files.keys()].sort());
    for (const source of sources) expect(source).toMatchObject({ licence: 'Apache-2.0' });
  });

  it('has nothing that kubeconform does not need', () => {
    for (const [path, text] of files) {
      const keys = keysOf(JSON.parse(text));
      expect(
        keys.filter((key) => key === 'description' || key.startsWith('x-kubernetes-')),
        path,
      ).toEqual([]);
    }
  });

  it('stays small', () => {
    const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(bytes).toBeLessThan(2 * 1024 * 1024);
  });

  it.each(KUBERNETES_MINORS)(
    'can be read by kubeconform for Kubernetes %s and refuses an unknown field of every kind',
    async (minor) => {
      const schemas = [...files]
        .filter(([path]) => !path.endsWith('definitions.json'))
        .filter(([path]) => path.startsWith('crds/') || path.startsWith(`kubernetes/${minor}/`))
        .map(([path, text]): readonly [string, Json] => [path, JSON.parse(text)]);
      const streams = schemas.map(([file, schema]) => ({
        file,
        documents: [`apiVersion: ${only(schema, 'apiVersion')}\nkind: ${only(schema, 'kind')}\nmistake: true\n`],
      }));
      const findings = await runKubeconform({ binary, minor, streams });
      const refused = findings.filter(({ message }) => message === "/: additional properties 'mistake' not allowed");
      expect(new Set(refused.map(({ file }) => file))).toEqual(new Set(schemas.map(([file]) => file)));
    },
  );
});
