/** A commit that is made without touching the working copy of anybody: signed when its user has configured Git so. */
import { join } from 'node:path';
import type { OwnGit } from '../../git/remote/own-git.ts';
import { type GitFile, indexLines } from '../../git/tree-files.ts';
import { reasonOf } from '../../git/why-not.ts';
import { Refusal } from '../../program/refusal.ts';

/** The tree of a commit with some of its files replaced. `prefix` is the folder of the fleet in it, empty or with a slash at its end. */
export async function treeWith(
  own: OwnGit,
  commit: string,
  prefix: string,
  files: ReadonlyMap<string, GitFile | undefined>,
): Promise<string> {
  const index = { GIT_INDEX_FILE: join(own.folder, 'index') };
  // What goes first makes room: a file may become a folder.
  const entries = [...files].sort(([, a], [, b]) => Number(a !== undefined) - Number(b !== undefined));
  await own.git(['read-tree', commit], index);
  await own.git(['update-index', '-z', '--replace', '--index-info'], index, indexLines(entries, { commit, prefix }));
  return (await own.git(['write-tree'], index)).trim();
}

/** Puts files of a folder into Git as they are; ids in the order of the paths. */
export async function storeFiles(own: OwnGit, folder: string, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const input = paths.map((path) => `${join(folder, path)}\n`).join('');
  const answer = await own.git(['hash-object', '-w', '--no-filters', '--stdin-paths'], {}, input);
  return answer.trimEnd().split('\n');
}

/** The id of the new commit. Throws a Refusal when Git does not know who the user is, or cannot sign. */
export async function commitTree(own: OwnGit, tree: string, parent: string, message: string): Promise<string> {
  // Unlike `git commit`, this command does not look for it itself.
  const signs = await own.git(['config', '--type=bool', '--get', 'commit.gpgSign']).catch(() => '');
  const signature = signs.trim() === 'true' ? ['-S'] : [];
  try {
    return (await own.git(['commit-tree', ...signature, '-p', parent, '-F', '-', tree], {}, message)).trim();
  } catch (error) {
    throw new Refusal(`Git cannot commit: ${reasonOf(error)}`, 2);
  }
}
