/** Backups of PostgreSQL: whether there is a young one, and whether what was written since then is safe too. */

import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { barmanCloud } from '../barman-cloud/handle.ts';

const LIMIT = 'postgres:backup_age_limit:seconds';
/** Every instance tells what the plugin knows; 0 where there has never been one. */
const LAST = 'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp';
const IN_PLACE = 'on (cluster, environment)';

/** How to restore, for the pages of both alerts and of whoever has lost data. */
const RESTORE: readonly string[] = [
  "**Restore, 1: choose.** What can be restored, from when on, for each folder of the bucket: `kubectl -n lang-observatory get objectstores.barmancloud.cnpg.io/postgres -o jsonpath='{.status.serverRecoveryWindow}'`. The folder of a Cluster is `<cluster>.<name>`, such as `eu-prod-1.postgres`.",
  "**Restore, 2: ask for it.** In the cluster's file give the Cluster another name and say where its data comes from, then generate and commit: `postgres: {name: postgres-2, recovery: {serverName: eu-prod-1.postgres, targetTime: '2026-08-01T10:00:00Z'}}`. Without `targetTime` it is the latest; a `targetTime` must lie before the last transaction that was archived, or recovery fails. The name must be new: a Cluster archives into an empty folder only (`Expected empty archive`), and the old folder stays as it is.",
  '**Restore, 3: watch.** `kubectl -n lang-observatory get clusters.postgresql.cnpg.io` and `kubectl -n lang-observatory logs -l cnpg.io/jobRole=full-recovery --all-containers --tail=50`. Langfuse and Grafana are pointed at the new Cluster by the same commit and start when it answers. The old one is cut off from the network but keeps its volumes: taking the commit back brings it back.',
  '**Restore, 4: try again.** A Cluster is kept when its restore failed or its commit was taken back, and one that is there does not look at `recovery` again. Before the next attempt delete the new one (here `postgres-2`) and its Database (`postgres-2-grafana`) with the command of step 5, or take another name. If it has archived already, its folder is not empty: take another name.',
  '**Restore, 5: tidy up.** When all is well, delete the old Cluster (here `postgres`, or the name that it had in `components.postgres.name`), and with it its volumes: `kubectl -n lang-observatory delete clusters.postgresql.cnpg.io/postgres databases.postgresql.cnpg.io/postgres-grafana`. Its backups stay in the bucket until somebody deletes the folder. Leave `name` and `recovery` in the input: they describe the Cluster that there is.',
];

const SIDECAR = {
  caption: 'What the sidecar of the primary says:',
  command:
    'kubectl -n lang-observatory logs -l cnpg.io/instanceRole=primary -c plugin-barman-cloud --tail=100 | grep -iE "error|fail"',
} as const;

const STORE_MITIGATION: readonly string[] = [
  'The store does not answer or refuses: `ObjectStoreDown`, or for an external one its endpoint, bucket, region and keys (`components.object-store.external`). The keys must be allowed to list, read, write and delete below `postgres/`.',
  '`Expected empty archive`: the cluster was built anew under the name of an earlier one, whose backups are still there and are not written over. Restore from them, or set another `components.postgres.name` before anything is in the database.',
  'The sidecar was `OOMKilled`: raise `components.postgres.backup.resources`; the operator restarts the instances one by one.',
  'The plugin is gone: `kubectl -n cnpg-system get deployment/barman-cloud`. Without it the operator does not look after the Cluster at all, failover included.',
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
    description: 'No backup of the last {{ $value | humanizeDuration }} is there. Scheduled ones fail or are not made.',
    dashboard: 'postgres',
    needs: [barmanCloud],
    runbook: {
      meaning:
        'A restore begins with the last backup and replays what was written since: the older it is, the longer that takes. Once retention has deleted it, nothing can be restored. A new Cluster has none until its first base backup is complete, which of a large database, after a restore, may take longer than the hour after which this fires: it is over when that backup is.',
      diagnosis: [
        {
          caption: 'When the last one was made; 0 where there has never been one, as while the first is made:',
          query: promql(`max by (cluster, environment) (${LAST})`),
        },
        {
          caption: 'When one failed last:',
          query: promql('max by (cluster, environment) (barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp)'),
        },
        {
          caption: 'The backups, and why one failed:',
          command: 'kubectl -n lang-observatory get backups.postgresql.cnpg.io',
        },
        {
          caption: 'The schedule:',
          command: 'kubectl -n lang-observatory describe scheduledbackups.postgresql.cnpg.io',
        },
        SIDECAR,
      ],
      mitigation: [
        ...STORE_MITIGATION,
        'Make one at once: `kubectl cnpg backup -n lang-observatory postgres --method=plugin --plugin-name=barman-cloud.cloudnative-pg.io` (`postgres`, or the name in `components.postgres.name`).',
        ...RESTORE,
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
    summary: "PostgreSQL's write-ahead log is not archived",
    description: 'Segments of the write-ahead log do not reach the object store, or not fast enough.',
    dashboard: 'postgres',
    needs: [barmanCloud],
    runbook: {
      meaning:
        'What is written now could not be restored, and no backup can be completed. Segments wait on the volume until they are archived; when it is full, PostgreSQL stops.',
      diagnosis: [
        { caption: 'How many segments wait:', query: promql('cnpg_collector_pg_wal_archive_status{value="ready"}') },
        {
          caption: 'How long ago one was archived:',
          query: promql('cnpg_pg_stat_archiver_seconds_since_last_archival'),
        },
        { caption: 'What the log takes of the volume:', query: promql('cnpg_collector_pg_wal{value="size"}') },
        SIDECAR,
      ],
      mitigation: [
        ...STORE_MITIGATION,
        'It only lags: the sidecar needs more processor (`components.postgres.backup.resources`), or the store is slow.',
        'The volume is nearly full meanwhile: raise `components.postgres.storage` (or `walStorage`). Never delete segments by hand.',
        'The data is lost already: restore it, as in `PostgresBackupTooOld`.',
      ],
    },
  }),
];
