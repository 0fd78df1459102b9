/** The way to a field as people read it: steps with dots in between, and one that has a dot itself in brackets. */
export function pathText(path: readonly string[]): string {
  return path
    .map((step, index) => (/^[\w/-]+$/.test(step) ? `${index === 0 ? '' : '.'}${step}` : `[${JSON.stringify(step)}]`))
    .join('');
}
