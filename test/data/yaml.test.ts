import { execFileSync } from 'node:child_process';
import fc, { type Arbitrary } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { emitYaml, withHeader } from '../../generator/data/yaml.ts';
import { kustomizeBuild } from '../kustomize-build.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

/** What YAML 1.1 or 1.2 gives a meaning to, and what breaks naive writers. */
const TRICKY: readonly string[] = [
  ...[
    'yes',
    'No',
    'on',
    'y',
    'n',
    'true',
    'NULL',
    '~',
    '',
    ' ',
    '<<',
    '=',
    '-',
    '--',
    '---',
    '...',
    '.',
    '?',
    ':',
    '|',
    '>',
    '*a',
    '&a',
    '!a',
    '@a',
    '`a',
    '%a',
  ],
  ...[
    '1_000',
    '0b11',
    '0o14',
    '0x1F',
    '0644',
    '1e3',
    '1.',
    '.5',
    '._1',
    '+1',
    '-0',
    '.inf',
    '-.INF',
    '.nan',
    '12:30:45',
    '1:30',
    '2024-01-01',
    '2024-01-01T00:00:00Z',
  ],
  ...['30m', '1.2.3', '4Gi', '1d', 'v1.2.3', '1E', '12e03', '685_230.15', '190:20:30'],
  ...[
    'a: b',
    'a:',
    ': a',
    'a #b',
    '#a',
    '- a',
    '? a',
    '[a',
    '{a}',
    'a, b',
    'a]',
    '"a"',
    "'a'",
    "it's",
    'back\\slash',
    '{{ .cluster }}',
    '$values/a',
    '${env:A}',
  ],
  ...[
    ' leading',
    'trailing ',
    '\ttab',
    'a\tb',
    'a\nb',
    'a\nb\n',
    'a\n\n',
    '\n',
    '\n a',
    '  a\nb',
    'a\n  b\n \nc',
    'a\r\nb',
    'a\rb',
    'a\n\tb',
  ],
  ...[
    'é',
    '日本語',
    '😀',
    '\u0000',
    '\u001b[0m',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\ufeff',
    `one\n${'two '.repeat(20)}— three`,
    'one\n漢字\n😀\n',
    `${'\n'.repeat(2000)}end`,
    'x'.repeat(3000),
    `${'long words '.repeat(300)}end`,
  ],
];

const anyString: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TRICKY),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string(),
);
const anyJson: Arbitrary<Json> = fc.letrec<{ readonly json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>(null, true, false, 0, 1, -17, 1.5, 1e21, 1e-7, 123456789012),
    anyString,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(anyString, tie('json'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).json;

/** JSON has one zero, and text has no half of a surrogate pair. */
function normal(value: Json): Json {
  return JSON.parse(JSON.stringify(value).replaceAll(/\\ud[89a-f][0-9a-f]{2}/gi, '\\ufffd'));
}

let kustomize = '';
let helm = '';
beforeAll(async () => {
  kustomize = await realTool('kustomize');
  helm = await realTool('helm');
});

/** As Go's parser takes it, through kustomize, which rewrites what it reads. */
async function throughKustomize(spec: JsonObject): Promise<unknown> {
  return inTemporaryFolder(async (folder) => {
    writeFiles(folder, [
      [
        'kustomization.yaml',
        emitYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: ['object.yaml'] }),
      ],
      ['object.yaml', emitYaml({ apiVersion: 'example.com/v1', kind: 'Anything', metadata: { name: 'a' }, spec })],
    ]);
    const built = await kustomizeBuild(kustomize, folder);
    if (!built.ok) throw new Error(built.message);
    const object: { readonly spec?: unknown } = parse(built.text, { version: '1.2', maxAliasCount: 0 });
    return object.spec;
  });
}

async function throughHelm(values: JsonObject): Promise<unknown> {
  return inTemporaryFolder((folder) => {
    writeFiles(folder, [
      ['Chart.yaml', 'apiVersion: v2\nname: values\nversion: 0.1.0\n'],
      ['templates/values.yaml', 'values: {{ .Values.root | toJson | b64enc }}\n'],
      ['values.yaml', emitYaml({ root: values })],
    ]);
    const rendered = execFileSync(helm, ['template', 'x', folder], { encoding: 'utf8' });
    return JSON.parse(Buffer.from(/^values: (.*)$/m.exec(rendered)?.[1] ?? '', 'base64').toString());
  });
}

/** Many strings in one document, each as a value, as a key and in a list: a process for each would take minutes. */
function everywhere(strings: readonly string[]): JsonObject {
  const unique = [...new Set(strings.map((text) => text.toWellFormed()))];
  return {
    list: unique,
    values: Object.fromEntries(unique.map((text, index) => [`k${index}`, text])),
    keys: Object.fromEntries(unique.map((text) => [text, text])),
  };
}

/**
 * What Kustomize cannot keep even from JSON: it rewrites keys as flow YAML on one line, takes some characters for line breaks, and
 * refuses what it has itself written with other control characters in it, which it does not escape.
 */
function kustomizeLoses(text: string): boolean {
  return text === '<<' || text.length > 500 || /[\u007f-\u009f\u2028\u2029\ufffe\uffff]/.test(text);
}

describe('YAML', () => {
  it('reads back the same by YAML 1.1 and by YAML 1.2', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const text = emitYaml(value);
        expect(parse(text, { version: '1.1', uniqueKeys: false })).toEqual(normal(value));
        expect(parse(text, { version: '1.2' })).toEqual(normal(value));
      }),
      { numRuns: 3000 },
    );
  });

  it('reads back the same through kustomize, for the strings that break others', async () => {
    const strings = TRICKY.filter((text) => !kustomizeLoses(text));
    expect(await throughKustomize(everywhere(strings))).toEqual(everywhere(strings));
  });

  it('reads back the same through Helm, for the strings that break others', async () => {
    expect(await throughHelm(everywhere(TRICKY))).toEqual(everywhere(TRICKY));
  });

  it('reads back the same through kustomize and Helm, for any string', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyString, { minLength: 40, maxLength: 80 }), async (strings) => {
        const kept = everywhere(strings.filter((text) => !kustomizeLoses(text)));
        expect(await throughKustomize(kept)).toEqual(kept);
        expect(await throughHelm(everywhere(strings))).toEqual(everywhere(strings));
      }),
      { numRuns: 15 },
    );
  });

  it('writes the same bytes for the same data, keys in the order given', () => {
    expect(emitYaml({ b: 1, a: { d: [], c: {} } })).toBe('b: 1\na:\n  d: []\n  c: {}\n');
  });

  it('puts lists below their key without indentation, and blocks behind their dash', () => {
    expect(emitYaml({ a: [{ b: 1, c: 2 }, ['x'], 'z'] })).toBe('a:\n- b: 1\n  c: 2\n- - x\n- z\n');
  });

  it('writes several lines as a literal block', () => {
    expect(emitYaml({ a: 'one\n  two\n' })).toBe('a: |\n  one\n    two\n');
  });

  it('starts a generated file with one comment', () => {
    const text = withHeader('fleet.yaml', { a: 1 }, { b: 2 });
    expect(text.split('\n')[0]).toBe(
      '# Generated by lang-observatory from fleet.yaml. Do not edit: change the input and run generate.',
    );
    expect(parseAllDocuments(text).map((document) => document.toJS())).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('refuses numbers that JSON cannot hold', () => {
    expect(() => emitYaml({ a: Number.NaN })).toThrow('NaN cannot be written as JSON');
  });
});
