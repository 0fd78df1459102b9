/**
 * ClickHouse and Keeper by their own endpoint. The writer puts a prefix before the name in system.events (a counter, without
 * `_total`), system.metrics and system.asynchronous_metrics (gauges).
 */
import { counter, gauge, metricsOf } from './metric.ts';

const WRITER = 'ClickHouse/ClickHouse:src/Server/PrometheusMetricsWriter.cpp';
/** Of the scores in Langfuse, which a query asks for. */
const RATED = ['project', 'langfuse_environment', 'score', 'source'] as const;
const SCORE_LABELS = [...RATED, 'data_type', 'category'] as const;

const EMITTED = { emitter: 'clickhouse', delivery: 'scraped' } as const;

const events = metricsOf({ ...EMITTED, source: `${WRITER}, src/Common/ProfileEvents.cpp` }, [
  counter('ClickHouseProfileEvents_Query', 'count', [], 'Queries.'),
  counter('ClickHouseProfileEvents_SelectQuery', 'count', [], 'SELECT queries.'),
  counter('ClickHouseProfileEvents_InsertQuery', 'count', [], 'INSERT queries.'),
  counter('ClickHouseProfileEvents_FailedQuery', 'count', [], 'Queries that failed.'),
  counter('ClickHouseProfileEvents_QueryTimeMicroseconds', 'count', [], 'Time in queries, in microseconds.'),
  counter('ClickHouseProfileEvents_InsertedRows', 'count', [], 'Rows inserted.'),
  counter('ClickHouseProfileEvents_InsertedBytes', 'bytes', [], 'Bytes inserted, uncompressed.'),
  counter('ClickHouseProfileEvents_SelectedRows', 'count', [], 'Rows read.'),
  counter(
    'ClickHouseProfileEvents_DelayedInserts',
    'count',
    [],
    'Inserts slowed down because a partition has many parts.',
  ),
  counter(
    'ClickHouseProfileEvents_RejectedInserts',
    'count',
    [],
    'Inserts refused because a partition has too many parts.',
  ),
  counter('ClickHouseProfileEvents_ReplicatedPartFailedFetches', 'count', [], 'Parts that a replica could not fetch.'),
  counter('ClickHouseProfileEvents_MergedRows', 'count', [], 'Rows merged.'),
  counter('ClickHouseProfileEvents_ZooKeeperHardwareExceptions', 'count', [], 'Calls to Keeper that the network lost.'),
]);

const metrics = metricsOf({ ...EMITTED, source: `${WRITER}, src/Common/CurrentMetrics.cpp` }, [
  gauge('ClickHouseMetrics_Query', 'count', [], 'Queries at present.'),
  gauge('ClickHouseMetrics_Merge', 'count', [], 'Merges at present.'),
  gauge('ClickHouseMetrics_MemoryTracking', 'bytes', [], 'Memory that the server has allocated.'),
  gauge('ClickHouseMetrics_ReadonlyReplica', 'count', [], 'Replicated tables that cannot be written.'),
  gauge('ClickHouseMetrics_DelayedInserts', 'count', [], 'Inserts that are being slowed down.'),
  gauge('ClickHouseMetrics_TCPConnection', 'count', [], 'Connections by the native protocol.'),
  gauge('ClickHouseMetrics_HTTPConnection', 'count', [], 'Connections by HTTP.'),
]);

