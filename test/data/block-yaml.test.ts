import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { readBlockYaml } from '../../generator/data/block-yaml.ts';
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
    ['', ' a', ' 1', " 'a'", ' true', ' a b'],
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
      ' |',
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
    fc.oneof({ weight: 12, arbitrary: likely }, { weight: 1, arbitrary: odd }, { weight: 1, arbitrary: other }),
    { maxLength: 6 },
  );
  let count = 0;
  fc.assert(
    fc.property(
      text.map((written) => written.join('\n')),
      (written) => {
        const read = readBlockYaml(written);
        if (read === undefined) return;
        count += 1;
        const document = parseDocument(written);
        expect(document.errors).toEqual([]);
        expect(read).toEqual(document.toJS());
      },
    ),
    { numRuns: 20_000 },
  );
  expect(count).toBeGreaterThan(100);
});

it('what generate writes is read as it was, where it is read', () => {
  let count = 0;
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      const json: Json = JSON.parse(text);
      const written = emitYaml(json);
      const read = readBlockYaml(written);
      if (read === undefined) return;
      count += 1;
      expect(read).toEqual(parseDocument(written).toJS());
    }),
    { numRuns: 5000 },
  );
  expect(count).toBeGreaterThan(0);
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
