/** VictoriaLogs about the lines that it takes, drops and holds. */
import { counter, gauge, metricsOf, scraped } from './metric.ts';

const PATH = ['path'] as const;

export const VICTORIA_LOGS = [
  ...scraped(
    'victoria-logs',
    'VictoriaMetrics/VictoriaLogs:app/vlstorage/main.go',
    [],
    [
      gauge('vl_storage_is_read_only', 'bool', PATH, 'Whether it takes no more lines, because its volume is full.'),
      gauge('vl_free_disk_space_bytes', 'bytes', PATH, 'Free space of the volume.'),
      gauge('vl_total_disk_space_bytes', 'bytes', PATH, 'Size of the volume.'),
      gauge(
        'vl_data_size_bytes',
        'bytes',
        ['type'],
        'What it holds on the volume: lines (storage) and their index (indexdb).',
      ),
      gauge('vl_uncompressed_data_size_bytes', 'bytes', ['type'], 'The lines before compression, by the kind of part.'),
      gauge('vl_storage_rows', 'count', ['type'], 'Lines that it holds, by the kind of part.'),
      gauge(
        'vl_storage_log_min_timestamp_seconds',
        'timestamp',
        [],
        'The time of the oldest line; absent without any.',
      ),
      gauge(
        'vl_storage_log_max_timestamp_seconds',
        'timestamp',
        [],
        'The time of the newest line; absent without any.',
      ),
      counter('vl_rows_dropped_total', 'count', ['reason'], 'Lines that it answered with success and dropped.'),
      counter('vl_streams_created_total', 'count', [], 'Streams that it has seen for the first time in a day.'),
    ],
  ),
  ...scraped(
    'victoria-logs',
    'VictoriaMetrics/VictoriaLogs:app/vlinsert/insertutil/common_params.go',
    [],
    [
      counter('vl_rows_ingested_total', 'count', ['type'], 'Lines that came, by protocol.'),
      counter('vl_bytes_ingested_total', 'bytes', ['type'], 'Size of the lines that came, by protocol.'),
    ],
  ),
  ...metricsOf(
    {
      emitter: 'victoria-logs',
      delivery: 'scraped',
      source: 'VictoriaMetrics/VictoriaMetrics:lib/logger/logger.go',
      labels: ['app_version', 'level', 'location', 'is_printed'],
    },
    [counter('vm_log_messages_total', 'count', [], 'Messages that it logs about itself, by the place in its source.')],
  ),
  ...metricsOf(
    { emitter: 'recorded', delivery: 'recorded', source: 'generator/components/log-store: rules of the backups' },
    ['logs', 'audit'].map((store) =>
      gauge(`${store}:backup_age_limit:seconds`, 'seconds', [], 'How old the last backup may be, by the schedule.'),
    ),
  ),
];
