/** What somebody may have meant by a word that there is not. */
import { distance } from 'fastest-levenshtein';

/** The known word that is close enough for a slip of the finger; one that is far off would mislead. */
export function closestTo(word: string, known: readonly string[]): string | undefined {
  const [closest] = known
    .map((name) => ({ name, far: distance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  return closest === undefined || closest.far > Math.max(1, Math.floor(word.length / 3)) ? undefined : closest.name;
}

/** `did you mean x?` */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const closest = closestTo(word, known);
  return closest === undefined ? undefined : `did you mean ${closest}?`;
}
