/** Reading a kustomization with and without the YAML parser gives the same result, including paths and positions. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { emitYaml, withHeader } from '../../generator/data/yaml.ts';
import { entriesBelow, openDisk } from '../../generator/disk/disk.ts';
import { readBlockKustomization } from '../../generator/kustomize/block-kustomization.ts';
import { FIELDS, REFUSED_FIELDS, type Shape } from '../../generator/kustomize/kustomization-fields.ts';
import { readAnyKustomization } from '../../generator/kustomize/read-kustomization.ts';
import { programFolder } from '../../generator/program/program-folder.ts';

/** Whether it was read without a parser of all YAML; then both must have found the same. */
function agree(text: string): boolean {
  const paths = readBlockKustomization(text);
  if (paths !== undefined) expect(readAnyKustomization(text)).toEqual({ paths, problems: [] });
  return paths !== undefined;
}

const path = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('../../bases/a', 'object.yaml', './a_b', 'a b.yaml', 'values.yaml=b.yaml', '1.2.3'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '~',
      'null',
      '12',
      '0x1',
      '1e3',
      'yes',
      '/etc/passwd',
      '.git/config',
      'a:b',
      'git@a',
      'ü',
      'a\nb',
      '..',
    ),
  },
);
const plain: fc.Arbitrary<Json> = fc.constantFrom('a', 1, true, ['a'], { a: 'b' }, '- op: add\n  path: /a\n');
const odd: fc.Arbitrary<Json> = fc.constantFrom(null, [], {}, 'a\n\n b', '\n', ' a', 1.5, -0);
const free = fc.oneof({ weight: 20, arbitrary: plain }, { weight: 1, arbitrary: odd });

/** A value of the shape, and seldom one of another. */
function valueIn(shape: Shape): fc.Arbitrary<Json> {
  return fc.oneof({ weight: 40, arbitrary: ofShape(shape) }, { weight: 1, arbitrary: free });
}

function ofShape(shape: Shape): fc.Arbitrary<Json> {
  if (shape === 'free') return free;
  if (shape === 'path' || shape === 'source') return path;
  return isList(shape) ? fc.array(valueIn(shape[0]), { minLength: 1, maxLength: 3 }) : mapOf(shape);
}

function mapOf(shape: Readonly<Record<string, Shape>>): fc.Arbitrary<JsonObject> {
  const fields = Object.entries(shape);
  return fc
    .subarray(fields, { minLength: 1, maxLength: Math.min(4, fields.length) })
    .chain((some) => fc.tuple(...some.map(([field, inner]) => valueIn(inner).map((value) => [field, value] as const))))
    .map((entries) => Object.fromEntries(entries));
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

const others = fc.dictionary(fc.constantFrom(...Object.keys(REFUSED_FIELDS), 'Resources', 'a'), free, { maxKeys: 1 });
const kustomization = fc
  .tuple(mapOf(FIELDS), fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: others }))
  .map(([own, other]): JsonObject => ({ ...own, ...other }));

/** What begins, ends, quotes, names or repeats something for some reader. */
const TOKENS = [
  ...[
    '\n',
    '\r',
    '\t',
    ' ',
    '  ',
    '#',
    ' #',
    ': ',
    ':',
    '- ',
    '-',
    '? ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '|',
    '|-',
    '>',
    '\\',
    '%',
    '!a ',
  ],
  ...[
    '&a ',
    '*a',
    '<<: ',
    '---\n',
    '...\n',
    '~',
    '0',
    'yes',
    '=',
    '\u0085',
    '\u2028',
    '\ufeff',
    'path: ',
    'resources:\n',
  ],
];

it('whatever is in it, and however it is written', () => {
  const count = { read: 0, left: 0 };
  const edit = fc.record({ at: fc.nat(), token: fc.constantFrom(...TOKENS), replaced: fc.nat({ max: 3 }) });
  fc.assert(
    fc.property(kustomization, fc.array(edit, { maxLength: 2 }), (value, edits) => {
      const text = edits.reduce((before, { at, token, replaced }) => {
        const place = at % (before.length + 1);
        return before.slice(0, place) + token + before.slice(place + replaced);
      }, emitYaml(value));
      count[agree(text) ? 'read' : 'left'] += 1;
    }),
    { numRuns: 10_000 },
  );
  // Both happen, or nothing would be said of one of them.
  expect(Math.min(count.read, count.left)).toBeGreaterThan(500);
});

it('those of clusters and environments, none of which takes a parser of all YAML', () => {
  const disk = openDisk(programFolder());
  const files = ['clusters', 'overlays', 'flux/kustomizations']
    .flatMap((folder) => entriesBelow(disk, folder))
    .map((entry) => entry.path)
    .filter((file) => file.endsWith('/kustomization.yaml'));
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => !agree(disk.read(file) ?? ''))).toEqual([]);
});

it('patches and generated ConfigMaps', () => {
  const text = withHeader('fleet.yaml', {
    resources: ['../../bases/a'],
    patches: [{ target: { kind: 'Probe' }, patch: '- op: add\n  path: /a\n  value: b\n' }, { path: 'patch.yaml' }],
    configMapGenerator: [{ name: 'values', files: ['values.yaml=other.yaml'] }],
  });
  expect(agree(text)).toBe(true);
  expect(readBlockKustomization(text)).toEqual([
    { field: 'resources', written: '../../bases/a', line: 3, column: 3 },
    { field: 'patches', written: 'patch.yaml', line: 11, column: 9 },
    { field: 'configMapGenerator', written: 'other.yaml', line: 15, column: 5 },
  ]);
});
