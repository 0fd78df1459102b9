/** When samples are taken: often in the hours that most dashboards show, and before that just often enough for rates over five minutes. */

/** Seconds. */
export const FINE_STEP = 120;
const COARSE_STEP = 240;
const FINE_SECONDS = 8 * 3600;

/** What a demo is about. */
export interface Span {
  /** The moment at which one looks; seconds since 1970. */
  readonly now: number;
  /** Seconds for which it goes on after that, in whole hours: somebody looks on. */
  readonly ahead: number;
}

/** The moment up to which a demo can be, at or before a time; seconds since 1970. */
export function wholeStep(time: number): number {
  return Math.floor(time / COARSE_STEP) * COARSE_STEP;
}

/** Parts of one step each, the oldest first, that reach back at least so many seconds from an end that is a whole step. */
export function parts(end: number, seconds: number): readonly { start: number; end: number; step: number }[] {
  const fine = { start: end - Math.min(FINE_SECONDS, wholeStep(seconds + COARSE_STEP)), end, step: FINE_STEP };
  if (seconds <= FINE_SECONDS) return [fine];
  const start = wholeStep(end - seconds);
  return [{ start, end: fine.start - COARSE_STEP, step: COARSE_STEP }, fine];
}

export function times(end: number, seconds: number): readonly number[] {
  return parts(end, seconds).flatMap(({ start, end: last, step }) =>
    Array.from({ length: Math.floor((last - start) / step) + 1 }, (_, index) => start + index * step),
  );
}
