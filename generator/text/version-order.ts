/** Whether a semantic version comes before another, with or without a leading `v` (https://semver.org/#spec-item-11). */
export function isEarlier(version: string, than: string): boolean {
  return order(parse(version), parse(than)) < 0;
}

interface Version {
  readonly numbers: readonly string[];
  readonly prerelease: readonly string[];
}

function parse(text: string): Version {
  const [, numbers = '', prerelease = ''] = /^v?([\d.]+)(?:-([^+]+))?/.exec(text) ?? [];
  return { numbers: numbers.split('.'), prerelease: prerelease === '' ? [] : prerelease.split('.') };
}

function order(a: Version, b: Version): number {
  const numbers = orderOfLists(a.numbers, b.numbers);
  if (numbers !== 0) return numbers;
  // A release comes after the versions that lead to it.
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length;
  return orderOfLists(a.prerelease, b.prerelease);
}

function orderOfLists(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const found = orderOfParts(part, other);
    if (found !== 0) return found;
  }
  return a.length - b.length;
}

/** Numbers come before words. */
function orderOfParts(a: string, b: string): number {
  const [first, second] = [a, b].map((part) => (/^\d+$/.test(part) ? BigInt(part) : undefined));
  if (first !== undefined && second !== undefined) return Number(first > second) - Number(first < second);
  if (first !== undefined || second !== undefined) return first === undefined ? 1 : -1;
  return a === b ? 0 : a < b ? -1 : 1;
}
