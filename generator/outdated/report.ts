/** What is newer than what a fleet has. */
import { type Kind, type Pinned, placeOf, type Source } from './pinned.ts';
import { type Newer, newerThan, STEPS } from './steps.ts';

/** Every version that a source has, or why it cannot be asked. */
export type Listed = { readonly versions: readonly string[] } | { readonly problem: string };

export interface KnownGood {
  /** Of the set: the version of this program. */
  readonly name: string;
  /** By component. */
  readonly versions: ReadonlyMap<string, string>;
}

export interface OutdatedItem {
  readonly kind: Kind;
  readonly name: string;
  readonly version: string;
  /** Where it was asked for. */
  readonly place: string;
  /** The newest of each step; null where there is none, or nobody could be asked. */
  readonly newer: Newer;
  /** Why it could not be asked. */
  readonly problem: string | null;
  /** In the set that was proven with this program; null for what is in none. */
  readonly knownGood: string | null;
  readonly components: readonly string[];
  readonly clusters: readonly string[];
}

export interface OutdatedReport {
  readonly knownGoodSet: string;
  readonly items: readonly OutdatedItem[];
}

export function outdatedReport(
  pinned: readonly Pinned[],
  listed: (source: Source) => Listed,
  { name: knownGoodSet, versions }: KnownGood,
): OutdatedReport {
  const items = pinned.map(({ source, ...one }): OutdatedItem => {
    const found = listed(source);
    const [component = ''] = one.components;
    return {
      ...one,
      place: placeOf(source),
      newer: 'versions' in found ? newerThan(one.version, found.versions) : NOTHING,
      problem: 'problem' in found ? found.problem : null,
      knownGood: one.kind === 'image' ? null : (versions.get(component) ?? null),
    };
  });
  return { knownGoodSet, items };
}

const NOTHING: Newer = { patch: null, minor: null, major: null };

export function isOutdated({ newer }: OutdatedItem): boolean {
  return STEPS.some((step) => newer[step] !== null);
}
