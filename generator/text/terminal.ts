/** What a terminal or a log obeys instead of showing it: control characters, what turns the direction of text, separators of lines. */
const OBEYED = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * Text for people and programs to read, of any lines: what a terminal would obey is written as `\u001b`. JSON stays the same JSON, which has
 * such characters in strings alone.
 */
export function printable(text: string): string {
  return text.replaceAll(OBEYED, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** One line of it, of the same length: a space for each, so that a caret below stays where it belongs. */
export function printableLine(line: string): string {
  return line.replaceAll(OBEYED, ' ');
}
