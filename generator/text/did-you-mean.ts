/** Suggests a known word for an unknown one. */
import { distance } from 'fastest-levenshtein';

/** Words that a slip is looked for among: the input may name any number of them, and be wrong as often. */
const MOST_KNOWN = 1000;

/** The known word that is similar enough to be a misspelling; others would mislead. */
export function closestTo(word: string, known: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(word.length / 3));
  const lower = word.toLowerCase();
  let closest: { readonly name: string; readonly far: number } | undefined;
  for (const name of known.slice(0, MOST_KNOWN)) {
    // Words differ by as many letters as one is longer, at least.
    if (Math.abs(name.length - word.length) > allowed) continue;
    const far = distance(lower, name.toLowerCase());
    if (far <= allowed && far < (closest?.far ?? Number.POSITIVE_INFINITY)) closest = { name, far };
  }
  return closest?.name;
}

/** `did you mean x?` */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const closest = closestTo(word, known);
  return closest === undefined ? undefined : `did you mean ${closest}?`;
}

/** Names in a sentence; a long list is cut. */
export function namesIn(what: string, names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0
    ? `${what} are ${names.slice(0, MOST_NAMES).join(', ')} and ${more} more`
    : `${what} are ${names.join(', ')}`;
}

const MOST_NAMES = 40;
