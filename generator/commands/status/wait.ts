/** `status --wait`: looks again until everything is as the refs say. */
import { setTimeout } from 'node:timers/promises';
import type { FleetStatus } from '../../live/model.ts';
import { headline } from '../../live/render/text.ts';
import { verdictOf } from '../../live/verdict.ts';
import type { Io } from '../io.ts';
import { type LookRequest, look } from './look.ts';

/** Between two looks: engines need seconds for what they do. */
const PAUSE_SECONDS = 10;

/**
 * The last look: the first at which everything is healthy, or the one at the end of the time. What is broken may mend itself, as when
 * something that it needs comes up, so nothing ends it early. Each change is told on standard error.
 */
export async function waitFor(request: LookRequest, timeout: number, io: Pick<Io, 'err'>): Promise<FleetStatus> {
  const end = Date.now() + timeout * 1000;
  let told = '';
  for (;;) {
    const found = await look(request);
    const line = headline(found);
    if (line !== told) io.err(line);
    told = line;
    const left = end - Date.now();
    if (verdictOf(found) === 'healthy' || left <= 0) return found;
    await setTimeout(Math.min(PAUSE_SECONDS * 1000, left));
  }
}
