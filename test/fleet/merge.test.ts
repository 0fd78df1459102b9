import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc, { type Arbitrary } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { emitYaml } from '../../generator/data/yaml.ts';
import { mergeSettings, mergeValues } from '../../generator/fleet/resolve/merge.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

let helm = '';
beforeAll(async () => {
  helm = await realTool('helm');
});

const { map } = fc.letrec<{ readonly map: JsonObject; readonly json: Json }>((tie) => ({
  map: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'yes', 'grafana.ini'), tie('json'), { maxKeys: 4 }),
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true, 0, 1.5, '', 'no', '1e3'),
    tie('map'),
    fc.array(tie('json'), { maxLength: 2 }),
  ),
}));
const layers: Arbitrary<readonly [JsonObject, JsonObject, JsonObject]> = fc.tuple(map, map, map);

/** Helm removes keys that are null before it renders a template. */
function withoutNulls(value: Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])),
  );
}

describe('merging Helm values', () => {
  it('equals the merge of three values files by the real Helm', async () => {
    await fc.assert(
      fc.asyncProperty(layers, async ([base, environment, cluster]) => {
        const merged = [base, environment, cluster].reduce(mergeValues, {});
        await inTemporaryFolder((folder) => {
          writeFiles(folder, [
            ['Chart.yaml', 'apiVersion: v2\nname: values\nversion: 0.1.0\n'],
            ['templates/values.yaml', 'values: {{ .Values | toJson }}\n'],
            ...[base, environment, cluster].map((values, index) => [`${index}.yaml`, emitYaml(values)] as const),
          ]);
          const files = [0, 1, 2].flatMap((index) => ['-f', join(folder, `${index}.yaml`)]);
          const rendered = execFileSync(helm, ['template', 'x', folder, ...files], { encoding: 'utf8' });
          const seen: Json = JSON.parse(/^values: (.*)$/m.exec(rendered)?.[1] ?? 'null');
          expect(withoutNulls(seen)).toEqual(withoutNulls(merged));
        });
      }),
      { numRuns: 40 },
    );
  });

  it('keeps a null, which deletes the default of the chart', () => {
    expect(mergeValues({ a: { b: 1 }, c: 2 }, { a: null, c: null })).toEqual({ a: null, c: null });
  });
});

describe('merging settings', () => {
  it('lets null remove the value above', () => {
    expect(mergeSettings({ a: { b: 1, c: 2 } }, { a: { b: null } })).toEqual({ a: { c: 2 } });
  });

  it('replaces the labels of nodes as a whole, because they select together', () => {
    const above = { placement: { nodeSelector: { pool: 'a', size: 'b' }, priorityClassName: 'high' } };
    const merged = mergeSettings(above, { placement: { nodeSelector: { zone: 'c' } } });
    expect(merged).toEqual({ placement: { nodeSelector: { zone: 'c' }, priorityClassName: 'high' } });
    expect(mergeSettings(merged, { placement: {} })).toEqual(merged);
    // Not those of the same name elsewhere.
    expect(mergeSettings({ nodeSelector: { a: '1' } }, { nodeSelector: { b: '2' } })).toEqual({
      nodeSelector: { a: '1', b: '2' },
    });
  });

  it('never leaves a null', () => {
    const hasNull = (value: Json): boolean => value === null || (isObject(value) && Object.values(value).some(hasNull));
    fc.assert(fc.property(map, map, (a, b) => !hasNull(mergeSettings(mergeSettings({}, a), b))));
  });

  it('is associative, as long as a key has one kind of value and none is removed', () => {
    const leaf = fc.oneof(fc.integer(), fc.array(fc.integer(), { maxLength: 2 }));
    const inner = fc.dictionary(fc.constantFrom('x', 'y'), leaf);
    const alike: Arbitrary<JsonObject> = fc
      .tuple(fc.dictionary(fc.constantFrom('a', 'b'), inner), fc.dictionary(fc.constantFrom('c', 'd'), leaf))
      .map(([maps, leaves]) => ({ ...maps, ...leaves }));
    fc.assert(
      fc.property(alike, alike, alike, (a, b, c) => {
        const grouped = mergeSettings(a, mergeSettings(b, c));
        expect(mergeSettings(mergeSettings(a, b), c)).toEqual(grouped);
        expect(mergeValues(mergeValues(a, b), c)).toEqual(grouped);
      }),
    );
  });

  it('is idempotent, and an empty map changes nothing', () => {
    fc.assert(
      fc.property(map, map, (a, b) => {
        const once = mergeSettings(a, b);
        expect(mergeSettings(once, b)).toEqual(once);
        expect(mergeSettings(a, {})).toEqual(a);
      }),
    );
  });

  it('replaces whole lists', () => {
    expect(mergeSettings({ a: [1, 2] }, { a: [3] })).toEqual({ a: [3] });
  });
});
