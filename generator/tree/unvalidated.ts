/**
 * A note, outside Git, of what was written and has not been found valid since: validation failed, was interrupted or not asked for.
 * It is written before the files are, so that no run can leave one behind that no later run validates.
 */
import type { Disk } from '../disk/disk.ts';
import { CACHE_FOLDER } from '../disk/state-folder.ts';

const FILE = `${CACHE_FOLDER}/unvalidated`;

/** Paths that were written or removed. */
export function readUnvalidated(disk: Disk): readonly string[] {
  return (disk.read(FILE) ?? '').split('\n').filter((path) => path !== '');
}

export function noteUnvalidated(disk: Disk, paths: readonly string[]): void {
  if (paths.length > 0) disk.replace(FILE, [...new Set([...readUnvalidated(disk), ...paths])].join('\n'));
}

export function forgetUnvalidated(disk: Disk): void {
  disk.remove(FILE);
}
