/** Durations as a collector reads them: Go has no unit for days, and no duration here is that long. */
import * as z from 'zod';

export const goDuration = z
  .string()
  .regex(/^(?=.)(\d+h)?(\d+m)?(\d+s)?$/, { error: 'is not a duration such as 30s, 5m or 1h30m', abort: true })
  .refine((text) => secondsOf(text) > 0, { error: 'must be longer than 0s', abort: true })
  .meta({ title: 'duration', examples: ['1m'] });

const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

export function secondsOf(duration: string): number {
  return [...duration.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, amount = '', unit = '']) => sum + Number(amount) * (SECONDS[unit] ?? 0),
    0,
  );
}
