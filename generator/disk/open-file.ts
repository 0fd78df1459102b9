/** Opens regular files only: not the target of a link, and not a FIFO or device, which could block or have side effects. */
import { closeSync, constants, fstatSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DiskError, inWords, kindOf, type Obstruction, systemCode } from './disk-error.ts';

/** Far more than any file that we read or write; longer ones would fill the memory. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Does not wait for the other end of a FIFO. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** Fails if anything is at the path, even a broken link. */
const WRITE_NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** What is at a path: nothing, a file with this content, or something that no file can replace. */
export type Found =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly content: Uint8Array }
  | { readonly kind: 'obstructed'; readonly by: Obstruction };

/** What a file is to hold. */
export type Content = string | Uint8Array;

export const ABSENT: Found = { kind: 'absent' };

/** Reads files of a repository into one buffer: the returned content is valid until the next call. */
export function fileReader(repo: string): (path: string) => Found {
  let buffer = Buffer.allocUnsafe(1 << 16);

  const readOpen = (descriptor: number, path: string): Found => {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { kind: 'obstructed', by: { kind: kindOf(stats), at: path } };
    if (stats.size > MOST_BYTES) throw tooLong(path, stats.size);
    if (stats.size > buffer.length) buffer = Buffer.allocUnsafe(stats.size);
    return { kind: 'file', content: buffer.subarray(0, readAll(descriptor, buffer.subarray(0, stats.size))) };
  };

  return (path) => {
    let descriptor: number | undefined;
    // An exception costs fifty microseconds, but in a folder that exists an absent file is the exception.
    try {
      descriptor = openSync(join(repo, path), READ);
      return readOpen(descriptor, path);
    } catch (error) {
      return notOpened(error, path);
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  };
}

function notOpened(error: unknown, path: string): Found {
  switch (systemCode(error)) {
    case 'ENOENT':
    case 'ENAMETOOLONG':
      return ABSENT;
    case 'ELOOP':
      return { kind: 'obstructed', by: { kind: 'link', at: path } };
    // A socket, or a device that is not there.
    case 'ENXIO':
      return { kind: 'obstructed', by: { kind: 'special', at: path } };
    default:
      throw inWords(error, path);
  }
}

function readAll(descriptor: number, into: Uint8Array): number {
  let length = 0;
  for (let read = -1; read !== 0 && length < into.length; length += read)
    read = readSync(descriptor, into, length, into.length - length, length);
  return length;
}

function tooLong(path: string, size: number): DiskError {
  const why = `is ${size} bytes long; the maximum is ${MOST_BYTES}`;
  return new DiskError(path, 'EFBIG', why, 'remove the file, or restore it with Git');
}

/** Creates a file, and removes it again if it cannot be written completely. `path` is the path in errors. */
export function writeNew(target: string, content: Content, path: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(target, WRITE_NEW);
    writeAll(descriptor, typeof content === 'string' ? Buffer.from(content) : content);
    closeSync(descriptor);
  } catch (error) {
    if (descriptor !== undefined) abandon(descriptor, target);
    throw inWords(error, path);
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

function abandon(descriptor: number, target: string): void {
  try {
    unlinkSync(target);
    closeSync(descriptor);
  } catch {
    // The error of the write is more useful than one of the clean-up.
  }
}
