/** The files of a Git revision. Nothing is checked out. */
import { askGit, REPOSITORY } from './git.ts';
import { regularFiles } from './merge-base.ts';
import { type Asking, notARevision, whyNot } from './why-not.ts';

export interface RevisionFiles {
  /** The whole id of the commit. */
  readonly commit: string;
  /** The id of the content of every regular file, by its path relative to the folder of the fleet. */
  readonly ids: ReadonlyMap<string, string>;
}

/** The files of a revision, or why they cannot be told. */
export async function revisionFiles(asking: Asking): Promise<RevisionFiles | string> {
  const { repo, revision } = asking;
  const wrong = notARevision(revision);
  if (wrong !== undefined) return wrong;
  try {
    const [, id = ''] = await askGit(repo, REPOSITORY, ['rev-list', '--max-count=1', revision, '--']);
    const commit = id.trim();
    const [listing = ''] = await askGit(repo, ['ls-tree', '-r', '-z', commit]);
    return { commit, ids: regularFiles(listing) };
  } catch (error) {
    return whyNot(asking, error);
  }
}
