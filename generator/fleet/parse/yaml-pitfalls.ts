/** YAML that does not mean what its author intended. It is searched in the text, because the parser accepts it. */

export interface Pitfall {
  /** In characters from the start of the text. */
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

/** Conflict markers of a Git merge. In a block scalar the lines would be indented. */
export function mergeConflict(text: string): Pitfall | undefined {
  const found = /^(?:<{7}|={7}|>{7})(?: .*)?$/m.exec(text.replaceAll('\r', ' '));
  if (found === null) return undefined;
  return {
    offset: found.index,
    message: 'contains conflict markers of a Git merge',
    hint: 'resolve the conflict, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>',
  };
}

/** An empty value at an offset, because its first character begins a comment. A comment without a space after # is most likely meant as a value. */
export function swallowedValue(text: string, offset: number): Pitfall | undefined {
  const [, space = '', value] = /^([ \t]*)(#[^\s#!][^\r\n]*)/.exec(lineFrom(text, offset)) ?? [];
  if (value === undefined) return undefined;
  return { offset: offset + space.length, message: 'is empty: # starts a comment', hint: inQuotes(value) };
}

/** A hint for the position at which the parser stops. */
export function syntaxHint(text: string, offset: number): string | undefined {
  const lines = text.slice(text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1);
  const line = lineFrom(lines, 0);
  // If a comment contains the end of a flow map, the parser reports a later line.
  const above = text
    .slice(Math.max(0, offset - NEAR), offset)
    .split('\n')
    .slice(-3);
  for (const one of [line, ...above.reverse()]) {
    const [, swallowed] = /[:,[{-][ \t]{1,8}(#[^\s#!][^\s,\]}]*)/.exec(one) ?? [];
    if (swallowed !== undefined) return `${inQuotes(swallowed)}, because # starts a comment`;
  }
  return HINTS.find(([form]) => form.test(line))?.[1];
}

/** As far back as a flow map is likely to begin. */
const NEAR = 500;

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^[ ]*\t/, 'indent with spaces'],
  [
    /(?:^|[:,[{-][ \t]{1,8})[@`%&!|>*]/,
    'put a value in quotes if it begins with a special character of YAML, such as @ ` % & ! * | >',
  ],
  [/\{\{/, 'put a value in quotes if it contains braces'],
  [/: .*: /, 'put a value in quotes if it contains a colon and a space'],
];

function inQuotes(value: string): string {
  const text = value.replace(/\s{1,40}#.*$/, '').trimEnd();
  return `put it in quotes: '${text.slice(0, 40).replaceAll("'", "''")}'`;
}

function lineFrom(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(offset, end < 0 ? undefined : end);
}
