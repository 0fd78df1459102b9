const MOST_NAMES = 10;

/** Names in a sentence; the rest of a long list is counted. */
export function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}
