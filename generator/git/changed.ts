/** What differs from a Git revision, committed or not. */
import { REPOSITORY, startGit } from './git.ts';
import { type Asking, notARevision, whyNot } from './why-not.ts';

/** With both names of a file that was renamed: what it was called is gone. */
const TRACKED = ['diff', '--no-ext-diff', '--no-textconv', '--no-renames', '--ignore-submodules=dirty'];

const VALIDATE = { command: 'validate --changed', instead: 'validate everything without --changed' };

/** Paths relative to the repository's folder, or why they cannot be told, in words for whoever asked. */
export type Changed = readonly string[] | string;

export async function changedSince(
  repo: string,
  revision: string,
  asking?: Pick<Asking, 'command' | 'instead'>,
): Promise<Changed> {
  const answer = await askChangedSince(repo, revision, asking);
  return answer();
}

/** For other work meanwhile: Git compares when it resolves, and its result waits for the answer. */
export async function askChangedSince(
  repo: string,
  revision: string,
  asking: Pick<Asking, 'command' | 'instead'> = VALIDATE,
): Promise<() => Promise<Changed>> {
  const wrong = notARevision(revision);
  if (wrong !== undefined) return async () => wrong;
  const why = (error: unknown): string => whyNot({ ...asking, repo, revision }, error);
  try {
    const answers = await startGit(
      repo,
      REPOSITORY,
      [...TRACKED, '--name-only', '--relative', '-z', revision, '--'],
      ['ls-files', '--others', '--exclude-standard', '-z'],
    );
    return () => answers().then(([, ...lists]) => namesIn(lists), why);
  } catch (error) {
    return async () => why(error);
  }
}

function namesIn(lists: readonly string[]): readonly string[] {
  return lists.flatMap((paths) => paths.split('\0')).filter((path) => path !== '');
}
