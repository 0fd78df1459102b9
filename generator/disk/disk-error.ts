/** What a disk refuses, in words: which path, why, and the way out. */
import type { Dirent, Stats } from 'node:fs';
import { Refusal } from '../program/refusal.ts';

export class DiskError extends Refusal {
  /** Relative to the repository, or the repository's own folder. */
  readonly path: string;
  /** The system's name for it, such as ENOSPC; OBSTRUCTED when something else stands where a file belongs. */
  readonly code: string;

  constructor(path: string, code: string, why: string, hint: string, exitCode: 1 | 2 = 1) {
    super(`${path}: ${why}\n  hint: ${hint}`, exitCode);
    this.path = path;
    this.code = code;
  }
}

/** What stands where a file of the repository belongs. `file` is one where a folder belongs, `special` a FIFO, socket or device. */
export interface Obstruction {
  readonly kind: 'file' | 'folder' | 'link' | 'special';
  /** Where it is: the path that was asked for, or a folder on the way to it. */
  readonly at: string;
}

export const OBSTRUCTIONS: Readonly<Record<Obstruction['kind'], { readonly why: string; readonly hint: string }>> = {
  file: { why: 'is a file where a folder belongs', hint: 'move it elsewhere' },
  folder: { why: 'is a folder where a file belongs', hint: 'move it elsewhere' },
  link: {
    why: 'is a symbolic link, and links are not followed: they may lead out of the repository',
    hint: 'remove the link, or put there what it leads to',
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

/** The error of a system call on a path, in words; whatever else was thrown comes back as it is. */
export function inWords(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (error instanceof DiskError || code === undefined) return error;
  return new DiskError(path, code, REASONS[code] ?? `the system refuses it (${code})`, HINTS[code] ?? GO_ON);
}

/** ENOENT and the like; undefined for what no system call has thrown. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

const GO_ON = 'mend that and run the command again; it completes what was begun';

const HINTS: Readonly<Record<string, string>> = {
  EMFILE: 'raise the limit (`ulimit -n`) and run the command again; it completes what was begun',
  EXDEV: 'move .lang-observatory to the file system of the repository',
};

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBUSY: 'is in use by another program',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'is there already',
  EFBIG: 'would be larger than this process may write',
  EIO: 'the disk reports an error',
  EISDIR: 'is a folder where a file belongs',
  ELOOP: OBSTRUCTIONS.link.why,
  EMFILE: 'this process may open no more files',
  ENAMETOOLONG: 'the name is longer than the file system allows',
  ENFILE: 'this machine can open no more files',
  ENOENT: 'is not there',
  ENOMEM: 'there is no memory left',
  ENOSPC: 'the disk is full',
  ENOTDIR: OBSTRUCTIONS.file.why,
  ENOTEMPTY: 'is a folder that is not empty',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
  ESTALE: 'the network file system has lost it',
  EXDEV: 'lies on another file system than .lang-observatory/cache',
};
