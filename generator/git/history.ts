/** How commits of a clone follow each other. All are asked by their whole ids. */
import { askGit, exitCodeOf, noneOn1, tellGit } from './git.ts';

export interface PassedCommit {
  readonly commit: string;
  /** The first line of its message. */
  readonly subject: string;
  /** Files below the folder of the fleet that it changes, with the former name of one that was renamed. */
  readonly paths: readonly string[];
}

/** Whether everything in one commit is in the other too; a commit is in itself. */
export async function isAncestor(repo: string, ancestor: string, commit: string): Promise<boolean> {
  try {
    await askGit(repo, ['merge-base', '--is-ancestor', ancestor, commit]);
    return true;
  } catch (error) {
    if (exitCodeOf(error) === 1) return false;
    throw error;
  }
}

/** The newest commit that both have; undefined when there is none, as in a clone that lacks old commits. */
export async function sharedCommit(repo: string, one: string, other: string): Promise<string | undefined> {
  const [id = ''] = await askGit(repo, ['merge-base', one, other]).catch(noneOn1);
  return id.trim() === '' ? undefined : id.trim();
}

/** A clone that lacks old commits cannot tell how commits follow each other. */
export async function isShallow(repo: string): Promise<boolean> {
  const [answer = ''] = await askGit(repo, ['rev-parse', '--is-shallow-repository']);
  return answer.trim() === 'true';
}

/** What has been merged since, newest first: what came with a merge is one commit. */
export async function commitsSince(repo: string, since: string, commit: string): Promise<readonly PassedCommit[]> {
  const range = ['--first-parent', '--parents', '--format=%s', commit, `^${since}`];
  const [listing = ''] = await askGit(repo, ['rev-list', ...range]);
  const listed = [...listing.matchAll(/^commit ([0-9a-f]+) ?([0-9a-f]*).*\n(.*)$/gm)];
  // Each compared with its first parent, which the line names after it.
  const asked = listed.map(([, id = '', parent = '']) => `${id} ${parent}\n`).join('');
  const diff = ['diff-tree', '--stdin', '-r', '-z', '--name-only', '--no-renames', '--relative', '--root'];
  const changes = pathsByCommit(await tellGit(repo, diff, asked), new Set(listed.map(([, id = '']) => id)));
  return listed.map(([, id = '', , subject = '']) => ({ commit: id, subject, paths: changes.get(id) ?? [] }));
}

/** For each commit that changes something its id, then its paths, all ended by a NUL. */
function pathsByCommit(answer: string, commits: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let paths: string[] = [];
  for (const part of answer.split('\0')) {
    if (commits.has(part)) {
      paths = [];
      found.set(part, paths);
    } else if (part !== '') paths.push(part);
  }
  return found;
}
