/** Backups of PostgreSQL: whether there is a recent one, whether the last one failed, and whether the write-ahead log is archived. */

import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { barmanCloud } from '../barman-cloud/handle.ts';

const LIMIT = 'postgres:backup_age_limit:seconds';
/** Every instance exposes it; 0 where no backup has ever completed. */
const LAST = 'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp';
/** 0 where none has failed. */
const FAILED = 'barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp';
const IN_PLACE = 'on (cluster, environment)';

/** How to restore a backup. */
const RESTORE: readonly string[] = [
  "**Restore, step 1: select the backup.** This command shows, for each folder of the bucket, the earliest point in time that can be restored: `kubectl -n lang-observatory get objectstores.barmancloud.cnpg.io/postgres -o jsonpath='{.status.serverRecoveryWindow}'`. The folder of a Cluster is named `<cluster>.<name>`, for example `eu-prod-1.postgres`.",
  "**Restore, step 2: configure the restore.** Run `npx lang-observatory restore <cluster> --to 2026-08-01T10:00:00Z --component postgres` in the repository of the fleet, and commit. It writes into `cluster.yaml` a new name of the Cluster and the source of its data: `postgres: {name: postgres-20260803-0930, recovery: {serverName: eu-prod-1.postgres, targetTime: '2026-08-01T10:00:00Z'}}`. Without `targetTime`, the latest state is restored. A `targetTime` must be before the last archived transaction, or the recovery fails. The name must be new, because a Cluster archives only into an empty folder (otherwise: `Expected empty archive`). The old folder is not changed.",
  '**Restore, step 3: watch the restore.** Use `kubectl -n lang-observatory get clusters.postgresql.cnpg.io` and `kubectl -n lang-observatory logs -l cnpg.io/jobRole=full-recovery --all-containers --tail=50`. The same commit configures Langfuse and Grafana to use the new Cluster; they start when it is ready. NetworkPolicies then block the old Cluster, but it keeps its volumes: revert the commit to go back to it.',
  '**Restore, step 4: retry.** The new Cluster is not deleted when the restore fails or the commit is reverted, and an existing Cluster ignores changes of `recovery`. For the next attempt, run `restore` again: it chooses another name. Delete the Cluster that is not needed (here `postgres-20260803-0930`) and its Database (`postgres-20260803-0930-grafana`) as in step 5.',
  '**Restore, step 5: clean up.** After you have checked the restored data, delete the old Cluster (here `postgres`, or its former name in `components.postgres.name`). This also deletes its volumes: `kubectl -n lang-observatory delete clusters.postgresql.cnpg.io/postgres databases.postgresql.cnpg.io/postgres-grafana`. Its backups stay in the bucket until you delete the folder. Leave `name` and `recovery` in the input: they describe the current Cluster.',
];

const SIDECAR = {
  caption: 'Errors in the log of the backup sidecar of the primary:',
  command:
    'kubectl -n lang-observatory logs -l cnpg.io/instanceRole=primary -c plugin-barman-cloud --tail=100 | grep -iE "error|fail"',
} as const;

const BACKUPS = {
  caption: 'Backups, and the errors of failed ones:',
  command: 'kubectl -n lang-observatory get backups.postgresql.cnpg.io',
} as const;

const BACKUP_NOW =
  'Create a backup now: `kubectl cnpg backup -n lang-observatory postgres --method=plugin --plugin-name=barman-cloud.cloudnative-pg.io` (`postgres`, or the name in `components.postgres.name`).';

const STORE_MITIGATION: readonly string[] = [
  'The object store is down or denies access: see [ObjectStoreDown]. For an external object store, check its endpoint, bucket, region and keys (`components.object-store.external`). The keys need permission to list, read, write and delete below `postgres/`.',
  'The log contains `Expected empty archive`: the Cluster was recreated with the name of an earlier Cluster whose backups still exist. They are not overwritten. Restore them, or set another `components.postgres.name` before the database contains data.',
  'The sidecar was `OOMKilled`: increase `components.postgres.backup.resources`. The operator restarts the instances one by one.',
  'The plugin is not running: check `kubectl -n cnpg-system get deployment/barman-cloud`. Without it, the operator does not reconcile the Cluster, and there is no failover.',
];

