/** The commit from which the work in a repository began, seen from the branch that it will be merged into. */
import { askGit, REPOSITORY } from './git.ts';
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
    const [shared = ''] = await askGit(repo, ['merge-base', revision, 'HEAD']).catch(noneShared);
    const id = shared.trim();
    if (id === '')
      return `${revision} and HEAD have no commit in common\n  hint: fetch the whole history (a checkout in CI often contains only the last commit: set fetch-depth: 0), or ${instead}`;
    const [listing = ''] = await askGit(repo, ['ls-tree', '-r', '-z', id]);
    return { name: id === tip.trim() ? revision : id.slice(0, 12), files: regularFiles(listing) };
  } catch (error) {
    return whyNot(asking, error);
  }
}

function noneShared(error: unknown): readonly string[] {
  if (error instanceof Error && 'code' in error && error.code === 1) return [];
  throw error;
}

/** Lines `<mode> blob <id>\t<path>`; a link or another repository is no file of ours. */
export function regularFiles(listing: string): ReadonlyMap<string, string> {
  return new Map(
    listing.split('\0').flatMap((entry) => {
      const [, id, path] = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
      return id === undefined || path === undefined ? [] : [[path, id] as const];
    }),
  );
}
