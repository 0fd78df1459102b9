/** The files of a repository in one state: of a revision, or as generate would leave them. */
import { hash } from 'node:crypto';

export interface RepositoryTree {
  /** Of regular files, relative to the fleet's folder: all that engines could read, and all that were asked for. */
  readonly paths: ReadonlySet<string>;
  /** What identifies the content, as Git computes it; undefined when there is no such file. */
  id(path: string): string | undefined;
  /** The text of a file; undefined when there is none, or when it is not read yet (`trees/revision-tree.ts`). */
  read(path: string): string | undefined;
}

export type IdAlgorithm = 'sha1' | 'sha256';

/** The id that Git gives a file with this content. */
export function contentId(content: string | Uint8Array, algorithm: IdAlgorithm): string {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return hash(algorithm, Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]), 'hex');
}

/** A repository's ids are all of the same algorithm, which their length tells. */
export function algorithmOf(id: string): IdAlgorithm {
  return id.length === 64 ? 'sha256' : 'sha1';
}
