/** Tables of ClickHouse with what an application has sent, and the column that says how old a row is. */

interface ExpiringTable {
  readonly table: string;
  readonly time: string;
  /** Whether it has a partition for each month of that time; the others have one for everything. */
  readonly byMonth: boolean;
}

/**
 * What the data retention of Langfuse's licensed edition deletes from, by the same times (langfuse/langfuse:worker/src/ee/dataRetention/handleDataRetentionProcessingJob.ts,
 * packages/shared/clickhouse/migrations). Not `dataset_run_items_rmt`, which belongs to datasets, nor `observations_batch_staging`, which has a TTL.
 */
export const EXPIRING_TABLES: readonly ExpiringTable[] = [
  { table: 'events_full', time: 'start_time', byMonth: true },
  { table: 'events_core', time: 'start_time', byMonth: true },
  { table: 'traces', time: 'timestamp', byMonth: true },
  { table: 'observations', time: 'start_time', byMonth: true },
  { table: 'scores', time: 'timestamp', byMonth: true },
  { table: 'blob_storage_file_log', time: 'created_at', byMonth: false },
];
