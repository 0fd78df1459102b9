/** What the Git repository of a folder says of itself, and the beginning of one. */
import { Refusal } from '../program/refusal.ts';
import { askGit, noneOn1 } from './git.ts';
import { reasonOf } from './why-not.ts';

export interface Checkout {
  /** URL of the remote `origin`; undefined when there is none. Anybody may have written it. */
  readonly origin: string | undefined;
  /** The branch that is checked out, which may have no commit yet; undefined when none is. */
  readonly branch: string | undefined;
}

/** Of the repository that the folder is in. Undefined when Git is not installed. */
export function checkoutOf(folder: string): Promise<Checkout | undefined> {
  return asked(folder, async () => ({
    // As it is written: `git remote get-url` would apply the rules by which a user's own configuration rewrites URLs.
    origin: await answer(folder, ['config', '--get', 'remote.origin.url']),
    branch: await answer(folder, ['symbolic-ref', '--quiet', '--short', 'HEAD']),
  }));
}

/** Makes a folder a Git repository. False when Git is not installed. */
export async function beginRepository(folder: string, branch: string): Promise<boolean> {
  const answers = await asked(folder, () => askGit(folder, ['init', '--quiet', `--initial-branch=${branch}`]));
  return answers !== undefined;
}

/** Undefined when Git is not installed; what else is wrong is refused in Git's words. */
async function asked<T>(folder: string, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Refusal(`Git refuses to work in ${folder}: ${reasonOf(error)}`, 2);
  }
}

/** Undefined when Git has none: it then ends with 1 and says nothing. */
async function answer(folder: string, command: readonly string[]): Promise<string | undefined> {
  const [text] = await askGit(folder, command).catch(noneOn1);
  return text?.trim();
}
