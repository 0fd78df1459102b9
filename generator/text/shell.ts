/** A text as one word of a POSIX shell: what a shell gives a meaning to is quoted. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const PLAIN = /^[A-Za-z0-9_./:@%+=,-]+$/;
