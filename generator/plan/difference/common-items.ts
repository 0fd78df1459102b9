import { isEqual, type Json, type JsonList } from '../../data/json.ts';

/** Beyond this many pairs of items the lists are taken for two others. */
const MOST_PAIRS = 40_000;

export interface OwnItems {
  /** Indexes of items that only the list before has, and only the list after. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** What is left of two lists without the longest list of items that both have, in their order. */
export function ownItems(before: JsonList, after: JsonList): OwnItems {
  if (before.length * after.length > MOST_PAIRS) return { before: [...before.keys()], after: [...after.keys()] };
  const lengths = commonLengths(before, after);
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  const [onlyBefore, onlyAfter]: [number[], number[]] = [[], []];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && isSame(before, i, after, j)) {
      i += 1;
      j += 1;
    } else if (j >= after.length || (i < before.length && at(i + 1, j) >= at(i, j + 1))) onlyBefore.push(i++);
    else onlyAfter.push(j++);
  }
  return { before: onlyBefore, after: onlyAfter };
}

/** For each pair of indexes, how many items the rests of both lists have in common. */
function commonLengths(before: JsonList, after: JsonList): readonly (readonly number[])[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = lengths[i] ?? [];
      row[j] = isSame(before, i, after, j)
        ? 1 + (lengths[i + 1]?.[j + 1] ?? 0)
        : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  return lengths;
}

function isSame(before: JsonList, i: number, after: JsonList, j: number): boolean {
  const [one, other]: readonly (Json | undefined)[] = [before[i], after[j]];
  return one !== undefined && other !== undefined && isEqual(one, other);
}
