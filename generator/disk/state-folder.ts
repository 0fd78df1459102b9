/** The folder of the program's own state in a repository. */
export const STATE_FOLDER = '.lang-observatory';
/** State that is not in Git. Deleting it costs one slow run. */
export const CACHE_FOLDER = `${STATE_FOLDER}/cache`;
