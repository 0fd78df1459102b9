/**
 * What a run is about to write: by path the hash of the whole file. It is there while the run is under way, or when it was killed, and
 * is not in Git: it may be much older than the files, so a path in it proves nothing by itself.
 */
import type { Disk } from './disk.ts';
import { STATE_FOLDER } from './manifest.ts';
import { isOwnable } from './owned-path.ts';

const JOURNAL = `${STATE_FOLDER}/pending`;

export function writeJournal(disk: Disk, hashes: ReadonlyMap<string, string>): void {
  disk.replace(JOURNAL, [...hashes].map(([path, hash]) => `${hash} ${path}\n`).join(''));
}

/** Lines that no run writes are left out. */
export function readJournal(disk: Disk): ReadonlyMap<string, string> {
  const lines = (disk.read(JOURNAL) ?? '').split('\n').map((line) => /^([0-9a-f]{32}) (.+)$/.exec(line));
  return new Map(
    lines.flatMap((match) => {
      const [, hash = '', path = ''] = match ?? [];
      return isOwnable(path) ? [[path, hash] as const] : [];
    }),
  );
}

export function removeJournal(disk: Disk): void {
  if (disk.look(JOURNAL).kind === 'file') disk.remove(JOURNAL);
}
