/** A restore of ClickHouse that somebody has asked for: whether it comes to an end. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { withoutEnd } from '../cronjob-times.ts';
import { EXEC } from './backup-alerts.ts';
import { RESTORE } from './backup-names.ts';
import { clickhouse } from './handle.ts';

const JOB = `{cronjob="${RESTORE}"}`;

/** A terabyte takes half as long at 100 MB/s. */
const LONG = 21_600;

export const CLICKHOUSE_RESTORE_ALERTS: readonly Alert[] = [
  alert({
    name: 'ClickHouseRestoreFailing',
    rules: [
      {
        severity: 'critical',
        expression: promql(withoutEnd(RESTORE, LONG)),
        for: '5m',
      },
    ],
    summary: 'The restore of ClickHouse does not come to an end',
    description:
      'No attempt has ended well in the last {{ $value | humanizeDuration }}: attempts fail, one takes very long, or none begins. Tables may be empty or incomplete.',
    dashboard: 'clickhouse',
    about: clickhouse.backup,
    runbook: {
      meaning: `The CronJob \`${RESTORE}\` does what \`components.clickhouse.recovery\` asks for, or the promotion of a standby. It tries again every five minutes until it is done. Until then tables may be empty, and there are no recent backups. What was there before is in a backup of its own.`,
      diagnosis: [
        {
          caption: 'Whether an attempt is running, and since when:',
          command: `kubectl -n lang-observatory get cronjobs.batch/${RESTORE}`,
        },
        {
          caption:
            'What the last attempts did: `plan-restore` prints the statements, `restore` the answers of the server:',
          command:
            'kubectl -n lang-observatory logs -l app.kubernetes.io/component=restore --all-containers --prefix --tail=50',
        },
        {
          caption: 'Restores of the server, how far they are, and their errors:',
          command: `${EXEC} clickhouse client --query "SELECT start_time, status, files_read, num_files, error FROM system.backups WHERE status LIKE 'RESTOR%' ORDER BY start_time DESC LIMIT 3 FORMAT Vertical"`,
        },
        {
          caption: 'Attempts that are running:',
          query: promql(`max by (cluster, environment) (kube_cronjob_status_active${JOB})`),
        },
      ],
      mitigation: [
        '`there is no complete backup that began at the time or before it`: ask for a later time, or name the folder that has older ones (`npx lang-observatory restore <cluster> --check --to <time>` lists what is there). Nothing was changed.',
        '`Langfuse has not made its tables yet`, `UNKNOWN_TABLE`: Langfuse is not up: see [LangfuseDown]. Nothing was changed.',
        '`CANNOT_RESTORE_TABLE`: definitions are others than in the backup. Set the version of Langfuse that made it, restore, and upgrade after that. Nothing was changed.',
        'The object store is down or denies access: see [ObjectStoreDown]. The first replica is down: see [ClickHouseDown].',
        '`BACKUP_NOT_FOUND`, `S3_ERROR` for one object: the backup is damaged. Ask for the time of an earlier one: the tables are emptied again, and what was there before the first attempt stays in its backup.',
        'It is only slow: `files_read` of the diagnosis grows. An attempt may take a day.',
        'It is suspended: `kubectl -n lang-observatory get cronjobs.batch` shows it.',
        'Give it up: remove `components.clickhouse.recovery` from `cluster.yaml`. Tables stay as they are now: restore them by hand if they are incomplete, see [ClickHouseBackupTooOld].',
      ],
    },
  }),
];
