/** Characters that a terminal or a log interprets instead of showing them: control characters, bidirectional controls, line separators. */
const OBEYED = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * Text of any number of lines, with such characters written as `\u001b`. JSON keeps its meaning, because it has such
 * characters only in strings.
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
