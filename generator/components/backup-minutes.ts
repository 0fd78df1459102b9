/** Backups that are made every so many minutes: the setting, and the schedule. */
import * as z from 'zod';

/** They divide an hour, so that the pauses between backups are equal. */
const MINUTES = [10, 15, 20, 30, 60] as const;

export type Minutes = (typeof MINUTES)[number];

export const minutes = z.union(MINUTES.map((one) => z.literal(one)));

/** As a CronJob says it. */
export function scheduleEvery(one: Minutes): string {
  return one === 60 ? '0 * * * *' : `*/${one} * * * *`;
}
