/**
 * Lets one process at a time do a piece of work, while the others wait for it.
 * The lock is a file with its owner's process id, and one whose owner is gone is taken over, so a crash blocks nobody.
 */
import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

const POLL_MILLISECONDS = 200;

/** Does the work while holding the lock file `path`, whose folder must exist. */
export async function withBuildLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  while (!(await acquire(path))) {
    await ((await isAbandoned(path)) ? rm(path, { force: true }) : setTimeout(POLL_MILLISECONDS));
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** A link to a finished file appears with its content or not at all; a file made in place would be empty for a moment. */
async function acquire(path: string): Promise<boolean> {
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, `${process.pid}\n`);
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (isErrorCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const owner = Number(await readFile(path, 'utf8'));
    // Signal 0 only asks whether the process exists.
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return isErrorCode(error, 'ESRCH');
  }
}

function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
