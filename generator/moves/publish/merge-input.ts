/** Own changes on top of what others have pushed. Only what people wrote is merged, and nothing that follows from it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBlobs } from '../../git/git.ts';
import type { OwnGit } from '../../git/remote/own-git.ts';
import type { GitFile } from '../../git/tree-files.ts';
import type { OwnChange } from './own-changes.ts';

export interface Merged {
  /** What the changed paths become; undefined for those that go. */
  readonly files: ReadonlyMap<string, GitFile | undefined>;
  /** Paths that both sides have changed in a way that only people can join. */
  readonly conflicts: readonly string[];
}

/** `head` are the files of the commit that the changes go on top of. */
export async function mergeInput(
  repo: string,
  own: OwnGit,
  changes: readonly OwnChange[],
  head: ReadonlyMap<string, GitFile>,
): Promise<Merged> {
  const files = new Map<string, GitFile | undefined>();
  const conflicts: string[] = [];
  for (const change of changes) {
    const joined = await joinedFile(repo, own, change, head.get(change.path));
    if (joined === 'conflict') conflicts.push(change.path);
    else files.set(change.path, joined);
  }
  return { files, conflicts };
}

async function joinedFile(
  repo: string,
  own: OwnGit,
  { before, after }: OwnChange,
  there: GitFile | undefined,
): Promise<GitFile | undefined | 'conflict'> {
  if (isSame(there, before)) return after;
  if (isSame(there, after)) return there;
  if (there === undefined || before === undefined || after === undefined) return 'conflict';
  const id = await mergedContent(repo, own, [after.id, before.id, there.id]);
  const mode = after.mode === before.mode ? there.mode : after.mode;
  return id === undefined ? 'conflict' : { mode, id };
}

function isSame(one: GitFile | undefined, other: GitFile | undefined): boolean {
  return one?.id === other?.id && one?.mode === other?.mode;
}

/** The id of the joined lines; undefined when both have changed the same ones, or it is no text. */
async function mergedContent(
  repo: string,
  own: OwnGit,
  ids: readonly [mine: string, base: string, theirs: string],
): Promise<string | undefined> {
  const blobs = await readBlobs(repo, ids);
  const names = ['mine', 'base', 'theirs'].map((name) => join(own.folder, name));
  for (const [index, id] of ids.entries()) writeFileSync(names[index] ?? '', blobs.get(id) ?? '');
  try {
    await own.git(['merge-file', '--quiet', ...names]);
  } catch {
    return undefined;
  }
  return (await own.git(['hash-object', '-w', '--no-filters', '--', names[0] ?? ''])).trim();
}
