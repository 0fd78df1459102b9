/** The working copy of whoever publishes: where it began, and how it follows what was published. */
import { askGit, noneOn1, REPOSITORY, tellGit } from '../../git/git.ts';
import { indexLines } from '../../git/tree-files.ts';
import { reasonOf, whyNot } from '../../git/why-not.ts';
import { Refusal } from '../../program/refusal.ts';
import type { OwnChange } from './own-changes.ts';

export interface Begin {
  /** The commit that is checked out. */
  readonly head: string;
  /** Name of the branch that is checked out; undefined when none is. */
  readonly branch: string | undefined;
  /** The folder of the fleet in the repository, empty or with a slash at its end. */
  readonly prefix: string;
}

/** Throws a Refusal where there is no repository with a commit. */
export async function beginOf(repo: string): Promise<Begin> {
  try {
    const [, head = '', prefix = ''] = await askGit(
      repo,
      REPOSITORY,
      ['rev-list', '--max-count=1', 'HEAD', '--'],
      ['rev-parse', '--show-prefix'],
    );
    const [branch = ''] = await askGit(repo, ['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(noneOn1);
    return { head: head.trim(), prefix: prefix.trim(), branch: branch.trim() === '' ? undefined : branch.trim() };
  } catch (error) {
    const instead = 'run it in a clone of the repository of the fleet';
    throw new Refusal(whyNot({ command: 'publish', instead, repo, revision: 'HEAD' }, error), 2);
  }
}

export interface Following {
  readonly begin: Begin;
  /** What was published of this working copy. */
  readonly changes: readonly OwnChange[];
  /** The tree that the working copy is, as far as it was published. */
  readonly tree: string;
  readonly commit: string;
}

/**
 * Makes the published commit the one that is checked out. Whatever was not published stays as it is; when that is in the way, nothing changes.
 * Undefined, or why it did not follow.
 */
export async function follow(repo: string, { begin, changes, tree, commit }: Following): Promise<string | undefined> {
  const lines = indexLines(
    changes.map(({ path, after }) => [path, after]),
    { commit, prefix: begin.prefix },
  );
  try {
    await tellGit(repo, ['update-index', '-z', '--replace', '--index-info'], lines);
    await askGit(repo, ['update-index', '-q', '--refresh']).catch(noneOn1);
    await askGit(repo, ['read-tree', '-m', '-u', tree, commit]);
    await askGit(repo, ['update-ref', '-m', 'publish', 'HEAD', commit, begin.head]);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
