/**
 * A lock for one process at a time, made of claims. A process that wants the lock creates an empty file in the folder of the lock; the name
 * identifies the process and is never used again. The process holds the lock if it finds no other claim after creating its own; otherwise it
 * removes its own. Of two processes, the later one always sees the earlier claim. Any process can remove the claim of a process that has
 * ended, because no running process has that name.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Disk, openDisk } from './disk.ts';
import { DiskError } from './disk-error.ts';
import { isGone, type ProcessIdentity, thisProcess } from './process.ts';

export interface LockPlace {
  /** Absolute path of the folder that the path is relative to. */
  readonly root: string;
  readonly path: string;
}

/**
 * Does the work while holding the lock. `whenHeld` is called each time another process holds it: it waits, or throws.
 * Two processes that try at the same moment may both fail once.
 */
export async function withClaim<T>(
  place: LockPlace,
  whenHeld: (holder: ProcessIdentity, attempt: number) => Promise<void> | void,
  work: () => Promise<T> | T,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const claim = await lay(place);
    if (typeof claim === 'string') {
      try {
        return await work();
      } finally {
        openDisk(place.root).remove(claim);
      }
    }
    await whenHeld(claim, attempt);
  }
}

/** The path of our claim if it holds the lock, or the process that holds it. */
async function lay(place: LockPlace): Promise<string | ProcessIdentity> {
  // Other processes remove the folder too, so what is cached about it may be outdated.
  const disk = openDisk(place.root);
  const before = await holderOf(disk, place.path);
  if (before !== undefined) return before;
  const claim = `${place.path}/${nameOf(thisProcess())}`;
  if (!create(disk, claim)) return thisProcess();
  const rival = await holderOf(openDisk(place.root), place.path, claim);
  if (rival === undefined) return claim;
  disk.remove(claim);
  return rival;
}

/** False if the former holder of the lock has just removed the folder. */
function create(disk: Disk, claim: string): boolean {
  try {
    disk.create(claim, '');
    return true;
  } catch (error) {
    if (error instanceof DiskError && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Another process with a claim; claims of processes that have ended are removed. */
async function holderOf(disk: Disk, path: string, own?: string): Promise<ProcessIdentity | undefined> {
  const found = disk.look(path);
  if (found.kind === 'file') return holderOfFile(disk, path, Buffer.from(found.content).toString());
  for (const entry of disk.entries(path)) {
    const holder = readName(entry.path.slice(path.length + 1));
    if (entry.path === own || holder === undefined) continue;
    if (!isGone(holder)) return holder;
    disk.remove(entry.path);
  }
  return undefined;
}

/** Long enough for a process to write into a file that it has just created. */
const UNFINISHED_MILLISECONDS = 1000;

/** A single file instead of the folder: earlier versions wrote their process id into it, and mostly the host name. */
async function holderOfFile(disk: Disk, path: string, text: string): Promise<ProcessIdentity | undefined> {
  const [, pid = '', host = thisProcess().host] = /^(\d{1,10})(?: (\S+))?\n?$/.exec(text) ?? [];
  const holder = { pid: Number(pid), host, realm: '', started: '' };
  if (pid !== '' && !isGone(holder)) return holder;
  if (pid === '') {
    await setTimeout(UNFINISHED_MILLISECONDS);
    const later = disk.look(path);
    if (later.kind !== 'file' || Buffer.from(later.content).toString() !== text) return holderOf(disk, path);
  }
  disk.remove(path);
  return undefined;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function nameOf({ pid, host, realm, started }: ProcessIdentity): string {
  return [pid, encodeURIComponent(host), realm, started, randomUUID()].join(',');
}

/** Undefined for a name that is not the name of a claim. */
function readName(name: string): ProcessIdentity | undefined {
  const [pid = '', host = '', realm = '', started = '', id = '', ...more] = name.split(',');
  if (!/^\d{1,10}$/.test(pid) || !UUID.test(id) || more.length > 0) return undefined;
  return { pid: Number(pid), host: decoded(host), realm, started };
}

function decoded(host: string): string {
  try {
    return decodeURIComponent(host);
  } catch {
    return host;
  }
}
