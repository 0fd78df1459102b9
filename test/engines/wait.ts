/** Waiting for what controllers do in their own time, and telling how long each part of the run took. */
import { setTimeout } from 'node:timers/promises';

export interface Patience {
  /** How long until it is an error. */
  readonly seconds: number;
  /** How long between two questions: asking costs the servers what they need to get on. */
  readonly pauseMilliseconds: number;
}

/** For what never comes: what comes late on a busy machine is no mistake. */
const PATIENCE: Patience = { seconds: 600, pauseMilliseconds: 300 };

/** For what engines do. */
export const CONVERGENCE: Patience = { seconds: 480, pauseMilliseconds: 2500 };

/** How soon something is done again where what one look leads to is what the next one must see. */
export const AGAIN_MILLISECONDS = 5_000;

/** Does the work when it is first called, and then when it is called again long enough after. */
export function nowAndThen(work: () => Promise<void>, milliseconds: number): () => Promise<void> {
  let done = 0;
  return async () => {
    if (Date.now() - done < milliseconds) return;
    await work();
    done = Date.now();
  };
}

/**
 * Asks again until `missing` finds nothing that is still to happen.
 * Rejects after `seconds` with what it said last; a rejection of `missing` itself counts as still to happen.
 */
export async function until(
  what: string,
  missing: () => Promise<readonly string[]> | readonly string[],
  { seconds, pauseMilliseconds }: Patience = PATIENCE,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const left = await ask(missing);
    if (left.length === 0) return;
    if (Date.now() > end) {
      const more = left.length > 20 ? `\n  … and ${left.length - 20} more` : '';
      throw new Error(`${what}: not so after ${seconds} s\n  ${left.slice(0, 20).join('\n  ')}${more}`);
    }
    await setTimeout(pauseMilliseconds);
  }
}

async function ask(missing: () => Promise<readonly string[]> | readonly string[]): Promise<readonly string[]> {
  try {
    return await missing();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** Does the work and prints its name and how long it took. */
export async function phase<T>(name: string, work: () => Promise<T>): Promise<T> {
  const begun = Date.now();
  let outcome = 'failed after ';
  try {
    const result = await work();
    outcome = '';
    return result;
  } finally {
    process.stdout.write(`  ${name}: ${outcome}${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
  }
}
