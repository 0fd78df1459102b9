/** Paths of settings as people write them: as `explain` and errors print them. */
import type { Path } from '../parse/path.ts';

/** A step is a name, a name in quotes and brackets, or an index in brackets. */
const STEP = /\.?(?:([^.[\]]+)|\["([^"]+)"\]|\[(\d+)\])/y;

/** The steps of `a.b["c.d"][0]`; undefined for what is no path. */
export function settingPath(text: string): Path | undefined {
  const steps: (string | number)[] = [];
  STEP.lastIndex = 0;
  for (let at = 0; at < text.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const [whole = '', name, quoted, index] = STEP.exec(text) ?? [];
    // A dot stands between two steps, and before no bracket.
    const begins = whole.startsWith('.');
    if (whole === '' || begins !== (at > 0 && name !== undefined)) return undefined;
    steps.push(index === undefined ? (name ?? quoted ?? '') : Number(index));
  }
  return steps.length === 0 ? undefined : steps;
}
