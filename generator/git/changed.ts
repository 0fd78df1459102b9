/** What differs from a Git revision, committed or not. */
import { simpleGit } from 'simple-git';

/** Paths relative to the repository's folder, or why they cannot be told. */
export async function changedSince(repo: string, revision: string): Promise<readonly string[] | string> {
  // A revision that starts with a dash would be an option.
  if (revision.startsWith('-')) return `${revision} is not a Git revision`;
  const git = simpleGit(repo);
  try {
    const tracked = await git.raw(['diff', '--name-only', '--relative', '-z', revision, '--']);
    const untracked = await git.raw(['ls-files', '--others', '--exclude-standard', '-z']);
    return [...tracked.split('\0'), ...untracked.split('\0')].filter((path) => path !== '');
  } catch (error) {
    return `cannot compare with ${revision}: ${error instanceof Error ? error.message.trim() : String(error)}`;
  }
}
