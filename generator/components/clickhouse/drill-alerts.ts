/** The restore drill of ClickHouse: whether it succeeds, and whether there was a good one lately. */
import { drillAlerts } from '../restore-drill-alerts.ts';
import { DRILL } from './backup-names.ts';
import { clickhouse } from './handle.ts';

export const CLICKHOUSE_DRILL_ALERTS = drillAlerts({
  store: 'clickhouse',
  alerts: 'ClickHouse',
  title: 'ClickHouse',
  cronJob: DRILL,
  pods: clickhouse.drill,
  proof:
    'A drill restores the newest backup with `clickhouse local`, reads every column of every row, and compares the rows of each table with the parts that the server had when the backup began, and has still.',
  mitigation: [
    'A backup cannot be read (`CANNOT_RESTORE_TABLE`, `BACKUP_NOT_FOUND`, `CHECKSUM_DOESNT_MATCH`, `S3_ERROR` for one object): objects of it are missing or damaged, for example by a lifecycle rule of the bucket for `clickhouse/`. Begin another chain with a full backup: move the newest folder below `clickhouse/<cluster>.clickhouse/` elsewhere in the bucket, then run `kubectl -n lang-observatory create job --from=cronjob/clickhouse-backup backup-by-hand`.',
    '`has fewer rows than the server had`: the backup is incomplete. Look at the alerts on backups: [ClickHouseBackupFailing].',
    'The object store is down or denies access: see [ObjectStoreDown]. The first replica is down: see [ClickHouseDown].',
    'A container was `OOMKilled`: increase `components.clickhouse.backup.drill.resources`.',
  ],
});
