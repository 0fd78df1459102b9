/** The restore drills: both stores have the same alerts. */
import { type AlertCases, warning } from './case.ts';

/** A drill every Monday: half a day more than a week is 648,000 seconds. */
function cases(cronJob: string): readonly [AlertCases, AlertCases] {
  const job = `{cronjob="${cronJob}"}`;
  const created = `kube_cronjob_created${job}`;
  const scheduled = `kube_cronjob_status_last_schedule_time${job}`;
  const succeeded = `kube_cronjob_status_last_successful_time${job}`;
  const active = `kube_cronjob_status_active${job}`;
  const failing: AlertCases = {
    fires: [
      {
        when: 'the last drill has ended, and the one before was good',
        series: { [created]: '1x60', [scheduled]: '7200x60', [succeeded]: '3660x60', [active]: '0x60' },
        at: '30m',
        severities: warning,
      },
      {
        when: 'none was ever good',
        series: { [created]: '1x60', [scheduled]: '7200x60', [active]: '0x60' },
        at: '30m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'a drill is running',
        series: { [created]: '1x60', [scheduled]: '7200x60', [active]: '1x60' },
        at: '30m',
      },
      {
        when: 'the last drill was good',
        series: { [created]: '1x60', [scheduled]: '3600x60', [succeeded]: '3660x60', [active]: '0x60' },
        at: '30m',
      },
    ],
  };
  const tooOld: AlertCases = {
    fires: [
      {
        when: 'the last good one is nine days old',
        series: { up: '1x13100', [created]: '1x13100', [succeeded]: '1x13100' },
        at: '12960m',
        severities: warning,
      },
      {
        when: 'there was never a good one, in nine days',
        series: { up: '1x13100', [created]: '1x13100' },
        at: '12960m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'the last good one is two days old',
        series: { up: '1x13100', [created]: '1x13100', [succeeded]: '1x10079 604800x3000' },
        at: '12960m',
      },
      { when: 'the first one is not due yet', series: { up: '1x8700', [created]: '1x8700' }, at: '8640m' },
    ],
  };
  return [failing, tooOld];
}

const [clickhouseFailing, clickhouseTooOld] = cases('clickhouse-drill');
const [postgresFailing, postgresTooOld] = cases('postgres-drill');

export const DRILL_CASES: Readonly<Record<string, AlertCases>> = {
  ClickHouseRestoreDrillFailing: clickhouseFailing,
  ClickHouseRestoreDrillTooOld: clickhouseTooOld,
  PostgresRestoreDrillFailing: postgresFailing,
  PostgresRestoreDrillTooOld: postgresTooOld,
};
