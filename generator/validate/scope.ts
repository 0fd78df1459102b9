/** What a validation looks at: everything, or what a change can have made wrong in a repository that was valid. */
import type { DocumentReader } from '../data/documents.ts';
import type { Fleet } from '../fleet/model.ts';
import { isGeneratedInto, partOf, patchedFolder, placeOf } from '../tree/layout.ts';
import { isManifestFile, shardFile } from '../tree/manifest.ts';
import { deployedTogether } from './deployed-together.ts';
import { affectedFolders } from './kustomizations.ts';
import type { Sources } from './sources.ts';

/** What differs from a repository that was valid. */
export interface Changed {
  readonly paths: readonly string[];
  /** Whether nothing else differs. Where only generated files are known, people may have edited others. */
  readonly isComplete: boolean;
}

export interface Scope {
  /** Sorted. */
  readonly folders: readonly string[];
  /** Whether the objects of a file, or of the build of a folder, are checked against schemas. */
  readonly isChecked: (path: string) => boolean;
  /** Whether a file, or the build of a folder, can have changed: rules about one object look at those. */
  readonly isChanged: (path: string) => boolean;
  /** Whether the rules read a file of Helm values. */
  readonly isRead: (valueFile: string) => boolean;
  /** Whether a file is searched for secrets. */
  readonly isSearched: (path: string) => boolean;
}

/** Rules compare all that is deployed on a cluster, so where a part has changed, all of it is built. */
export function scopeOf(changed: Changed | undefined, sources: Sources, fleet: Fleet, read: DocumentReader): Scope {
  if (changed === undefined) return { ...EVERYTHING, folders: sources.folders };
  const { paths } = changed;
  const reached = new Set([...paths, ...affectedFolders(sources.kustomizations, paths)]);
  const isReached = (path: string): boolean => reached.has(path);
  const together = deployedTogether(reached, sources, fleet, read);
  const deployed = new Set(together.flatMap(([, folders]) => folders));
  // Rules about patches need the build without them too.
  const folders = sources.folders.filter(
    (folder) => isReached(folder) || isReached(patchedFolder(folder)) || deployed.has(folder),
  );
  if (!changed.isComplete) return { ...EVERYTHING, folders, isChecked: isReached };
  const clusters = new Set(together.map(([cluster]) => cluster));
  return {
    folders,
    isChecked: isReached,
    isChanged: isReached,
    isRead: (valueFile) => {
      const { cluster } = placeOf(valueFile)?.names ?? {};
      return cluster === undefined || clusters.has(cluster) || isReached(valueFile);
    },
    isSearched: searchIn(new Set(paths)),
  };
}

const EVERYTHING: Omit<Scope, 'folders'> = {
  isChecked: () => true,
  isChanged: () => true,
  isRead: () => true,
  isSearched: () => true,
};

/** Edited files, what a change outside of the generated folders can name for the first time, and what the manifest can list no longer. */
function searchIn(edited: ReadonlySet<string>): Scope['isSearched'] {
  return (path) => {
    if (edited.has(path) || !(isGeneratedInto(path) || isManifestFile(path))) return true;
    const part = partOf(path);
    return part !== undefined && edited.has(shardFile(part));
  };
}
