/** Which files Git ignores: a commit would lack them, and nobody would be told. */
import { exitCodeOf, tellGit } from './git.ts';

export interface Ignored {
  readonly path: string;
  /** Where the pattern is: `.gitignore:3`, or the file of a user's own patterns. */
  readonly place: string;
  readonly pattern: string;
}

/**
 * The paths, relative to a folder, that a pattern of Git's applies to, tracked or not: of the repository, of this clone or of the user.
 * None where there is no repository, or no Git.
 */
export async function ignoredPaths(folder: string, paths: readonly string[]): Promise<readonly Ignored[]> {
  if (paths.length === 0) return [];
  const input = paths.map((path) => `${path}\0`).join('');
  const command = ['check-ignore', '--no-index', '--verbose', '--stdin', '-z'];
  const answer = await tellGit(folder, command, input).catch((error: unknown) => {
    // 1 is the answer that there is none, 128 that there is no repository.
    if ([1, 128, undefined].includes(exitCodeOf(error))) return '';
    throw error;
  });
  return [...answer.matchAll(ENTRY)].flatMap(([, source = '', line = '', pattern = '', path = '']) =>
    // An exception of what another pattern ignores.
    pattern.startsWith('!') ? [] : [{ path, place: `${source}:${line}`, pattern }],
  );
}

/** Source, line, pattern and path, each ended by a NUL. */
const ENTRY = /([^\0]*)\0([^\0]*)\0([^\0]*)\0([^\0]*)\0/g;
