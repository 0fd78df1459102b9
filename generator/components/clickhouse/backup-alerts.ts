/** Backups of ClickHouse: whether there is a recent one, and whether the last run of the Job made one. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { IN_PLACE, latest } from '../cronjob-times.ts';
import { BACKUPS } from './backup-names.ts';
import { emptyStatement, LIST_BACKUPS, restoreStatement } from './backup-statements.ts';
import { clickhouse } from './handle.ts';

const LIMIT = 'clickhouse:backup_age_limit:seconds';
const JOB = `{cronjob="${BACKUPS}"}`;

/** The log of a server goes with its volume, so the CronJob's own status counts too; before the first run, its age. */
const LAST = latest(
  'clickhouse_backup_last_success_timestamp_seconds{kind!="recent"}',
  `kube_cronjob_status_last_successful_time${JOB}`,
  `kube_cronjob_created${JOB}`,
);

export const EXEC = 'kubectl -n lang-observatory exec clickhouse-clickhouse-0-0-0 --';

const DATABASE = 'default';
const EXAMPLE = 'eu-prod-1.clickhouse/20260801T020000Z/full';
const ask = (statement: string): string =>
  `\`${EXEC} clickhouse client --receive_timeout 86400 --query "${statement}"\``;

/** How to restore by hand. */
const RESTORE: readonly string[] = [
  '**Restore, with a change of the input:** `npx lang-observatory restore <cluster> --to 2026-08-01T10:00:00Z --component clickhouse` does what follows with a CronJob, and backs up first what is there. By hand:',
  `**Restore, step 1: select the backup.** This command lists the complete ones: ${ask(LIST_BACKUPS)}. An incremental or recent backup finds those that it builds on without help.`,
  '**Restore, step 2: stop the writers.** Suspend the sync of Langfuse in the engine, then run `kubectl -n lang-observatory scale deployment/langfuse-web deployment/langfuse-worker --replicas=0`. Events wait in Valkey and in the object store.',
  `**Restore, step 3: empty the tables.** If something in them is still good, make a backup first: \`kubectl -n lang-observatory create job --from=cronjob/${BACKUPS} backup-before-restore\`. Then run ${ask(emptyStatement(DATABASE))}. All replicas follow.`,
  `**Restore, step 4: restore.** Run this with the path of step 1: ${ask(restoreStatement(DATABASE, EXAMPLE))}. Do it on this one replica only: the others fetch the data from it. Tables must be empty, and their definitions those of the backup. If Langfuse was upgraded since, set its former version first, or drop the tables (\`DROP TABLE default.<table> SYNC\`) instead of emptying them.`,
  '**Restore, step 5: start the writers.** Resume the sync, which starts Langfuse again. PostgreSQL can be restored to the time of the same backup: see [PostgresBackupTooOld]. What was written after the backup is lost.',
];

const LOGS = {
  caption:
    'What the last Jobs did: `plan` prints the statement, `backup` the answer of the server, `prune` what it deletes:',
  command: `kubectl -n lang-observatory logs -l app.kubernetes.io/name=${BACKUPS} --all-containers --prefix --tail=50`,
} as const;

export const FAILURES = {
  caption: 'Backups of the server and their errors:',
  command: `${EXEC} clickhouse client --query "SELECT start_time, name, status, error FROM system.backups ORDER BY start_time DESC LIMIT 5 FORMAT Vertical"`,
} as const;

export const MITIGATION: readonly string[] = [
  'The object store is down or denies access: see [ObjectStoreDown]. For an external object store, check its endpoint, bucket, region and keys (`components.object-store.external`). The keys need permission to list, read, write and delete below `clickhouse/`.',
  'The first replica, `clickhouse-clickhouse-0-0-0`, is down: it makes all backups. See [ClickHouseDown].',
  '`prune` fails with `objects are left`: the backup was made, but what is not needed any more cannot be deleted. The bucket has a lock or a policy, or somebody else has put objects into the folder.',
  'A container was `OOMKilled`: increase `components.clickhouse.backup.resources`.',
  `Make a backup now: \`kubectl -n lang-observatory create job --from=cronjob/${BACKUPS} backup-by-hand\`.`,
];

export const CLICKHOUSE_BACKUP_ALERTS: readonly Alert[] = [
  alert({
    name: 'ClickHouseBackupTooOld',
    rules: [
      {
        severity: 'warning',
        expression: promql(`${LIMIT} < ${IN_PLACE} (time() - ${LAST})`),
        for: '1h',
      },
    ],
    summary: 'ClickHouse has no new backup by the schedule',
    description:
      'No backup by the schedule completed in the last {{ $value | humanizeDuration }}. Backups fail or do not start.',
    dashboard: 'clickhouse',
    about: clickhouse.backup,
    runbook: {
      meaning:
        'Everything that was written to ClickHouse after the last backup is lost with its volumes, or by a wrong `DELETE`: traces, observations and scores. Recent backups between those by the schedule still go back to the last one, so their series becomes longer, and a restore slower.',
      diagnosis: [
        {
          caption: 'Time of the last backup, as Unix time (nothing: the servers know of none):',
          query: promql('max by (cluster, environment, kind) (clickhouse_backup_last_success_timestamp_seconds)'),
        },
        {
          caption: 'Schedule of the backups, and when the last one began:',
          command: `kubectl -n lang-observatory get cronjobs.batch/${BACKUPS}`,
        },
        LOGS,
        FAILURES,
      ],
      mitigation: [
        ...MITIGATION,
        'The CronJob is suspended: `kubectl -n lang-observatory get cronjobs.batch` shows it. The engine sets `suspend` back only if it is in Git.',
        ...RESTORE,
      ],
    },
  }),
  alert({
    name: 'ClickHouseBackupFailing',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          [
            latest(`kube_cronjob_status_last_schedule_time${JOB}`),
            ` > ${IN_PLACE} ${latest(`kube_cronjob_status_last_successful_time${JOB}`, `kube_cronjob_created${JOB}`)}`,
            ` unless ${IN_PLACE} (max by (cluster, environment) (kube_cronjob_status_active${JOB}) > 0)`,
          ].join(''),
        ),
        for: '15m',
      },
    ],
    summary: 'The backup of ClickHouse failed',
    description: 'The last Job that was to make a backup has ended without success.',
    dashboard: 'clickhouse',
    about: clickhouse.backup,
    runbook: {
      meaning:
        'The backup was not made, or it was made and backups that nobody needs could not be deleted. The Job has been tried three times; the next one starts by the schedule.',
      diagnosis: [
        LOGS,
        FAILURES,
        {
          caption: 'Failed backups, by the servers:',
          query: promql('sum by (cluster, environment, kind) (clickhouse_backup_failures_total)'),
        },
        {
          caption: 'Bytes that the last backup wrote:',
          query: promql('max by (cluster, environment, kind) (clickhouse_backup_size_bytes)'),
        },
      ],
      mitigation: [...MITIGATION, 'Data is already lost: restore a backup, see [ClickHouseBackupTooOld].'],
    },
  }),
];
