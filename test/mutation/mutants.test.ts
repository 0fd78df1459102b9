import { describe, expect, it } from 'vitest';
import { mutantsOf, mutate } from './mutants.ts';
import { sample } from './sample.ts';

/** What becomes of a line, each time with one mistake. */
function mutated(source: string): readonly string[] {
  return mutantsOf(source).map((mutant) => mutate(source, mutant));
}

describe('a mistake', () => {
  it.each([
    ['in a comparison', 'x = a < b', [';', 'x = a <= b']],
    ['in a condition', 'if (a && b) c = d', ['if (!(a && b)) c = d', 'if (a || b) c = d', 'if (a && b) ;']],
    ['in an object', 'const x = {a, b: true}', ['const x = {b: true}', 'const x = {a}', 'const x = {a, b: false}']],
    ['in a list', 'const x = [f(),]', ['const x = []']],
    ['in a text', "const x = 'a'", ["const x = ''"]],
    ['in a fallback', 'const x = a ?? b ?? c', ['const x = a ?? b', 'const x = a ?? c']],
    ['in a call', 'const x = a.filter(f).every(g)', ['const x = a.every(g)', 'const x = a.filter(f).some(g)']],
  ])('%s is one change at one place', (_where, source, expected) => {
    expect([...mutated(source)].sort()).toEqual([...expected].sort());
  });

  it.each([
    ['a type', "type X = 'a' | 'b'"],
    ['an import', "import { a } from 'a'"],
    ['the words of a bug report', "const x = () => new Error('a')"],
    ['a description', "const x = z.string().describe('a')"],
  ])('is not made where it is no behaviour: %s', (_where, source) => {
    expect(mutated(source)).toEqual([]);
  });
});

describe('a sample', () => {
  const items = Array.from({ length: 100 }, (_, index) => index);

  it('is the same for the same seed, another for another, and has nothing twice', () => {
    expect(sample(items, 10, 1)).toEqual(sample(items, 10, 1));
    expect(sample(items, 10, 2)).not.toEqual(sample(items, 10, 1));
    expect(new Set(sample(items, 200, 1)).size).toBe(100);
  });
});
