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
  '2.0.0',
];

it('orders versions as Semantic Versioning does', () => {
  fc.assert(
    fc.property(fc.nat(ORDERED.length - 1), fc.nat(ORDERED.length - 1), (a, b) => {
      expect(isEarlier(ORDERED[a] ?? '', ORDERED[b] ?? '')).toBe(a < b);
    }),
  );
});

it('does not count what a build is called', () => {
  expect([isEarlier('1.0.0+a', '1.0.0+b'), isEarlier('1.0.0+b', '1.0.0+a')]).toEqual([false, false]);
});
