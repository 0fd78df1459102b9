/**
 * The journal, outside Git: what a run is about to write, with hashes. It remains after a run is killed, and checkouts and edits do
 * not change it. So a path in it does not prove that a file is generated: only the hash of its content does.
 */
import type { Disk } from '../disk/disk.ts';
import { STATE_FOLDER } from '../disk/state-folder.ts';
import { partOf } from './layout.ts';
import { contentHash } from './manifest.ts';

const JOURNAL = `${STATE_FOLDER}/pending`;

/** For each path the hashes of the content that interrupted runs were writing. */
export type Pending = ReadonlyMap<string, ReadonlySet<string>>;

export function readPending(disk: Disk): Pending {
  const pending = new Map<string, Set<string>>();
  for (const line of (disk.read(JOURNAL) ?? '').split('\n')) {
    const [, digest = '', path = ''] = /^([0-9a-f]{32}) (.+)$/.exec(line) ?? [];
    if (partOf(path) !== undefined) pending.set(path, (pending.get(path) ?? new Set()).add(digest));
  }
  return pending;
}

/** Whether a run was interrupted, and no run has completed since. */
export function isInterrupted(disk: Disk): boolean {
  return disk.look(JOURNAL).kind !== 'absent';
}

/** Entries of earlier runs are kept: until a run completes, their files may still exist. */
export function notePending(disk: Disk, writes: ReadonlyMap<string, string>): void {
  if (writes.size === 0) return;
  const lines = [...writes].map(([path, text]) => `${contentHash(text)} ${path}\n`);
  disk.replace(JOURNAL, `${disk.read(JOURNAL) ?? ''}${lines.join('')}`);
}

export function forgetPending(disk: Disk): void {
  if (isInterrupted(disk)) disk.remove(JOURNAL);
}