const asynchronous = metricsOf({ ...EMITTED, source: `${WRITER}, src/Interpreters/ServerAsynchronousMetrics.cpp` }, [
  gauge('ClickHouseAsyncMetrics_Uptime', 'seconds', [], 'Time since the start of the server.'),
  gauge('ClickHouseAsyncMetrics_MaxPartCountForPartition', 'count', [], 'Most parts in one partition.'),
  gauge(
    'ClickHouseAsyncMetrics_ReplicasMaxAbsoluteDelay',
    'seconds',
    [],
    'How far the slowest replicated table is behind.',
  ),
  gauge('ClickHouseAsyncMetrics_ReplicasMaxQueueSize', 'count', [], 'Longest queue of a replicated table.'),
  gauge('ClickHouseAsyncMetrics_DiskAvailable_default', 'bytes', [], 'Room that is left.'),
  gauge('ClickHouseAsyncMetrics_DiskTotal_default', 'bytes', [], 'Size of the disk.'),
  gauge('ClickHouseAsyncMetrics_DiskUsed_default', 'bytes', [], 'What is used of the disk.'),
  gauge('ClickHouseAsyncMetrics_TotalPartsOfMergeTreeTables', 'count', [], 'Parts of all tables.'),
  gauge('ClickHouseAsyncMetrics_TotalRowsOfMergeTreeTables', 'count', [], 'Rows of all tables.'),
  gauge('ClickHouseAsyncMetrics_TotalBytesOfMergeTreeTables', 'bytes', [], 'Size of all tables.'),
]);

/** The names are ours: a PodMonitor sends a query to each server, which answers in this format. */
const backups = metricsOf(
  {
    ...EMITTED,
    source: 'ClickHouse/ClickHouse:src/Processors/Formats/Impl/PrometheusTextOutputFormat.cpp',
    labels: ['kind'],
  },
  [
    gauge('clickhouse_backup_last_success_timestamp_seconds', 'timestamp', [], 'End of the last backup.'),
    gauge('clickhouse_backup_last_failure_timestamp_seconds', 'timestamp', [], 'End of the last backup that failed.'),
    counter('clickhouse_backup_failures_total', 'count', [], 'Backups that failed.'),
    gauge('clickhouse_backup_size_bytes', 'bytes', [], 'What the last backup wrote.'),
    gauge('clickhouse_backup_duration_seconds', 'seconds', [], 'How long the last backup took.'),
  ],
);

const scores = metricsOf(
  {
    ...EMITTED,
    source: 'langfuse/langfuse:packages/shared/clickhouse/migrations/clustered/0003_scores.up.sql',
  },
  [
    gauge('langfuse_scores_last_hour', 'count', SCORE_LABELS, 'Scores of the last hour.'),
    gauge(
      'langfuse_score_values_last_hour',
      'count',
      SCORE_LABELS,
      'Sum of the values of the scores of the last hour.',
    ),
    gauge('langfuse_score_groups_left_out', 'count', [], 'Groups of scores of the last hour without a series.'),
  ],
);

const recordedScores = metricsOf(
  { emitter: 'recorded', delivery: 'recorded', source: 'generator/components/evaluations: rules' },
  [
    gauge('llm:scores:last_hour', 'count', SCORE_LABELS, 'Scores of the last hour.'),
    gauge('llm:score_ratings:last_hour', 'count', RATED, 'Numeric and boolean scores of the last hour.'),
    gauge('llm:score_average:last_hour', 'count', RATED, 'Average of the numeric and boolean scores of the last hour.'),
    gauge('llm:score_bound:min', 'count', ['score'], 'Least average that is acceptable.'),
    gauge('llm:score_bound:max', 'count', ['score'], 'Largest average that is acceptable.'),
  ],
);

const recorded = metricsOf(
  {
    emitter: 'recorded',
    delivery: 'recorded',
    source: 'generator/components: rules of the backups of ClickHouse and OpenLIT',
  },
  [
    gauge(
      'openlit:backup_age_limit:seconds',
      'seconds',
      [],
      "How old the last backup of OpenLIT's own state may be, by the schedule.",
    ),
    gauge('clickhouse:backup_age_limit:seconds', 'seconds', [], 'How old the last backup may be, by the schedule.'),
    gauge(
      'clickhouse:recent_backup_age_limit:seconds',
      'seconds',
      [],
      'How old the last backup may be, with recent ones between those by the schedule.',
    ),
    gauge(
      'clickhouse:drill_age_limit:seconds',
      'seconds',
      [],
      'How old the last good restore drill may be, by the schedule.',
    ),
  ],
);

export const CLICKHOUSE = [
  ...events,
  ...metrics,
  ...asynchronous,
  ...backups,
  ...recorded,
  ...scores,
  ...recordedScores,
];
