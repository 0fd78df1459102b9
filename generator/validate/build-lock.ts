/** Lets one process at a time do a piece of work, while the others wait for it. A process that dies holds nothing. */
import { basename, dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { withClaim } from '../disk/claims.ts';

const POLL_MILLISECONDS = 200;

/** Does the work while holding the lock at the absolute `path`, whose folder must exist. */
export async function withBuildLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const place = { root: dirname(path), path: basename(path) };
  // Those that ask at the same moment shall not do so again.
  return withClaim(place, () => setTimeout(POLL_MILLISECONDS * (0.5 + Math.random())), work);
}
