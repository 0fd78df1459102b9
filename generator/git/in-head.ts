/** Whether Git could give a file back. */
import { askGit, REPOSITORY } from './git.ts';
import { whyNot } from './why-not.ts';

const DIFFERENCE = ['diff', '--no-ext-diff', '--no-textconv', '--name-only', '--relative', 'HEAD', '--'];

/** Why a file is not in the last commit as it is here, in words for whoever asked; undefined when it is. */
export async function notInHead(
  repo: string,
  path: string,
  asking: { readonly command: string; readonly instead: string },
): Promise<string | undefined> {
  try {
    const [, committed = '', changed = ''] = await askGit(
      repo,
      REPOSITORY,
      ['ls-tree', '--name-only', 'HEAD', '--', path],
      [...DIFFERENCE, path],
    );
    if (committed.trim() === '') return `${path} was never committed\n  hint: commit it first, or ${asking.instead}`;
    return changed.trim() === ''
      ? undefined
      : `${path} has changes that are not committed\n  hint: commit them first, or ${asking.instead}`;
  } catch (error) {
    return whyNot({ ...asking, repo, revision: 'HEAD' }, error);
  }
}
