/** Quiet times as time intervals of Alertmanager. A time range there ends on the day on which it begins, so a night needs two of them. */
import type { JsonObject } from '../../data/json.ts';
import { type Alerting, WEEKDAYS, type Weekday } from './settings.ts';

export const QUIET = 'quiet';

/** The list `time_intervals` of the configuration. */
export function timeIntervals(alerting: Alerting): readonly JsonObject[] {
  if (alerting.quietTimes.length === 0) return [];
  return [{ name: QUIET, time_intervals: alerting.quietTimes.flatMap((quiet) => intervals(quiet, alerting.timeZone)) }];
}

function intervals({ days, from, to }: Alerting['quietTimes'][number], location: string): readonly JsonObject[] {
  const interval = (on: readonly Weekday[] | undefined, start: string, end: string): readonly JsonObject[] =>
    start === end
      ? []
      : [
          {
            times: [{ start_time: start, end_time: end }],
            ...(on === undefined ? {} : { weekdays: on }),
            location,
          },
        ];
  if (from < to) return interval(days, from, to);
  return [...interval(days, from, '24:00'), ...interval(days?.map(nextDay), '00:00', to)];
}

function nextDay(day: Weekday): Weekday {
  return WEEKDAYS[(WEEKDAYS.indexOf(day) + 1) % WEEKDAYS.length] ?? day;
}
