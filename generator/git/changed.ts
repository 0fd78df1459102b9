/** What differs from a Git revision, committed or not. */
import { simpleGit } from 'simple-git';
import { childEnvironment } from '../child-environment.ts';

/** Paths relative to the repository's folder, or why they cannot be told. */
export async function changedSince(repo: string, revision: string): Promise<readonly string[] | string> {
  // A revision that starts with a dash would be an option.
  if (revision.startsWith('-')) return `${revision} is not a Git revision`;
  // In the language whose words are known below.
  const git = simpleGit(repo).env({ ...childEnvironment([], repo), LC_ALL: 'C' });
  try {
    // Unlike diff, it says why there is no repository.
    await git.raw(['rev-parse', '--git-dir']);
    const tracked = await git.raw(['diff', '--name-only', '--no-renames', '--relative', '-z', revision, '--']);
    const untracked = await git.raw(['ls-files', '--others', '--exclude-standard', '-z']);
    return [...tracked.split('\0'), ...untracked.split('\0')].filter((path) => path !== '');
  } catch (error) {
    return inWords(repo, revision, error instanceof Error ? error.message.trim() : String(error));
  }
}

/** What Git says when it cannot compare, as far as something else can be done about it than the message says. */
const REASONS: readonly (readonly [RegExp, (repo: string, revision: string) => string])[] = [
  [
    /\bspawn git ENOENT\b|git: not found/,
    () =>
      'validate --changed needs Git, and there is no git on the PATH\n  hint: install it, or validate everything, without --changed',
  ],
  [
    /dubious ownership/,
    (repo) =>
      `${repo} belongs to another user, and Git reads nothing of such a repository\n  hint: git config --global --add safe.directory ${JSON.stringify(repo)}, or validate everything, without --changed`,
  ],
  [
    /not a git repository|Not a git repository/,
    (repo) =>
      `${repo} is in no Git repository, so nothing can be compared\n  hint: validate everything, without --changed`,
  ],
  [
    /unknown revision|bad revision|ambiguous argument|Invalid revision|bad object/,
    (_, revision) =>
      `there is no revision ${revision} here\n  hint: fetch it first (a checkout of CI may hold the last commit alone: fetch-depth: 0), or validate everything, without --changed`,
  ],
];

function inWords(repo: string, revision: string, message: string): string {
  const known = REASONS.find(([said]) => said.test(message))?.[1];
  return known?.(repo, revision) ?? `cannot compare with ${revision}: ${message}`;
}