export const POSTGRES_BACKUP_ALERTS: readonly Alert[] = [
  alert({
    name: 'PostgresBackupTooOld',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          `${LIMIT} < ${IN_PLACE} (time() - max by (cluster, environment) (${LAST})) or ${LIMIT} unless ${IN_PLACE} ${LAST}`,
        ),
        for: '1h',
      },
    ],
    summary: 'PostgreSQL has no recent backup',
    description:
      'No backup completed in the last {{ $value | humanizeDuration }}. Scheduled backups fail or do not start.',
    dashboard: 'postgres',
    needs: [barmanCloud],
    runbook: {
      meaning:
        'A restore starts from the last backup and replays the write-ahead log: an older backup makes the restore slower. When the retention has deleted the last backup, nothing can be restored. The first base backup of a new Cluster, for example of a large database after a restore, can take longer than the hour after which this alert fires. The alert then resolves when that backup completes.',
      diagnosis: [
        {
          caption: 'Time of the last backup, as Unix time (0: no backup has completed yet):',
          query: promql(`max by (cluster, environment) (${LAST})`),
        },
        {
          caption: 'Time of the last failed backup, as Unix time:',
          query: promql(`max by (cluster, environment) (${FAILED})`),
        },
        BACKUPS,
        {
          caption: 'Schedule of the backups:',
          command: 'kubectl -n lang-observatory describe scheduledbackups.postgresql.cnpg.io',
        },
        SIDECAR,
      ],
      mitigation: [...STORE_MITIGATION, BACKUP_NOW, ...RESTORE],
    },
  }),
  alert({
    name: 'PostgresBackupFailing',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          `max by (cluster, environment) (${FAILED}) > ${IN_PLACE} max by (cluster, environment) (${LAST})`,
        ),
        for: '15m',
      },
    ],
    summary: 'The last base backup of PostgreSQL failed',
    description: 'The last base backup failed, and none has completed since. The next one starts by the schedule.',
    dashboard: 'postgres',
    needs: [barmanCloud],
    runbook: {
      meaning:
        'Nothing is lost while the write-ahead log is archived: a restore starts from an older base backup, and takes longer. [PostgresBackupTooOld] follows when no backup completes.',
      diagnosis: [
        {
          caption: 'Time of the last failed backup, as Unix time:',
          query: promql(`max by (cluster, environment) (${FAILED})`),
        },
        BACKUPS,
        SIDECAR,
      ],
      mitigation: [
        ...STORE_MITIGATION,
        'No backup can complete while the write-ahead log is not archived: see [PostgresArchivingFailing].',
        BACKUP_NOW,
      ],
    },
  }),
  alert({
    name: 'PostgresArchivingFailing',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          [
            'sum by (cluster, environment) (rate(cnpg_pg_stat_archiver_failed_count[10m])) > 0',
            'max by (cluster, environment) (cnpg_collector_pg_wal_archive_status{value="ready"}) > 10',
          ].join(' or '),
        ),
        for: '15m',
      },
    ],
    summary: 'The write-ahead log of PostgreSQL is not archived',
    description: 'Segments of the write-ahead log are not uploaded to the object store, or not fast enough.',
    dashboard: 'postgres',
    needs: [barmanCloud],
    runbook: {
      meaning:
        'New changes cannot be restored, and no backup can complete. Segments stay on the volume until they are archived. PostgreSQL stops when the volume is full.',
      diagnosis: [
        {
          caption: 'Number of segments to archive:',
          query: promql('cnpg_collector_pg_wal_archive_status{value="ready"}'),
        },
        {
          caption: 'Seconds since the last segment was archived:',
          query: promql('cnpg_pg_stat_archiver_seconds_since_last_archival'),
        },
        { caption: 'Size of the write-ahead log:', query: promql('cnpg_collector_pg_wal{value="size"}') },
        SIDECAR,
      ],
      mitigation: [
        ...STORE_MITIGATION,
        'Archiving works, but is too slow: give the sidecar more CPU (`components.postgres.backup.resources`), or check whether the object store is slow.',
        'The volume is nearly full: increase `components.postgres.storage` (or `walStorage`). Never delete segments manually.',
        'Data is already lost: restore a backup, see [PostgresBackupTooOld].',
      ],
    },
  }),
];
