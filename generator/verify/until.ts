/** Asks again and again, because what was sent arrives a little later. */
import { type Finding, failed } from './check.ts';
import type { World } from './world.ts';

const PAUSE = 2000;

export interface Waiting {
  /** How long at most, in seconds. */
  readonly seconds: number;
  /** What to do when it never comes. */
  readonly remedy: string;
}

/** The first finding that is final; a text says what is missing so far. */
export async function until(
  { now, pause }: Pick<World, 'now' | 'pause'>,
  { seconds, remedy }: Waiting,
  look: () => Promise<Finding | string>,
): Promise<Finding> {
  const end = now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (typeof found !== 'string') return found;
    if (now() + PAUSE > end) return failed(`${found} after ${seconds} seconds`, remedy);
    await pause(PAUSE);
  }
}
