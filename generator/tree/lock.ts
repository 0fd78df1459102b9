/** One run at a time: a second one would see half of what the first is writing. */
import { closeSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { STATE_FOLDER } from './manifest.ts';

export class LockedError extends Error {}

/** Runs `work` while holding the repository's lock; a lock whose process is gone is taken over. */
export async function withLock<T>(repo: string, work: () => Promise<T> | T): Promise<T> {
  const path = join(repo, STATE_FOLDER, 'lock');
  mkdirSync(join(repo, STATE_FOLDER), { recursive: true });
  if (!take(path)) {
    const holder = readHolder(path);
    if (holder !== undefined && !isGone(holder))
      throw new LockedError(
        `another run is writing this repository (process ${holder.pid} on ${holder.host})\n` +
          `  hint: wait for it; if there is none, delete ${STATE_FOLDER}/lock`,
      );
    unlinkSync(path);
    if (!take(path)) throw new LockedError('another run has just started on this repository\n  hint: wait for it');
  }
  try {
    return await work();
  } finally {
    unlinkSync(path);
  }
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

function take(path: string): boolean {
  try {
    const descriptor = openSync(path, 'wx');
    writeSync(descriptor, `${process.pid} ${hostname()}\n`);
    closeSync(descriptor);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path: string): Holder | undefined {
  const match = /^(\d+) (\S+)\n$/.exec(readFileSync(path, 'utf8'));
  return match === null ? { pid: 0, host: 'unknown' } : { pid: Number(match[1]), host: match[2] ?? '' };
}

/** Only a process of this machine can be known to be gone. */
function isGone({ pid, host }: Holder): boolean {
  if (host !== hostname() || pid === 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
