import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { readBlocks, readBlockYaml } from '../../generator/data/block-yaml.ts';
import { isObject, type Json } from '../../generator/data/json.ts';
import { emitYaml } from '../../generator/data/yaml.ts';

it('what is read without a parser of all YAML is what such a parser reads', () => {
  const lines = (...parts: readonly (readonly string[])[]): fc.Arbitrary<string> =>
    fc.tuple(...parts.map((texts) => fc.constantFrom(...texts))).map((texts) => texts.join(''));
  const likely = lines(
    ['', '', '', '  '],
    ['', '', '- '],
    ['a', 'b', 'c', 'd'],
    [':'],
    ['', ' a', ' 1', " 'a'", ' true', ' a b', ' |', ' |-'],
  );
  const inside = lines(
    ['  ', '  ', '    ', '   ', '      '],
    ['a', 'a: b', '- a', '# a', "'", '|', ' ', '---', '%a', ''],
  );
  const odd = lines(
    ['', '  ', '    ', ' ', '\t'],
    ['', '- ', '- - ', '-'],
    ['a', 'a.b/c', 'yes', '__proto__', '- a', '"a"', '? a', 'toString', '0', '-'],
    [':', ''],
    [
      '',
      ' 01',
      ' 1e3',
      " 'a''b'",
      ' null',
      ' ~',
      ' |+',
      ' |2',
      ' >',
      ' | # a',
      ' &a',
      ' *a',
      ' {}',
      ' a: b',
      ' a #b',
      '  a',
      ' 12:30',
      ' 2020-01-01',
    ],
  );
  const other = fc.constantFrom('', '# a', '---', '...', '%a', 'a: b\u0085c: d', '\ufeffa: b');
  const text = fc.array(
    fc.oneof(
      { weight: 12, arbitrary: likely },
      { weight: 6, arbitrary: inside },
      { weight: 1, arbitrary: odd },
      { weight: 1, arbitrary: other },
    ),
    { maxLength: 7 },
  );
  const count = { read: 0, literal: 0 };
  fc.assert(
    fc.property(
      fc.tuple(text, fc.constantFrom('', '\n', '\n\n')).map(([written, end]) => written.join('\n') + end),
      (written) => {
        const read = readBlockYaml(written);
        if (read === undefined) return;
        count.read += 1;
        if (/^\s*[^\s#].*[|]-?$/m.test(written)) count.literal += 1;
        const document = parseDocument(written);
        expect(document.errors).toEqual([]);
        expect(read).toEqual(document.toJS());
      },
    ),
    { numRuns: 20_000 },
  );
  expect(count.read).toBeGreaterThan(100);
  expect(count.literal).toBeGreaterThan(20);
});

it('what generate writes is read as it was, where it is read', () => {
  // Most texts of any characters need a parser of all YAML: with words alone, most documents are read.
  const word = fc.stringMatching(/^[a-z][a-z/.-]{0,8}$/);
  const words = fc.object({
    key: word,
    values: [word, fc.nat(), fc.boolean(), fc.string()],
    maxDepth: 4,
    withNullPrototype: false,
  });
  let count = 0;
  fc.assert(
    fc.property(
      fc.oneof(
        words.map((value) => JSON.stringify(value)),
        fc.json({ maxDepth: 4 }),
      ),
      (text) => {
        const json: Json = JSON.parse(text);
        const written = emitYaml(json);
        const read = readBlockYaml(written);
        if (read === undefined) return;
        count += 1;
        expect(read).toEqual(parseDocument(written).toJS());
      },
    ),
    { numRuns: 5000 },
  );
  expect(count).toBeGreaterThan(100);
});

it('files of a cluster are read', () => {
  const texts = [
    '# Generated.\napiVersion: v1\nkind: Kustomization\nspec:\n  path: ./a/b\n  prune: true\n  dependsOn:\n  - name: a\n    namespace: b\n  - name: c\n',
    "cluster: a\nwave: canary\nchart:\n  version: 2.0.0\npaths: '/a;/b'\nports:\n- 80\n- 443\n",
  ];
  for (const text of texts) {
    expect(readBlockYaml(text)).toEqual(parseDocument(text).toJS());
    expect(isObject(readBlockYaml(text))).toBe(true);
  }
});

it('a literal block is read with every chomping that generate writes', () => {
  const texts = [
    'a: |\n  b\n\n  c: d\n    - e\n  # no comment\n\nf: 1\n',
    'a: |-\n  b\n\n\nf:\n- |\n  g\n- h: |-\n    i\n',
    'a:\n  b: |\n    c\n# comment\n  d: e\n',
  ];
  for (const text of texts) {
    expect(readBlockYaml(text)).toEqual(parseDocument(text).toJS());
    expect(isObject(readBlockYaml(text))).toBe(true);
  }
});

it('each scalar is told with its place and as it is written', () => {
  const text = "# comment\na: b\nc:\n- 1\n- d: 'e'\n  f: |\n    g\n";
  const found: (readonly [number, number, string])[] = [];
  readBlocks(text, ({ line, column, source }) => found.push([line, column, source]));
  expect(found).toEqual([
    [2, 4, 'b'],
    [4, 3, '1'],
    [5, 6, "'e'"],
    [6, 6, '|'],
  ]);
});

it('what is too long for a key, or too deep for a stack, is left to a parser of all YAML', () => {
  expect(readBlockYaml(`${'a'.repeat(1025)}: b\n`)).toBeUndefined();
  const deep = Array.from({ length: 6000 }, (_, depth) => `${'  '.repeat(depth)}a:`);
  expect(readBlockYaml(`${deep.join('\n')} b\n`)).toBeUndefined();
});
