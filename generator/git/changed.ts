/** What differs from a Git revision, committed or not. */
import { askGit } from './git.ts';

/** With both names of a file that was renamed: what it was called is gone. */
const TRACKED = ['diff', '--no-ext-diff', '--no-textconv', '--no-renames', '--ignore-submodules=dirty'];

/** Paths relative to the repository's folder, or why they cannot be told. */
export async function changedSince(repo: string, revision: string): Promise<readonly string[] | string> {
  // A revision that starts with a dash would be an option.
  if (revision.startsWith('-')) return `${revision} is not a Git revision`;
  try {
    const answers = await askGit(
      repo,
      [...TRACKED, '--name-only', '--relative', '-z', revision, '--'],
      ['ls-files', '--others', '--exclude-standard', '-z'],
    );
    return answers.flatMap((paths) => paths.split('\0')).filter((path) => path !== '');
  } catch (error) {
    return `cannot compare with ${revision}: ${reason(error)}`;
  }
}

/** What Git says last is what it stumbled over. */
function reason(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'Git was not found';
  if (error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr.trim() !== '')
    return error.stderr.trim();
  return error instanceof Error ? error.message : String(error);
}
