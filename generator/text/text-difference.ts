/** The lines in which a text differs from another, as people read them in a review. */

export interface ChangedLines {
  /** From 1: of the first line in the new text. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** What is between the lines that both begin with and those that both end with; undefined when nothing is. */
export function changedLines(before: string, after: string): ChangedLines | undefined {
  if (before === after) return undefined;
  const [old, now] = [linesOf(before), linesOf(after)];
  const { start, end } = commonLines(old, now);
  return { line: start + 1, removed: old.slice(start, old.length - end), added: now.slice(start, now.length - end) };
}

/** How many lines both begin with, and how many of the others both end with. */
export function commonLines(
  old: readonly string[],
  now: readonly string[],
): { readonly start: number; readonly end: number } {
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < shorter - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  return { start, end };
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}
