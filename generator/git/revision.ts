/** The files of a Git revision. Nothing is checked out. */
import { Refusal } from '../program/refusal.ts';
import { askGit, REPOSITORY } from './git.ts';
import { filesAt, idsOf } from './tree-files.ts';
import { type Asking, notARevision, whyNot } from './why-not.ts';

export interface RevisionFiles {
  /** The whole id of the commit. */
  readonly commit: string;
  /** The id of the content of every regular file, by its path relative to the folder of the fleet. */
  readonly ids: ReadonlyMap<string, string>;
}

/** The files of a revision. Throws a Refusal when they cannot be told, in words for whoever asked. */
export async function revisionFiles(asking: Asking): Promise<RevisionFiles> {
  const { repo, revision } = asking;
  const wrong = notARevision(revision);
  if (wrong !== undefined) throw new Refusal(wrong, 2);
  try {
    const [, id = ''] = await askGit(repo, REPOSITORY, ['rev-list', '--max-count=1', revision, '--']);
    const commit = id.trim();
    return { commit, ids: idsOf(await filesAt(repo, commit)) };
  } catch (error) {
    throw new Refusal(whyNot(asking, error), 2);
  }
}
