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

const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7, m: 31 };

/**
 * The days in the period. A month has 31, as for Barman (EnterpriseDB/barman:barman/retention_policies.py); ClickHouse's may be a little
 * shorter, and keeps a whole chain before its beginning.
 */
export function daysIn(text: string): number {
  return Number.parseInt(text, 10) * (DAYS[text.slice(-1)] ?? 0);
}
