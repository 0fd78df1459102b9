/**
 * Generated files at paths where no run has written them: somebody has renamed or copied the folder of a cluster or an environment.
 * The content tells it, which a run has written somewhere else, so nobody's work is in it.
 */
import { type Disk, entriesBelow } from '../disk/disk.ts';
import { folderOfNamed, partOf } from './layout.ts';

/** Files in folders of clusters and environments that had no generated files before, and that generate does not write there. */
export function strayFiles(
  disk: Disk,
  generated: Iterable<string>,
  before: ReadonlyMap<string, string>,
): readonly string[] {
  const known = foldersOf(before.keys());
  const paths = new Set(generated);
  return [...foldersOf(paths)]
    .filter((folder) => !known.has(folder))
    .flatMap((folder) => filesBelow(disk, folder))
    .filter((path) => partOf(path) !== undefined && !paths.has(path));
}

function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  return new Set([...paths].flatMap((path) => folderOfNamed(path) ?? []));
}

/** None where something is in the way, which is told of the files that belong there. */
function filesBelow(disk: Disk, folder: string): readonly string[] {
  const found = disk.look(folder);
  if (found.kind !== 'obstructed' || found.by.kind !== 'folder' || found.by.at !== folder) return [];
  return entriesBelow(disk, folder).flatMap(({ path, kind }) => (kind === 'file' ? [path] : []));
}
