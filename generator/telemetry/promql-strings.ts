/** Strings of PromQL, which are those of Go in three kinds of quotes (prometheus/prometheus:util/strutil/quote.go). */

const ESCAPE = /\\(?:[abfnrtv\\"']|[0-7]{3}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})/g;

/** What is wrong with a string in its quotes. */
export function mistakeInString(literal: string): string | undefined {
  const quote = literal.charAt(0);
  if (literal.length < 2 || !literal.endsWith(quote)) return 'has no closing quote';
  if (quote === '`') return undefined;
  const other = quote === '"' ? "\\'" : '\\"';
  const inner = literal.slice(1, -1);
  // What is left of a backslash once every escape is taken away begins none; either quote is escaped in its own kind of string only.
  const escaped: readonly string[] = inner.match(ESCAPE) ?? [];
  const rest = inner.replaceAll(ESCAPE, '');
  const at = rest.indexOf('\\');
  if (at < 0 && !escaped.includes(other)) return undefined;
  const wrong = at < 0 ? other : rest.slice(at, at + 2);
  return `has ${wrong}, which is no escape: write \\${wrong} for a backslash`;
}

/** What a string without a mistake stands for, so far as a regular expression needs it: simple escapes undone. */
export function stringValue(literal: string): string {
  const inner = literal.slice(1, -1);
  return literal.startsWith('`') ? inner : inner.replaceAll(/\\([\\"'])/g, '$1');
}
