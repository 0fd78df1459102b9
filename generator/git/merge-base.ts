/** The commit from which the work in a repository began, seen from the branch that it will be merged into. */
import { askGit, REPOSITORY } from './git.ts';
import { sharedCommit } from './history.ts';
import { filesAt, idsOf } from './tree-files.ts';
import { type Asking, notARevision, whyNot } from './why-not.ts';

export interface MergeBase {
  /** What names the commit, such as in `git checkout`: the revision itself, or the first digits of an id. */
  readonly name: string;
  /** The id of the content of every regular file of the commit, by its path relative to the folder of the fleet. */
  readonly files: ReadonlyMap<string, string>;
}

/** The newest commit that HEAD and the revision share, or why it cannot be told. */
export async function mergeBase(asking: Asking): Promise<MergeBase | string> {
  const { repo, revision, instead } = asking;
  const wrong = notARevision(revision);
  if (wrong !== undefined) return wrong;
  try {
    await askGit(repo, REPOSITORY);
    const [tip = ''] = await askGit(repo, ['rev-list', '--max-count=1', revision, '--']);
    const id = await sharedCommit(repo, revision, 'HEAD');
    if (id === undefined)
      return `${revision} and HEAD have no commit in common\n  hint: fetch the whole history (a checkout in CI often contains only the last commit: set fetch-depth: 0), or ${instead}`;
    return { name: id === tip.trim() ? revision : id.slice(0, 12), files: idsOf(await filesAt(repo, id)) };
  } catch (error) {
    return whyNot(asking, error);
  }
}
