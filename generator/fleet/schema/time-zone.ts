/** Time zones, by their names. */
import * as z from 'zod';

/** Name in the IANA database. */
export const timeZone = z
  .string()
  .refine(isTimeZone, { error: 'is not a time zone such as Europe/Berlin' })
  .meta({ title: 'time zone', examples: ['Europe/Berlin'] });

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
