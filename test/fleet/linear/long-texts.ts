/** Long texts that walks over input stumble over: runs of one thing, with a start and an end that let a pattern begin and then fail. */
export interface LongText {
  /** What it is made of. */
  readonly name: string;
  readonly text: string;
}

/** Enough that what grows with the square takes minutes. */
const LENGTH = 200_000;

const RUNS: readonly string[] = [
  ...['a', '1', ' ', '\n', '\r\n', ':', '/', '.', '-', '@', ',', '{{', '${', '[', '(', '"', "'", '#'],
  // Above U+0FFF, half a surrogate pair, a line separator, a combining accent, one that is longer in lower case.
  ...['—', '😀', '\ud800', '\u2028', '\u0301', '\u0130'],
  ...['a.', 'a-', '1h', 'a\n', ',1'],
];

const FRAMED: readonly (readonly [string, string, string])[] = [
  ['a\nb', 'c', '—'],
  ['a\n', 'c\n', '\u2028'],
  ['a', '\n', '—'],
  ['https://', ':', ''],
  ['https://a', '/', 'b'],
  ['ssh://', ':', '/a'],
  ['a@a:', '/', ' '],
  ['1', '.1', '!'],
  ['a', '-a', '!'],
  ['0 3 * * ', '1,', 'x'],
];

export function longTexts(): readonly LongText[] {
  return [...RUNS.map((run) => ['', run, ''] as const), ...FRAMED].map(([start, run, end]) => ({
    name: JSON.stringify(`${start}${run}…${end}`),
    text: `${start}${run.repeat(LENGTH / run.length)}${end}`,
  }));
}
