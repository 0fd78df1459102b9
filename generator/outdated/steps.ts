/** How far a version is from another one. Pure. */
import { isEarlier } from '../text/version-order.ts';

/**
 * What somebody has to do who takes it: a patch is taken, a minor has something new, a major needs its release notes read. Below 1.0.0 a
 * change of the first number that is not 0 counts as major (https://semver.org/#spec-item-4, and as npm and Cargo read it).
 */
export const STEPS = ['patch', 'minor', 'major'] as const;
export type Step = (typeof STEPS)[number];

export type Newer = Readonly<Record<Step, string | null>>;

interface Tag {
  readonly numbers: readonly number[];
  /** What follows them: of an image its flavour, such as `distroless`; of a chart the name of a pre-release. */
  readonly rest: string;
}

function tagOf(text: string): Tag | undefined {
  const [, numbers, rest = ''] = /^v?(\d{1,9}(?:\.\d{1,9}){0,5})(?:-([^+]+))?(?:\+.*)?$/.exec(text) ?? [];
  return numbers === undefined ? undefined : { numbers: numbers.split('.').map(Number), rest };
}

/** The newest version for each step; null where there is none. Only those of the same flavour count: as many numbers, and the same after them. */
export function newerThan(version: string, all: readonly string[]): Newer {
  const own = tagOf(version);
  const newest: { -readonly [Name in Step]: string | null } = { patch: null, minor: null, major: null };
  if (own === undefined) return newest;
  for (const one of all) {
    const tag = tagOf(one);
    if (tag === undefined || tag.rest !== own.rest || tag.numbers.length !== own.numbers.length) continue;
    if (!isEarlier(version, one)) continue;
    const step = stepTo(own.numbers, tag.numbers);
    const before = newest[step];
    if (before === null || isEarlier(before, one)) newest[step] = one;
  }
  return newest;
}

function stepTo(from: readonly number[], to: readonly number[]): Step {
  const differs = from.findIndex((number, index) => number !== to[index]);
  const major = Math.max(
    0,
    from.findIndex((number) => number > 0),
  );
  if (differs <= major) return 'major';
  return differs === 1 ? 'minor' : 'patch';
}
