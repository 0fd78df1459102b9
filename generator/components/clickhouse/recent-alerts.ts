/** Recent backups of ClickHouse: whether there is one that is as young as it should be. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { IN_PLACE, latest } from '../cronjob-times.ts';
import { FAILURES, MITIGATION } from './backup-alerts.ts';
import { RECENT } from './backup-names.ts';
import { clickhouse } from './handle.ts';

/**
 * A Job that has nothing to do during a restore succeeds too, so only what the servers say of backups counts; before the first one, the age of the CronJob.
 * One by the schedule is as good.
 */
const LAST = latest('clickhouse_backup_last_success_timestamp_seconds', `kube_cronjob_created{cronjob="${RECENT}"}`);

export const CLICKHOUSE_RECENT_ALERTS: readonly Alert[] = [
  alert({
    name: 'ClickHouseRecentBackupTooOld',
    rules: [
      {
        severity: 'warning',
        expression: promql(`clickhouse:recent_backup_age_limit:seconds < ${IN_PLACE} (time() - ${LAST})`),
        for: '5m',
      },
    ],
    summary: 'ClickHouse would lose more than it should',
    description:
      'No backup of ClickHouse completed in the last {{ $value | humanizeDuration }}: what was written since is in none.',
    dashboard: 'clickhouse',
    about: clickhouse.recent,
    runbook: {
      meaning:
        'Recent backups, those between two by the schedule, fail, take too long or do not start. A loss of the tables would cost everything since the last one, and not only the minutes of `components.clickhouse.backup.recent.everyMinutes`.',
      diagnosis: [
        {
          caption: 'Time of the last backup of each kind, as Unix time:',
          query: promql('max by (cluster, environment, kind) (clickhouse_backup_last_success_timestamp_seconds)'),
        },
        {
          caption:
            'How long the last one took, in seconds: when it is longer than the pause, the next one is left out:',
          query: promql('max by (cluster, environment) (clickhouse_backup_duration_seconds{kind="recent"})'),
        },
        {
          caption: 'When the last one began:',
          command: `kubectl -n lang-observatory get cronjobs.batch/${RECENT}`,
        },
        {
          caption: 'What the last Jobs did: `plan-recent` prints the statement, `recent` the answer of the server:',
          command: `kubectl -n lang-observatory logs -l app.kubernetes.io/name=${RECENT} --all-containers --prefix --tail=50`,
        },
        FAILURES,
      ],
      mitigation: [
        'A restore is under way: `recent` says so. There are backups again when it is done: see [ClickHouseRestoreFailing] if it does not end.',
        ...MITIGATION,
        'They take longer than the pause between them: increase `components.clickhouse.backup.recent.everyMinutes`. After tables were restored the next one contains much, and is slow once.',
        'The base of the series is missing or damaged: `BACKUP_NOT_FOUND`. A backup by the schedule begins another series: the command above makes one.',
      ],
    },
  }),
];
