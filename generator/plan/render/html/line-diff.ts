/** The difference of two texts, line by line, for two columns. */
import { commonLines } from '../../../text/text-difference.ts';

export interface DiffRow {
  /** Absent where the line is only on the other side. */
  readonly before?: string;
  readonly after?: string;
}

/** Lines of both sides in order: equal ones in one row, others in a row each or beside what replaces them. */
export function diffRows(before: string, after: string): readonly DiffRow[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const { start, end } = commonLines(old, now);
  return [
    ...same(old.slice(0, start)),
    ...middleRows(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...same(old.slice(old.length - end)),
  ];
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n');
}

function same(lines: readonly string[]): readonly DiffRow[] {
  return lines.map((line) => ({ before: line, after: line }));
}

/** Cells of a table; more of them would take longer than anybody waits for. */
const MOST_CELLS = 1_000_000;

function middleRows(old: readonly string[], now: readonly string[]): readonly DiffRow[] {
  if (old.length * now.length > MOST_CELLS) return beside(old, now);
  const rows: DiffRow[] = [];
  let [fromOld, fromNow] = [0, 0];
  for (const [atOld, atNow] of longestCommon(old, now)) {
    rows.push(...beside(old.slice(fromOld, atOld), now.slice(fromNow, atNow)), ...same(old.slice(atOld, atOld + 1)));
    [fromOld, fromNow] = [atOld + 1, atNow + 1];
  }
  return [...rows, ...beside(old.slice(fromOld), now.slice(fromNow))];
}

function beside(old: readonly string[], now: readonly string[]): readonly DiffRow[] {
  return Array.from({ length: Math.max(old.length, now.length) }, (_, index) => {
    const [before, after] = [old[index], now[index]];
    return { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  });
}

/** The longest common subsequence, as pairs of indices. */
function longestCommon(old: readonly string[], now: readonly string[]): readonly (readonly [number, number])[] {
  const width = now.length + 1;
  const longest = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number): number => longest[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1)
    for (let column = now.length - 1; column >= 0; column -= 1)
      longest[row * width + column] =
        old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
  const pairs: [number, number][] = [];
  for (let row = 0, column = 0; row < old.length && column < now.length; ) {
    if (old[row] === now[column]) pairs.push([row++, column++]);
    else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return pairs;
}
