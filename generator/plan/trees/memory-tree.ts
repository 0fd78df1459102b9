/** A tree of texts in memory, and of what else is found where it is looked for. */
import { contentId, type IdAlgorithm } from '../../data/content-id.ts';
import type { RepositoryTree } from './repository-tree.ts';

/** Finds the content of a file that is not in memory. */
export type FindFile = (path: string) => string | undefined;

export function memoryTree(
  files: ReadonlyMap<string, string>,
  algorithm: IdAlgorithm,
  find: FindFile = () => undefined,
): RepositoryTree {
  const found = new Map<string, string | undefined>(files);
  const ids = new Map<string, string>();
  const read = (path: string): string | undefined => {
    if (!found.has(path)) found.set(path, find(path));
    return found.get(path);
  };
  return {
    paths: new Set(files.keys()),
    read,
    id: (path) => {
      const known = ids.get(path);
      if (known !== undefined) return known;
      const text = read(path);
      if (text === undefined) return undefined;
      const id = contentId(text, algorithm);
      ids.set(path, id);
      return id;
    },
  };
}
