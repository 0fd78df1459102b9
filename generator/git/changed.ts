/** What differs from a Git revision, committed or not. */
import { askGit, REPOSITORY } from './git.ts';
import { type Asking, notARevision, whyNot } from './why-not.ts';

/** With both names of a file that was renamed: what it was called is gone. */
const TRACKED = ['diff', '--no-ext-diff', '--no-textconv', '--no-renames', '--ignore-submodules=dirty'];

const VALIDATE = { command: 'validate --changed', instead: 'validate everything without --changed' };

/** Paths relative to the repository's folder, or why they cannot be told, in words for whoever asked. */
export async function changedSince(
  repo: string,
  revision: string,
  asking: Pick<Asking, 'command' | 'instead'> = VALIDATE,
): Promise<readonly string[] | string> {
  const wrong = notARevision(revision);
  if (wrong !== undefined) return wrong;
  try {
    const [, ...answers] = await askGit(
      repo,
      REPOSITORY,
      [...TRACKED, '--name-only', '--relative', '-z', revision, '--'],
      ['ls-files', '--others', '--exclude-standard', '-z'],
    );
    return answers.flatMap((paths) => paths.split('\0')).filter((path) => path !== '');
  } catch (error) {
    return whyNot({ ...asking, repo, revision }, error);
  }
}
