/** How far back a retention goes. */
import { daysIn } from '../../fleet/schema/calendar-period.ts';

/** The earliest time within a period such as `30d` before a time. */
export function beginningOf(retention: string, now: Date): Date {
  return new Date(now.getTime() - daysIn(retention) * 86_400_000);
}
