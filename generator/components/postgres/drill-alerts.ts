/** The restore drill of PostgreSQL: whether it succeeds, and whether there was a good one lately. */
import { drillAlerts } from '../restore-drill-alerts.ts';
import { DRILL } from './drill.ts';
import { postgres } from './handle.ts';

export const POSTGRES_DRILL_ALERTS = drillAlerts({
  store: 'postgres',
  alerts: 'Postgres',
  title: 'PostgreSQL',
  cronJob: DRILL,
  pods: postgres.drill,
  proof:
    'A drill restores the newest base backup with Barman, recovers a server to the end of the archive, and checks every page, row and index of all databases with `pg_amcheck`.',
  mitigation: [
    '`a segment of the write-ahead log before … is missing`, or `restore` fails for one object: objects are missing or damaged, for example by a lifecycle rule of the bucket for `postgres/`. Nothing after that segment can be restored from earlier backups. Make a new base backup at once: `kubectl cnpg backup -n lang-observatory postgres --method=plugin --plugin-name=barman-cloud.cloudnative-pg.io` (`postgres`, or the name in `components.postgres.name`).',
    '`pg_amcheck` reports a table or an index: the backup has what the server had. Check the server too (`kubectl cnpg psql -n lang-observatory postgres`, extension `amcheck`); an index is repaired with `REINDEX`, a table by a restore to an earlier time.',
    '`has no tables`: the backup is of an empty database. Look which Cluster the applications use, and whether its name is that of the folder.',
    'There is no complete backup yet, for example after a restore: see [PostgresBackupTooOld].',
    'The object store is down or denies access: see [ObjectStoreDown].',
    'A container was `OOMKilled`: increase `components.postgres.backup.drill.resources`.',
  ],
});
