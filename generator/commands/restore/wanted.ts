/** The time that somebody wants back. */
import { moment } from '../../fleet/schema/moment.ts';
import { utc, type Wanted } from '../../stack/restore.ts';

/** The time, or why it is none. */
export function wantedTime(text: string, now: Date): Wanted | string {
  const parsed = moment.safeParse(text);
  if (!parsed.success) return `--to ${text} ${parsed.error.issues[0]?.message ?? 'is not a time'}`;
  const time = new Date(text);
  if (time > now) return `--to ${text} is in the future: it is ${utc(now)} now`;
  return { time, text, now };
}
