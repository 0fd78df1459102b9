/** Panels of the restore drill of a store, from the state of its CronJob. They are not beside its alerts, which the program loads without what draws dashboards. */
import { type Numbered, timeSeries } from '../telemetry/grafana/panels.ts';
import { query } from '../telemetry/grafana/query.ts';
import { inStack } from '../telemetry/grafana/stack.ts';

/** Age and duration of the last drill; together as wide as a dashboard. */
export function drillPanels(cronJob: string): readonly Numbered[] {
  const series = (name: string): string => `${name}{${inStack(`cronjob="${cronJob}"`)}}`;
  const success = series('kube_cronjob_status_last_successful_time');
  return [
    timeSeries({
      title: 'Age of the last good restore drill',
      description: 'Time since the newest backup was last restored on trial with success.',
      unit: 's',
      min: 0,
      width: 12,
      queries: [query(`time() - max(${success})`, 'age')],
      empty: 'no drills',
    }),
    timeSeries({
      title: 'Duration of the restore drill',
      description:
        'From the schedule to success: about the time that a restore takes. Empty while a drill runs, and after one that failed.',
      unit: 's',
      min: 0,
      width: 12,
      queries: [query(`max((${success} - ${series('kube_cronjob_status_last_schedule_time')}) > 0)`, 'duration')],
      empty: 'none',
    }),
  ];
}
