/** Backups that are made every so many minutes, and restores from them, by the state of their CronJobs. */
import { type AlertCases, warning } from './case.ts';

/** One may be left out: 40 minutes are the limit of one every quarter of an hour, 70 of one every half an hour, and 130 of one every hour. */
function tooOld(cronJob: string, { leftOut = '120m', first = '60m' } = {}): AlertCases {
  const created = `kube_cronjob_created{cronjob="${cronJob}"}`;
  const succeeded = `kube_cronjob_status_last_successful_time{cronjob="${cronJob}"}`;
  return {
    fires: [
      {
        when: 'the last good one ended four hours ago',
        series: { up: '1x300', [created]: '1x300', [succeeded]: '60x300' },
        at: '240m',
        severities: warning,
      },
      {
        when: 'there was never a good one, in four hours',
        series: { up: '1x300', [created]: '1x300' },
        at: '240m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'one was left out',
        series: { up: '1x300', [created]: '1x300', [succeeded]: '1x60 3600x240' },
        at: leftOut,
      },
      { when: 'the first one is not due yet', series: { up: '1x60', [created]: '1x60' }, at: first },
    ],
  };
}

function withoutEnd(cronJob: string): AlertCases {
  const created = `kube_cronjob_created{cronjob="${cronJob}"}`;
  const scheduled = `kube_cronjob_status_last_schedule_time{cronjob="${cronJob}"}`;
  const succeeded = `kube_cronjob_status_last_successful_time{cronjob="${cronJob}"}`;
  return {
    fires: [
      {
        when: 'attempts fail for half an hour',
        series: { [created]: '1x60', [scheduled]: '1+60x60' },
        at: '30m',
        severities: warning,
      },
      {
        when: 'no attempt begins, because it is suspended',
        series: { [created]: '1x500' },
        at: '400m',
        severities: warning,
      },
    ],
    silent: [
      { when: 'the first attempt takes half an hour', series: { [created]: '1x60', [scheduled]: '300x60' }, at: '30m' },
      {
        when: 'it is done, and the Jobs find nothing left to do',
        series: { [created]: '1x120', [scheduled]: '1+60x120', [succeeded]: '1+60x120' },
        at: '90m',
      },
    ],
  };
}

export const COPY_CASES: Readonly<Record<string, AlertCases>> = {
  AuditStoreBackupTooOld: tooOld('audit-backup'),
  AuditStoreRestoreFailing: withoutEnd('audit-restore'),
  LogStoreBackupTooOld: tooOld('logs-backup'),
  LogStoreRestoreFailing: withoutEnd('logs-restore'),
  OpenlitBackupTooOld: tooOld('openlit-backup'),
  OpenlitRestoreFailing: withoutEnd('openlit-restore'),
  PrometheusBackupTooOld: tooOld('prometheus-backup', { leftOut: '95m', first: '30m' }),
  PrometheusRestoreFailing: withoutEnd('prometheus-restore-1'),
};
