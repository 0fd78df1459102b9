/** Versions as Semantic Versioning 2.0.0 orders them. */

const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

export function isVersion(text: string): boolean {
  return VERSION.test(text);
}

/** Whether `a` comes before `b`. What follows a `+` does not count. */
export function isOlder(a: string, b: string): boolean {
  const [[numbers, pre], [otherNumbers, otherPre]] = [parts(a), parts(b)];
  const difference = firstDifference(numbers, otherNumbers);
  if (difference !== 0) return difference < 0;
  // A version comes after its own pre-releases.
  if (pre.length === 0 || otherPre.length === 0) return pre.length > otherPre.length;
  return firstDifference(pre, otherPre) < 0;
}

function parts(version: string): readonly [readonly string[], readonly string[]] {
  const [, major = '', minor = '', patch = '', pre = ''] = VERSION.exec(version) ?? [];
  return [[major, minor, patch], pre === '' ? [] : pre.split('.')];
}

/** Negative when `a` comes first. Of two that are equal as far as both go, the shorter one does. */
function firstDifference(a: readonly string[], b: readonly string[]): number {
  const differences = a.slice(0, b.length).map((part, index) => order(part, b[index] ?? ''));
  return differences.find((difference) => difference !== 0) ?? a.length - b.length;
}

/** Numbers come before words. */
function order(a: string, b: string): number {
  const [number, otherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (number && otherNumber) return a.length - b.length || (a < b ? -1 : Number(a > b));
  if (number !== otherNumber) return number ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}
