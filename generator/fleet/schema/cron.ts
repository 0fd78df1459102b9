/**
 * Cron schedules of five fields, as operators' libraries read them (robfig/cron v1: no 7 for Sunday, `?` is `*`,
 * and if both kinds of days are restricted, either one matches).
 */
import * as z from 'zod';
import { once, oncePerArgument } from '../../data/once.ts';
import { advised } from './advice.ts';

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Three-letter names for `min` and the numbers after it. */
  readonly words: readonly string[];
}

const FIELDS = [
  { name: 'minute', min: 0, max: 59, words: [] },
  { name: 'hour', min: 0, max: 23, words: [] },
  { name: 'day of the month', min: 1, max: 31, words: [] },
  { name: 'month', min: 1, max: 12, words: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { name: 'day of the week', min: 0, max: 6, words: 'sun mon tue wed thu fri sat'.split(' ') },
] as const satisfies readonly Field[];

const [, , DAY, MONTH, WEEKDAY] = FIELDS;

const FORM = 'a cron schedule of five fields such as 0 3 * * *: minute, hour, day of the month, month, day of the week';

/** A schedule that runs at some time; CronJobs of Kubernetes accept the same notation. */
export const cron = z
  .string()
  .superRefine((text, context) => {
    const message = mistakeIn(text);
    const hint = NOT_HERE.find(([form]) => form.test(text))?.[1];
    if (message !== undefined) context.addIssue(advised(message, hint));
  })
  .meta({ title: 'cron schedule', examples: ['30 1 * * *'] });

/** Notations that only other cron implementations accept. */
const NOT_HERE: readonly (readonly [RegExp, string])[] = [
  [/^@/, 'write all five fields: @daily is 0 0 * * *'],
  [/[\s,-]7$/, 'Sunday is 0 or sun'],
];

function mistakeIn(text: string): string | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length === 6) return `has six fields; leave out the seconds, for ${FORM}`;
  if (fields.length !== FIELDS.length) return `is not ${FORM}`;
  for (const [index, field] of FIELDS.entries()) {
    const part = fields[index] ?? '';
    if (valuesOf(part, field) === undefined)
      return `has ${part} for the ${field.name}, which is a number from ${field.min} to ${field.max}, a range such as ${field.min}-${field.max}, a step such as */2, or several with commas`;
  }
  return longestPause(text) === undefined ? 'has a date that does not exist, so it never runs' : undefined;
}

/** The numbers that a field matches; undefined when it is invalid. */
function valuesOf(text: string, { min, max, words }: Field): ReadonlySet<number> | undefined {
  const number = (word: string): number => {
    const index = words.indexOf(word.toLowerCase());
    if (index >= 0) return min + index;
    return /^\d+$/.test(word) ? Number(word) : Number.NaN;
  };
  const values = new Set<number>();
  for (const range of text.split(',')) {
    const [, span = '', step = '1'] = /^([^/]+)(?:\/(\d+))?$/.exec(range) ?? [];
    const [first = '', last = range.includes('/') ? String(max) : first, ...more] = span.split('-');
    const [from, to] = isAny(span) ? [min, max] : [number(first), number(last)];
    // Written so that NaN is refused too.
    if (!(from >= min && to <= max && from <= to && Number(step) > 0) || more.length > 0) return undefined;
    for (let value = from; value <= to; value += Number(step)) values.add(value);
  }
  return values;
}

function isAny(text: string): boolean {
  return text === '*' || text === '?';
}

/** After so many days, weekdays fall on the same dates again. */
const CALENDAR = 28 * 365.25;

interface Day {
  readonly number: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

/** Every day of the calendar, computed once: a `Date` for each takes longer than the rest of the check. */
const calendar = once((): readonly Day[] =>
  Array.from({ length: CALENDAR }, (_, number) => {
    const date = new Date(Date.UTC(2000, 0, 1 + number));
    return { number, month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() };
  }),
);

/** The most days from one run to the next, at least 1; undefined when it never runs. */
export const longestPause = oncePerArgument((schedule: string): number | undefined => {
  const [, , day = '', month = '', weekday = ''] = schedule.trim().split(/\s+/);
  if (isAny(day) && isAny(month) && isAny(weekday)) return 1;
  const days = valuesOf(day, DAY);
  const months = valuesOf(month, MONTH);
  const weekdays = valuesOf(weekday, WEEKDAY);
  const both = /^[*?]/.test(day) || /^[*?]/.test(weekday);
  const runsOn = (date: Day): boolean => {
    if (months?.has(date.month) !== true) return false;
    const [onDay, onWeekday] = [days?.has(date.day) === true, weekdays?.has(date.weekday) === true];
    return both ? onDay && onWeekday : onDay || onWeekday;
  };
  const runs = calendar().filter(runsOn);
  const pauses = runs.slice(1).map(({ number }, index) => number - (runs[index]?.number ?? 0));
  return runs.length < 2 ? undefined : Math.max(...pauses);
});
