/**
 * A list, outside Git, of paths that were written and are not validated yet: validation failed, was interrupted or was switched off.
 * It is written before the files, so that a later run validates every file that an interrupted run has written.
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
