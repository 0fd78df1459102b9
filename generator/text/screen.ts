/** A text on a terminal in place of what was there. */

const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** What to write so that the terminal shows the text from its top: as many lines as it has rows, the last of which says what is missing. */
export function drawn(text: string, rows: number): string {
  const lines = text.split('\n');
  const fits = lines.length < rows;
  const shown = fits ? lines : [...lines.slice(0, rows - 2), `… and ${lines.length - rows + 2} more lines`];
  return `${HOME}${shown.map((line) => `${line}${CLEAR_LINE}\n`).join('')}${CLEAR_BELOW}`;
}
