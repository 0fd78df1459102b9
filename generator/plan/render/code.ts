/** Text in Markdown as it is: no mention, link or markup, on one line and in one cell of a table. */
export function inlineCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')}${space}${ticks}`;
}
