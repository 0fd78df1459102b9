/** As Git does for files that it compares by their times. */
const SETTLED_MS = 2000;

/**
 * Whether a file with these times is certainly unchanged since it was read at `looked`: a file that was changed shortly before may
 * change again within the same tick of the clock, and its times stay the same. All times are in milliseconds.
 */
export function isSettled(times: readonly number[], looked: number): boolean {
  return Math.max(...times) <= looked - SETTLED_MS;
}
