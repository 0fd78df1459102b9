/** Fields that differ between two pieces of plain data. */
import { expect, it } from 'vitest';
import { fieldChanges, wholeLists } from '../../generator/plan/difference/fields.ts';

it('tells of a list as one field where it is written as a whole', () => {
  const [before, after] = [{ ports: [{ name: 'a' }, { name: 'b' }] }, { ports: [{ name: 'a' }, { name: 'c' }] }];
  expect(fieldChanges(before, after, [], wholeLists)).toEqual([
    { path: ['ports'], before: before.ports, after: after.ports },
  ]);
  expect(fieldChanges(before, after).map(({ path }) => path)).toEqual([
    ['ports', 'b'],
    ['ports', 'c'],
  ]);
});

it.each(['toString', 'constructor', 'hasOwnProperty'])('tells of a field that is called %s as of any other', (name) => {
  const labelled = { labels: { [name]: 'x' } };
  expect(fieldChanges({ labels: {} }, labelled, [], wholeLists)).toEqual([{ path: ['labels', name], after: 'x' }]);
  expect(fieldChanges(labelled, { labels: {} }, [], wholeLists)).toEqual([{ path: ['labels', name], before: 'x' }]);
});
