/** Allows one run at a time: a second one would see a partly written tree. */
import { setTimeout } from 'node:timers/promises';
import { withClaim } from '../disk/claims.ts';
import { STATE_FOLDER } from '../disk/state-folder.ts';
import { Refusal } from '../program/refusal.ts';

const LOCK = `${STATE_FOLDER}/lock`;

/** Of runs that start at the same moment, one must get the lock, and none waits long. */
const ATTEMPTS = 6;
const LONGEST_WAIT_MILLISECONDS = 100;

/** Runs `work` while holding the repository's lock; the lock of a process that has ended is taken over. */
export async function withLock<T>(repo: string, work: () => Promise<T> | T): Promise<T> {
  return withClaim(
    { root: repo, path: LOCK },
    async ({ pid, host }, attempt) => {
      if (attempt === ATTEMPTS)
        throw new Refusal(
          `another run is writing this repository (process ${pid} on ${host})\n` +
            `  hint: wait until it ends; if there is no such process, delete ${LOCK}`,
        );
      await setTimeout(Math.random() * LONGEST_WAIT_MILLISECONDS);
    },
    work,
  );
}
