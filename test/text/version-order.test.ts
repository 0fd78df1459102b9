import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isEarlier } from '../../generator/text/version-order.ts';

/** The example of https://semver.org/#spec-item-11, and numbers that are not in the order of their texts. */
const ORDERED = [
  '0.9.0',
  '0.10.0',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  'v1.0.1',
  '1.2.0',
  '1.10.0',
  '2.0.0-0',
  '2.0.0',
];

it('orders versions as Semantic Versioning does', () => {
  for (const [i, a] of ORDERED.entries())
    for (const [j, b] of ORDERED.entries()) expect(isEarlier(a, b), `${a} < ${b}`).toBe(i < j);
});

it('does not count what a build is called', () => {
  expect([isEarlier('1.0.0+a', '1.0.0+b'), isEarlier('1.0.0+b', '1.0.0+a')]).toEqual([false, false]);
  expect([isEarlier('1.0.0+1', '1.0.0+2'), isEarlier('1.0.0+2', '1.0.0')]).toEqual([false, false]);
});

it('orders versions by their numbers, of any length', () => {
  const numbers = fc.tuple(fc.bigInt({ min: 0n }), fc.bigInt({ min: 0n }), fc.bigInt({ min: 0n }));
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const first = a.findIndex((number, index) => number !== b[index]);
      expect(isEarlier(a.join('.'), b.join('.'))).toBe(first !== -1 && (a[first] ?? 0n) < (b[first] ?? 0n));
    }),
  );
});
