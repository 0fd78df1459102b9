/** Fields that differ between two pieces of plain data. */
import { describe, expect, it } from 'vitest';
import { isObject, type Json } from '../../generator/data/json.ts';
import { fieldChanges, wholeLists } from '../../generator/plan/difference/fields.ts';
import { ITEM_KEYS } from '../../generator/plan/difference/item-keys.ts';

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

/** A map with a value at a way with dots in between. */
function nested(way: string, value: Json): Record<string, Json> {
  const [step = '', ...rest] = way.split('.');
  return { [step]: rest.length === 0 ? value : nested(rest.join('.'), value) };
}

function merged(one: Record<string, Json>, other: Record<string, Json>): Record<string, Json> {
  const both = Object.keys(other).filter((key) => isObject(one[key]) && isObject(other[key]));
  return {
    ...one,
    ...other,
    ...Object.fromEntries(both.map((key) => [key, merged({ ...Object(one[key]) }, { ...Object(other[key]) })])),
  };
}

const ENTRIES = [...ITEM_KEYS].flatMap(([list, keys]) => keys.map((fields) => ({ list, fields })));

describe.each(ENTRIES)('items of $list, which have $fields', ({ list, fields: [first = '', ...others] }) => {
  it.each(first.split('|'))('are matched by %s, wherever they stand', (way) => {
    const item = (name: string, more: Json): Json => ({ ...nested(way, name), more });
    const before = { [list]: [item('a', 1), item('b', 1), item('c', 1)] };
    const after = { [list]: [item('d', 1), item('b', 2), item('a', 1)] };
    expect(fieldChanges(before, after)).toEqual([
      { path: [list, 'b', 'more'], before: 1, after: 2 },
      { path: [list, 'c'], before: item('c', 1) },
      { path: [list, 'd'], after: item('d', 1) },
    ]);
  });

  it.skipIf(others.length === 0)('are told apart by further fields where the first is the same', () => {
    const [way = ''] = first.split('|');
    const [second = ''] = others[0]?.split('|') ?? [];
    const item = (name: string, more: Json): Json => merged(merged(nested(way, 'a'), nested(second, name)), { more });
    const [before, after] = [
      { [list]: [item('x', 1), item('y', 1)] },
      { [list]: [item('z', 1), item('y', 2), item('x', 1)] },
    ];
    expect(fieldChanges(before, after).map(({ path }) => path)).toEqual([
      [list, expect.stringMatching(/^(?:a )?y$/), 'more'],
      [list, expect.stringMatching(/^(?:a )?z$/)],
    ]);
  });
});

describe('rules of a PrometheusRule', () => {
  const rule = (alert: string, severity: string, expr: string): Json => ({ alert, labels: { severity }, expr });
  const group = (...rules: readonly Json[]): Json => ({ groups: [{ name: 'g', rules }] });

  it('go by name, and by labels where names repeat', () => {
    const before = group(rule('Down', 'page', 'a'), rule('Slow', 'page', 'b'), rule('Slow', 'ticket', 'c'), {
      record: 'r',
      expr: 'x',
    });
    const after = group(
      { record: 'r', expr: 'y' },
      rule('Slow', 'ticket', 'd'),
      rule('Down', 'ticket', 'a'),
      rule('Slow', 'page', 'b'),
    );
    expect(fieldChanges(before, after)).toEqual([
      { path: ['groups', 'g', 'rules', 'Down', 'labels', 'severity'], before: 'page', after: 'ticket' },
      { path: ['groups', 'g', 'rules', 'Slow {severity=ticket}', 'expr'], before: 'c', after: 'd' },
      { path: ['groups', 'g', 'rules', 'r', 'expr'], before: 'x', after: 'y' },
    ]);
  });

  it('take the place of each other where none stays', () => {
    expect(fieldChanges(group(rule('A', 'page', 'x')), group(rule('B', 'page', 'x')))).toEqual([
      { path: ['groups', 'g', 'rules', '0', 'alert'], before: 'A', after: 'B' },
    ]);
  });
});
