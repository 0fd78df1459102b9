/** A tree of files that are mostly those of another one: only what differs has texts in memory. */
import { contentHash } from '../../tree/manifest.ts';
import type { FindFile } from './memory-tree.ts';
import type { RepositoryTree } from './repository-tree.ts';

export interface Overlay {
  readonly paths: Iterable<string>;
  /** What differs: the text of a file, or undefined where this tree has none. */
  readonly differing: ReadonlyMap<string, string | undefined>;
  /** What identifies the content of files that do not differ, where it is known without reading them. */
  readonly digests: ReadonlyMap<string, string>;
  /** Finds files that do not differ. */
  readonly find: FindFile;
}

export function overlaidTree({ paths, differing, digests, find }: Overlay): RepositoryTree {
  const read = (path: string): string | undefined => (differing.has(path) ? differing.get(path) : find(path));
  return {
    paths: new Set([...paths].filter((path) => !differing.has(path) || differing.get(path) !== undefined)),
    read,
    id: (path) => {
      const known = differing.has(path) ? undefined : digests.get(path);
      if (known !== undefined) return known;
      const text = read(path);
      return text === undefined ? undefined : contentHash(text);
    },
  };
}
