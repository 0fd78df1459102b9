/** Text in Markdown as it is: no mention, link or markup, on one line. */
export function inlineCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${text.replaceAll(/\s*\n\s*/g, ' ')}${space}${ticks}`;
}

/**
 * The same in a cell of a table, which a `|` would end: GitHub shows `\|` as `|` there, and nowhere else. After a backslash of the text
 * itself it would end the cell (github/cmark-gfm: extensions/table.c), so such a text is written in entities.
 */
export function cellCode(text: string): string {
  if (!/\\\|/.test(text)) return inlineCode(text).replaceAll('|', '\\|');
  const entities = [...text].map((one) => (/[\w ]/.test(one) ? one : `&#${one.codePointAt(0)};`));
  return `<code>${entities.join('')}</code>`;
}
