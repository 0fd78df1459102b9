/** PostgreSQL as CloudNativePG's instance manager shows it: its own collector, and the default queries of the operator's chart. */
import { counter, gauge, metricsOf } from './metric.ts';

const collector = metricsOf(
  {
    emitter: 'postgres',
    delivery: 'scraped',
    source: 'cloudnative-pg/cloudnative-pg:pkg/management/postgres/webserver/metricserver/pg_collector.go',
  },
  [
    // The exporter calls its Cluster `cluster`, which is the place's label: Prometheus keeps the exporter's under another name.
    gauge('cnpg_collector_up', 'bool', ['exported_cluster'], 'Whether PostgreSQL answers.'),
    gauge('cnpg_collector_last_collection_error', 'bool', [], 'Whether the last collection failed.'),
    gauge('cnpg_collector_fencing_on', 'bool', [], 'Whether the instance is fenced.'),
    gauge('cnpg_collector_manual_switchover_required', 'bool', [], 'Whether somebody must switch over.'),
    gauge('cnpg_collector_replica_mode', 'bool', [], 'Whether the cluster follows another one.'),
    gauge(
      'cnpg_collector_sync_replicas',
      'count',
      ['value'],
      'Synchronous replicas that a commit waits for, on the primary: observed.',
    ),
    gauge(
      'cnpg_collector_pg_wal',
      'bytes',
      ['value'],
      'The write-ahead log: size in bytes; count, min, max, keep, slots_max in segments; volume_size and volume_max where it has a volume.',
    ),
    gauge(
      'cnpg_collector_pg_wal_archive_status',
      'count',
      ['value'],
      'Segments to archive (ready) and archived (done).',
    ),
    counter('cnpg_collector_collections_total', 'count', [], 'Collections.'),
  ],
);

const backups = metricsOf(
  {
    emitter: 'postgres',
    delivery: 'scraped',
    source: 'cloudnative-pg/plugin-barman-cloud:web/docs/observability.md',
  },
  [
    gauge('barman_cloud_cloudnative_pg_io_last_available_backup_timestamp', 'timestamp', [], 'The last backup.'),
    gauge(
      'barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp',
      'timestamp',
      [],
      'The last backup that failed.',
    ),
    gauge(
      'barman_cloud_cloudnative_pg_io_first_recoverability_point',
      'timestamp',
      [],
      'How far back one can restore.',
    ),
  ],
);

const queries = metricsOf(
  {
    emitter: 'postgres',
    delivery: 'scraped',
    source: 'cloudnative-pg/charts:charts/cloudnative-pg/values.yaml',
  },
  [
    gauge('cnpg_backends_total', 'count', ['datname', 'usename', 'application_name', 'state'], 'Connections by state.'),
    gauge(
      'cnpg_backends_max_tx_duration_seconds',
      'seconds',
      ['datname', 'usename', 'application_name', 'state'],
      'The longest transaction.',
    ),
    gauge('cnpg_backends_waiting_total', 'count', [], 'Connections that wait for a lock.'),
    gauge('cnpg_pg_database_size_bytes', 'bytes', ['datname'], 'Size of a database.'),
    gauge('cnpg_pg_database_xid_age', 'count', ['datname'], 'Transactions since the oldest that is not frozen.'),
    gauge('cnpg_pg_postmaster_start_time', 'timestamp', [], 'Start of the server.'),
    gauge(
      'cnpg_pg_replication_lag',
      'seconds',
      [],
      'How far replay is behind what was received: 0 when a replica is cut off.',
    ),
    gauge('cnpg_pg_replication_in_recovery', 'bool', [], 'Whether the instance is a replica.'),
    gauge('cnpg_pg_replication_is_wal_receiver_up', 'bool', [], 'Whether a replica is connected.'),
    gauge('cnpg_pg_replication_streaming_replicas', 'count', [], 'Replicas that stream from the primary.'),
    gauge('cnpg_pg_replication_slots_active', 'bool', ['slot_name', 'slot_type', 'database'], 'Slots in use.'),
    gauge(
      'cnpg_pg_replication_slots_pg_wal_lsn_diff',
      'bytes',
      ['slot_name', 'slot_type', 'database'],
      'What a slot holds back.',
    ),
    counter('cnpg_pg_stat_archiver_archived_count', 'count', [], 'Segments archived.'),
    counter('cnpg_pg_stat_archiver_failed_count', 'count', [], 'Segments whose archiving failed.'),
    gauge('cnpg_pg_stat_archiver_seconds_since_last_archival', 'seconds', [], 'Time since a segment was archived.'),
    counter('cnpg_pg_stat_checkpointer_checkpoints_timed', 'count', [], 'Checkpoints by the clock.'),
    counter('cnpg_pg_stat_checkpointer_checkpoints_req', 'count', [], 'Checkpoints forced by writes.'),
    counter('cnpg_pg_stat_database_xact_commit', 'count', ['datname'], 'Transactions committed.'),
    counter('cnpg_pg_stat_database_xact_rollback', 'count', ['datname'], 'Transactions rolled back.'),
    counter('cnpg_pg_stat_database_blks_read', 'count', ['datname'], 'Blocks read from disk.'),
    counter('cnpg_pg_stat_database_blks_hit', 'count', ['datname'], 'Blocks found in memory.'),
    counter('cnpg_pg_stat_database_deadlocks', 'count', ['datname'], 'Deadlocks.'),
    counter('cnpg_pg_stat_database_temp_bytes', 'bytes', ['datname'], 'Bytes written to temporary files.'),
    counter('cnpg_pg_stat_database_tup_inserted', 'count', ['datname'], 'Rows inserted.'),
    counter('cnpg_pg_stat_database_tup_updated', 'count', ['datname'], 'Rows updated.'),
    counter('cnpg_pg_stat_database_tup_deleted', 'count', ['datname'], 'Rows deleted.'),
    counter('cnpg_pg_stat_database_tup_fetched', 'count', ['datname'], 'Rows fetched by index.'),
    gauge(
      'cnpg_pg_stat_replication_replay_lag_seconds',
      'seconds',
      ['usename', 'application_name', 'client_addr', 'client_port'],
      'How far replay is behind.',
    ),
    gauge('cnpg_pg_settings_setting', 'count', ['name'], 'Settings that are numbers, such as max_connections.'),
  ],
);

const recorded = metricsOf(
  { emitter: 'recorded', delivery: 'recorded', source: 'generator/components: rule of the backups of PostgreSQL' },
  [
    gauge('postgres:backup_age_limit:seconds', 'seconds', [], 'How old the last backup may be, by the schedule.'),
    gauge(
      'postgres:drill_age_limit:seconds',
      'seconds',
      [],
      'How old the last good restore drill may be, by the schedule.',
    ),
  ],
);

export const POSTGRES = [...collector, ...backups, ...queries, ...recorded];
