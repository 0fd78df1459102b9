import { describe, expect, it } from 'vitest';
import { drawn } from '../../generator/text/screen.ts';

/** What a terminal of so many rows shows after it was sent a text, beginning with what it showed before. */
function shown(sent: string, rows: number, before: readonly string[]): readonly string[] {
  const screen = Array.from({ length: rows }, (_, row) => before[row] ?? '');
  let row = -1;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a terminal obeys.
  for (const part of sent.split(/(\u001b\[[HKJ]|\n)/)) {
    if (part === '\u001b[H') row = 0;
    else if (part === '\u001b[J') screen.fill('', row);
    else if (part === '\n') row += 1;
    else if (part !== '\u001b[K' && part !== '') screen[row] = part;
  }
  return screen;
}

describe('a text on a terminal', () => {
  it('takes the place of the one before, whichever is longer', () => {
    const first = shown(drawn('one\ntwo\nthree', 6), 6, ['$ a command', 'that was here']);
    expect(first).toEqual(['one', 'two', 'three', '', '', '']);
    expect(shown(drawn('four', 6), 6, first)).toEqual(['four', '', '', '', '', '']);
  });

  it('keeps its beginning where it is longer than the terminal, and says how much is missing', () => {
    const text = Array.from({ length: 9 }, (_, index) => `line ${index}`).join('\n');
    expect(shown(drawn(text, 5), 5, [])).toEqual(['line 0', 'line 1', 'line 2', '… and 6 more lines', '']);
  });
});
