import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isList, isObject, type Json } from '../../../generator/data/json.ts';
import { changedAt } from '../../../generator/fleet/edit/changed-value.ts';
import { editText } from '../../../generator/fleet/edit/edit-text.ts';
import type { NewValue } from '../../../generator/fleet/edit/written-value.ts';
import { parseInput } from '../../../generator/fleet/parse/document.ts';
import type { Path } from '../../../generator/fleet/parse/path.ts';
import { arbitraryText, type WrittenText } from './arbitrary-text.ts';

const newValue: Arbitrary<NewValue> = fc.record({
  value: fc.constantFrom<Json[]>(
    7,
    false,
    null,
    'text',
    '1.36',
    'a: b',
    'one\ntwo\n',
    'ends\n\n\n',
    {},
    [],
    { x: 1, y: { z: ['p', 'q: r'] } },
    [{ name: 'n', list: [1, 2] }, 'plain'],
    { text: 'one\n  two' },
  ),
  notation: fc.constantFrom('block', 'flow'),
});

function valueIn(text: string): Json {
  const { document, diagnostics } = parseInput('fleet.yaml', Buffer.from(text));
  if (document === undefined) throw new Error(JSON.stringify(diagnostics));
  return document.value;
}

/** Maps of a value, with the keys that lead to them, and what has no value yet. */
function mapsIn(value: Json, path: Path = []): readonly Path[] {
  if (isList(value)) return value.flatMap((item, index) => mapsIn(item, [...path, index]));
  if (isObject(value)) return [path, ...Object.entries(value).flatMap(([key, inner]) => mapsIn(inner, [...path, key]))];
  return value === null ? [path] : [];
}

/** The lines of both texts between those that both begin with and those that both end with. */
function changedLines(before: string, after: string): readonly [old: readonly string[], now: readonly string[]] {
  // Whether the last line ends with a line feed is no difference of that line.
  const [old, now] = [before, after].map((text) =>
    text
      .replace(/\r?\n$/, '')
      .split('\n')
      .map((line) => line),
  );
  if (old === undefined || now === undefined) return [[], []];
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && same(old[start], now[start])) start += 1;
  let end = 0;
  while (end < shorter - start && same(old.at(-1 - end), now.at(-1 - end))) end += 1;
  return [old.slice(start, old.length - end), now.slice(start, now.length - end)];
}

function same(a: string | undefined, b: string | undefined): boolean {
  return a?.replaceAll(/^\ufeff|\r$/g, '') === b?.replaceAll(/^\ufeff|\r$/g, '');
}

const RUNS = { numRuns: 1000 };

describe('an edit of an input file', () => {
  it('sets a field that is there, and changes no line but its own', () => {
    fc.assert(
      fc.property(arbitraryText, fc.nat(), newValue, (written, pick, to) => {
        const field = written.fields[pick % written.fields.length];
        if (field === undefined) return;
        const after = edited(written, field.path, to);
        expect(valueIn(after)).toEqual(changedAt(valueIn(written.text), field.path, to.value));
        expect(changedLines(written.text, after)[0].filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(
          Math.max(1, field.lines),
        );
      }),
      RUNS,
    );
  });

  it('adds a field, with the maps around it, and changes no more than the line before it', () => {
    fc.assert(
      fc.property(
        arbitraryText,
        fc.nat(),
        newValue,
        fc.constantFrom(['new'], ['new', 'x.y', 'z']),
        (written, pick, to, keys) => {
          const maps = mapsIn(valueIn(written.text));
          const path = [...(maps[pick % maps.length] ?? []), ...keys];
          const after = edited(written, path, to);
          expect(valueIn(after)).toEqual(changedAt(valueIn(written.text), path, to.value));
          expect(changedLines(written.text, after)[0].filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(
            1,
          );
        },
      ),
      RUNS,
    );
  });

  it('removes a field, and with it no line of another', () => {
    fc.assert(
      fc.property(arbitraryText, fc.nat(), (written, pick) => {
        const field = written.fields[pick % written.fields.length];
        if (field === undefined || written.fields.length === 1) return;
        const isAlone = written.fields.filter(({ path }) => isBeside(path, field.path)).length === 1;
        const holder = written.fields.find(({ path }) => isBeside([...path, ''], field.path));
        if (isAlone && holder === undefined) return;
        const after = edited(written, field.path, undefined);
        expect(valueIn(after)).toEqual(changedAt(valueIn(written.text), field.path, undefined));
        const most = Math.max(1, isAlone ? (holder?.lines ?? 0) : field.lines);
        expect(changedLines(written.text, after)[0].filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(
          most,
        );
      }),
      RUNS,
    );
  });
});

function isBeside(a: Path, b: Path): boolean {
  return a.length === b.length && a.slice(0, -1).every((step, index) => step === b[index]);
}

function edited({ text }: WrittenText, path: Path, to: NewValue | undefined): string {
  const result = editText(text, { path, ...(to && { to }) });
  if (!('obstacle' in result)) return result.text;
  // Blank lines would come to belong to a text that keeps them: that is refused.
  fc.pre(!text.includes('|+'));
  throw new Error(`${result.obstacle.path}: ${result.obstacle.message}`);
}
