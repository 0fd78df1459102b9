/** The files of a commit in a folder, byte by byte as they are in Git: no attribute and no filter of it has a say. */
import { type Disk, openDisk } from '../disk/disk.ts';
import { readBlobs } from '../git/git.ts';
import type { RevisionFiles } from '../git/revision.ts';

/** Writes every regular file into an empty folder. Links and modules are left out: no program of ours reads them. */
export async function unpack(repo: string, { ids }: Pick<RevisionFiles, 'ids'>, folder: string): Promise<Disk> {
  const disk = openDisk(folder);
  const blobs = await readBlobs(repo, ids.values());
  for (const [path, id] of ids) disk.create(path, blobs.get(id) ?? new Uint8Array());
  return disk;
}
