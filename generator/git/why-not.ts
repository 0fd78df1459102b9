/** Why Git cannot say what was asked of it, and what to do about it. */
import { shellWord } from '../text/shell.ts';

/** What somebody called who is told. */
export interface Asking {
  /** The command with its option, such as `validate --changed`. */
  readonly command: string;
  /** What works without Git, such as `validate everything without --changed`. */
  readonly instead: string;
  /** Of the fleet. */
  readonly repo: string;
  readonly revision: string;
}

/** What Git says when it cannot compare, as far as something else can be done about it than the message says. */
const REASONS: readonly (readonly [RegExp, (asking: Asking) => string])[] = [
  [
    /\bspawn git ENOENT\b|git: not found/,
    ({ command, instead }) => `${command} needs git, which is not on the PATH\n  hint: install git, or ${instead}`,
  ],
  [
    /dubious ownership/,
    ({ repo, instead }) =>
      `${repo} belongs to another user, so Git refuses to read it\n  hint: git config --global --add safe.directory ${shellWord(repo)}, or ${instead}`,
  ],
  [
    /not a git repository|Not a git repository/,
    ({ command, repo, instead }) => `${repo} is not in a Git repository, which ${command} needs\n  hint: ${instead}`,
  ],
  [
    /Not a valid object name HEAD$|bad revision 'HEAD'/m,
    ({ command, repo, instead }) => `${repo} has no commit yet, and ${command} needs one\n  hint: ${instead}`,
  ],
  [
    /unknown revision|bad revision|ambiguous argument|Invalid revision|bad object|Not a valid (?:object|commit) name/,
    ({ revision, instead }) =>
      `unknown revision ${revision}\n  hint: fetch it first (a checkout in CI often contains only the last commit: set fetch-depth: 0), or ${instead}`,
  ],
];

/** In words for whoever asked. */
export function whyNot(asking: Asking, error: unknown): string {
  const message = reasonOf(error);
  const known = REASONS.find(([said]) => said.test(message))?.[1];
  return known?.(asking) ?? `cannot compare with ${asking.revision}: ${message}`;
}

/** Why a text cannot be a revision; Git would take it for an option. */
export function notARevision(text: string): string | undefined {
  return text.startsWith('-') ? `${text} is not a Git revision` : undefined;
}

/** What Git says last is what it stumbled over. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr.trim() !== '')
    return error.stderr.trim();
  return error instanceof Error ? error.message : String(error);
}
