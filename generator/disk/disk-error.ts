/** Errors of the file system in words: the path, the reason, and what to do. */
import type { Dirent, Stats } from 'node:fs';
import { Refusal } from '../program/refusal.ts';

export class DiskError extends Refusal {
  /** Relative to the repository, or the repository's own folder. */
  readonly path: string;
  /** The system's name for it, such as ENOSPC; OBSTRUCTED when something else is at the path of a file. */
  readonly code: string;

  constructor(path: string, code: string, why: string, hint: string, exitCode: 1 | 2 = 1) {
    super(`${path}: ${why}\n  hint: ${hint}`, exitCode);
    this.path = path;
    this.code = code;
  }
}

/** What is at the path of a file of the repository instead. `file` is a file at the path of a folder, `special` a FIFO, socket or device. */
export interface Obstruction {
  readonly kind: 'file' | 'folder' | 'link' | 'special';
  /** Where it is: the path that was asked for, or a folder on the way to it. */
  readonly at: string;
}

export const OBSTRUCTIONS: Readonly<Record<Obstruction['kind'], { readonly why: string; readonly hint: string }>> = {
  file: { why: 'is a file, but must be a folder', hint: 'move it elsewhere' },
  folder: { why: 'is a folder, but must be a file', hint: 'move it elsewhere' },
  link: {
    why: 'is a symbolic link; links are not followed, because they can point outside of the repository',
    hint: 'remove the link, or replace it with a copy of its target',
  },
  special: { why: 'is neither a file nor a folder', hint: 'remove it' },
};

export function kindOf(entry: Stats | Dirent): Obstruction['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'special';
}

export function obstructed({ kind, at }: Obstruction): DiskError {
  const { why, hint } = OBSTRUCTIONS[kind];
  return new DiskError(at, 'OBSTRUCTED', why, hint);
}

/** The error of a system call on a path, in words; any other error is returned unchanged. */
export function inWords(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (error instanceof DiskError || code === undefined) return error;
  return new DiskError(path, code, REASONS[code] ?? `the operating system reports ${code}`, HINTS[code] ?? GO_ON);
}

/** ENOENT and the like; undefined for an error that does not come from a system call. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

const GO_ON = 'solve the problem and run the command again; it completes the interrupted run';

const HINTS: Readonly<Record<string, string>> = {
  EMFILE: 'raise the limit (`ulimit -n`) and run the command again; it completes the interrupted run',
  EXDEV: 'move .lang-observatory to the file system of the repository',
};

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBUSY: 'is in use by another program',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'already exists',
  EFBIG: 'exceeds the maximum file size of this process',
  EIO: 'the disk reports an error',
  EISDIR: 'is a folder, but must be a file',
  ELOOP: OBSTRUCTIONS.link.why,
  EMFILE: 'this process has too many open files',
  ENAMETOOLONG: 'the name is longer than the file system allows',
  ENFILE: 'this machine has too many open files',
  ENOENT: 'does not exist',
  ENOMEM: 'out of memory',
  ENOSPC: 'the disk is full',
  ENOTDIR: OBSTRUCTIONS.file.why,
  ENOTEMPTY: 'is not an empty folder',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
  ESTALE: 'the network file system reports a stale file handle',
  EXDEV: 'is on another file system than .lang-observatory/cache',
};
