/** What the program keeps in a repository, beside what it generates. */
export const STATE_FOLDER = '.lang-observatory';
/** What a repository remembers outside Git. Deleting it costs one slow run. */
export const CACHE_FOLDER = `${STATE_FOLDER}/cache`;
