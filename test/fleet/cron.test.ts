import { describe, expect, it } from 'vitest';
import { cron, longestPause } from '../../generator/fleet/schema/cron.ts';

function mistake(text: string): string | undefined {
  return cron.safeParse(text).error?.issues[0]?.message;
}

describe('a cron schedule', () => {
  it.each(['0 3 * * *', '*/15 0-6/2 1,15 jan-JUN ?', '5/10 * * * *', ' 0  3 * * 1-5 '])('may be %s', (text) => {
    expect(mistake(text)).toBeUndefined();
  });

  it('has no field for seconds: an operator reads five fields, and would shift six', () => {
    expect(mistake('0 0 3 * * *')).toContain('leave out the seconds');
    expect(mistake('@daily')).toContain('is not a cron schedule of five fields');
  });

  it.each([
    ['60 3 * * *', 'has 60 for the minute'],
    ['0 24 * * *', 'has 24 for the hour'],
    ['0 3 0 * *', 'has 0 for the day of the month'],
    ['0 3 * 13 *', 'has 13 for the month'],
    ['0 3 * * 7', 'has 7 for the day of the week'],
    ['0 3 * * fri-mon', 'has fri-mon for the day of the week'],
    ['*/0 3 * * *', 'has */0 for the minute'],
    ['0 1-2-3 * * *', 'has 1-2-3 for the hour'],
    ['0 3, * * *', 'has 3, for the hour'],
    ['0 3 30 2 *', 'has a date that does not exist, so it never runs'],
  ])('cannot be %s', (text, message) => {
    expect(mistake(text)).toContain(message);
  });

  it.each([
    ['*/5 * * * *', 1],
    ['0 3 * * *', 1],
    ['0 3 */2 * *', 2],
    ['0 3 * * mon-fri', 3],
    ['0 3 * * sun', 7],
    ['0 3 1,15 * *', 17],
    ['0 3 1 * *', 31],
    // Either will do.
    ['0 3 1 * mon', 7],
    ['0 3 29 2 *', 1461],
  ])('%s pauses for at most %i days', (text, days) => {
    expect(longestPause(text)).toBe(days);
  });
});
