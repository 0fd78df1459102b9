import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ownItems } from '../../generator/plan/difference/common-items.ts';

const list = fc.array(fc.constantFrom<(string | { readonly a: number })[]>('a', 'b', 'c', { a: 1 }), {
  maxLength: 8,
});

it('leaves both lists the same without what only one of them has', () => {
  fc.assert(
    fc.property(list, list, (before, after) => {
      const own = ownItems(before, after);
      const common = (items: typeof before, without: readonly number[]) =>
        items.filter((_, index) => !without.includes(index));
      expect(common(before, own.before)).toEqual(common(after, own.after));
    }),
  );
});

it('finds only what was put into a list or taken out of it', () => {
  fc.assert(
    fc.property(list, fc.nat(8), (items, at) => {
      const index = Math.min(at, items.length);
      const more = [...items.slice(0, index), 'new', ...items.slice(index)];
      expect(ownItems(items, more)).toEqual({ before: [], after: [index] });
      expect(ownItems(more, items)).toEqual({ before: [index], after: [] });
    }),
  );
});
