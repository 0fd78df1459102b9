/** A number of days, weeks or months, as backups are kept for. */
import * as z from 'zod';

export const calendarPeriod = z
  .string()
  .regex(/^[1-9]\d*[dwm]$/, { error: 'is not a number of days, weeks or months such as 30d, 8w or 6m' })
  .meta({ title: 'number of days, weeks or months', examples: ['8w'] });

const UNITS: Readonly<Record<string, string>> = { d: 'DAY', w: 'WEEK', m: 'MONTH' };

/** The period in SQL: `30d` is `INTERVAL 30 DAY`. */
export function intervalOf(text: string): string {
  return `INTERVAL ${text.slice(0, -1)} ${UNITS[text.slice(-1)]}`;
}
