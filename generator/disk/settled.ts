/** Git's rule for files that are told apart by their times. */
const SETTLED_MS = 2000;

/**
 * Whether what was changed at one of these times is known to be what was looked at by `looked`: a file that was changed about when it
 * was looked at may change again within the clock's tick and look the same. All are in milliseconds.
 */
export function isSettled(times: readonly number[], looked: number): boolean {
  return Math.max(...times) <= looked - SETTLED_MS;
}
