/** What differs from a Git revision, committed or not. */
import { shellWord } from '../text/shell.ts';
import { askGit } from './git.ts';

/** Unlike diff, it says why there is no repository. */
const REPOSITORY = ['rev-parse', '--git-dir'];
/** With both names of a file that was renamed: what it was called is gone. */
const TRACKED = ['diff', '--no-ext-diff', '--no-textconv', '--no-renames', '--ignore-submodules=dirty'];

/** Paths relative to the repository's folder, or why they cannot be told. */
export async function changedSince(repo: string, revision: string): Promise<readonly string[] | string> {
  // A revision that starts with a dash would be an option.
  if (revision.startsWith('-')) return `${revision} is not a Git revision`;
  try {
    const [, ...answers] = await askGit(
      repo,
      REPOSITORY,
      [...TRACKED, '--name-only', '--relative', '-z', revision, '--'],
      ['ls-files', '--others', '--exclude-standard', '-z'],
    );
    return answers.flatMap((paths) => paths.split('\0')).filter((path) => path !== '');
  } catch (error) {
    return inWords(repo, revision, reason(error));
  }
}

/** What Git says last is what it stumbled over. */
function reason(error: unknown): string {
  if (error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr.trim() !== '')
    return error.stderr.trim();
  return error instanceof Error ? error.message : String(error);
}

/** What Git says when it cannot compare, as far as something else can be done about it than the message says. */
const REASONS: readonly (readonly [RegExp, (repo: string, revision: string) => string])[] = [
  [
    /\bspawn git ENOENT\b|git: not found/,
    () =>
      'validate --changed needs git, which is not on the PATH\n  hint: install git, or validate everything without --changed',
  ],
  [
    /dubious ownership/,
    (repo) =>
      `${repo} belongs to another user, so Git refuses to read it\n  hint: git config --global --add safe.directory ${shellWord(repo)}, or validate everything without --changed`,
  ],
  [
    /not a git repository|Not a git repository/,
    (repo) =>
      `${repo} is not in a Git repository, so there is nothing to compare with\n  hint: validate everything without --changed`,
  ],
  [
    /unknown revision|bad revision|ambiguous argument|Invalid revision|bad object/,
    (_, revision) =>
      `unknown revision ${revision}\n  hint: fetch it first (a checkout in CI often contains only the last commit: set fetch-depth: 0), or validate everything without --changed`,
  ],
];

function inWords(repo: string, revision: string, message: string): string {
  const known = REASONS.find(([said]) => said.test(message))?.[1];
  return known?.(repo, revision) ?? `cannot compare with ${revision}: ${message}`;
}
