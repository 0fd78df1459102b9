/** Conditions of the repository or its disk that stop a command: told plainly, without the program's own stack. */
import { LockedError } from '../tree/lock.ts';
import { ManifestError } from '../tree/manifest.ts';
import type { ExitCode, Io } from './io.ts';

export async function guarded(io: Io, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    const text = explanation(error);
    if (text === undefined) throw error;
    io.err(text);
    return 1;
  }
}

function explanation(error: unknown): string | undefined {
  if (error instanceof LockedError || error instanceof ManifestError) return error.message;
  if (!(error instanceof Error) || !('code' in error) || !('path' in error)) return undefined;
  const reason = DISK_REASONS[String(error.code)];
  if (reason === undefined) return undefined;
  return `${String(error.path)}: ${reason}\n  hint: mend that and run generate again; it completes what was begun`;
}

const DISK_REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk reports an error',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file stands where a folder belongs',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
};
