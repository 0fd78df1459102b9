import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOlder, isVersion } from '../../generator/package/version.ts';

/** The example of Semantic Versioning 2.0.0, section 11, in its order. */
const ORDERED = [
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1',
  '1.2.0',
  '1.10.0',
  '2.0.0-0',
  '2.0.0',
];

describe('a version', () => {
  it('is older than those that come later, and no other', () => {
    for (const [i, a] of ORDERED.entries())
      for (const [j, b] of ORDERED.entries()) expect(isOlder(a, b), `${a} < ${b}`).toBe(i < j);
    expect([isOlder('1.0.0+1', '1.0.0+2'), isOlder('1.0.0+2', '1.0.0')]).toEqual([false, false]);
  });

  it('is ordered by its numbers', () => {
    const numbers = fc.tuple(fc.nat(), fc.nat(), fc.nat());
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const first = a.findIndex((number, index) => number !== b[index]);
        expect(isOlder(a.join('.'), b.join('.'))).toBe(first !== -1 && (a[first] ?? 0) < (b[first] ?? 0));
      }),
    );
  });

  it.each(['1.0', 'latest', '^1.0.0', '1.0.0/..', ''])('is not %s', (text) => {
    expect(isVersion(text)).toBe(false);
  });
});
