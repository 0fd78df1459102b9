/** `status --watch`: looks again and again until somebody ends it. */
import { setTimeout } from 'node:timers/promises';
import type { FleetStatus } from '../../live/model.ts';
import { headline, statusText } from '../../live/render/text.ts';
import type { Io } from '../io.ts';
import { type LookRequest, look } from './look.ts';

const PAUSE_SECONDS = 10;

/**
 * The last look that was whole; undefined when it was ended before the first. A terminal shows the newest state in place of the one before;
 * elsewhere each change is a line with its time.
 */
export async function watch(request: LookRequest, io: Io, signal: AbortSignal): Promise<FleetStatus | undefined> {
  let last: FleetStatus | undefined;
  let told = '';
  while (!signal.aborted) {
    const found = await look({ ...request, signal });
    // Clusters that were not asked to the end seem unreachable.
    if (signal.aborted) break;
    last = found;
    const now = new Date();
    const line = headline(found);
    if (io.redraw !== undefined) io.redraw(`${clock(now)} ${statusText(found, now)}`);
    else if (line !== told) io.out(`${clock(now)} ${line}`);
    told = line;
    await setTimeout(PAUSE_SECONDS * 1000, undefined, { signal }).catch(() => {});
  }
  return last;
}

function clock(now: Date): string {
  return now.toISOString().replace(/\.\d+Z$/, 'Z');
}
