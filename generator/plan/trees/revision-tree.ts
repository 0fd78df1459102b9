/**
 * The tree of a Git revision. Most files of two states are the same, so that only the texts which the other state does not have are read
 * from Git; what else is asked for is noted and can be loaded before the next try.
 */
import type { RevisionFiles } from '../../git/revision.ts';
import type { RepositoryTree } from './repository-tree.ts';

export interface RevisionTree extends RepositoryTree {
  /** Ids whose text was asked for, and is not loaded. */
  readonly missing: ReadonlySet<string>;
}

/** `texts` are those that are known, by id. */
export function revisionTree({ ids }: RevisionFiles, texts: ReadonlyMap<string, string>): RevisionTree {
  const missing = new Set<string>();
  return {
    paths: new Set(ids.keys()),
    missing,
    id: (path) => ids.get(path),
    read: (path) => {
      const id = ids.get(path);
      if (id === undefined) return undefined;
      const text = texts.get(id);
      if (text === undefined) missing.add(id);
      return text;
    },
  };
}
