/** Lets one process at a time do the work, while the others wait. The lock of a process that has ended is released. */
import { basename, dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { withClaim } from './claims.ts';

const POLL_MILLISECONDS = 200;

/** Does the work while holding the lock at the absolute `path`, whose folder must exist. */
export async function withBuildLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const place = { root: dirname(path), path: basename(path) };
  // A random pause, so that two processes do not try at the same moment again.
  return withClaim(place, () => setTimeout(POLL_MILLISECONDS * (0.5 + Math.random())), work);
}
