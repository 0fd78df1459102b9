/** The service accounts that use the bucket, of a cluster with everything that is backed up; those of PostgreSQL and Langfuse are made by operator and chart. */
const OF_CLICKHOUSE = ['clickhouse', 'clickhouse-backup', 'clickhouse-drill'];

export const BUCKET_USERS: readonly string[] = [
  'audit-backup',
  ...OF_CLICKHOUSE,
  'logs-backup',
  'openlit-backup',
  'postgres-drill',
  'prometheus-backup',
];

/** The same where ClickHouse has no backups. */
export const OTHER_BUCKET_USERS: readonly string[] = BUCKET_USERS.filter((name) => !OF_CLICKHOUSE.includes(name));
