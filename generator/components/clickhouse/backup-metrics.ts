/** What Prometheus knows of the backups: a query to each server, in Prometheus's own format, and the limit of their age. */
import { longestPause } from '../../fleet/schema/cron.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { podMonitor } from '../../kubernetes/monitor.ts';
import { prometheusRule } from '../../kubernetes/prometheus-rule.ts';
import type { Stack } from '../../stack/component.ts';
import { constant } from '../../telemetry/slos.ts';
import { keepsMetrics, prometheus } from '../prometheus/handle.ts';
import { BACKUPS, COLLECTION, OWNER, READER } from './backup-names.ts';
import { clickhouse } from './handle.ts';
import type { ClickhouseSettings } from './settings.ts';

/** Metric, type, help and value; `kind` is full, incremental or recent. */
const METRICS = [
  [
    'clickhouse_backup_last_success_timestamp_seconds',
    'gauge',
    'End of the last backup.',
    'toUnixTimestamp(last_success)',
  ],
  [
    'clickhouse_backup_last_failure_timestamp_seconds',
    'gauge',
    'End of the last backup that failed.',
    'toUnixTimestamp(last_failure)',
  ],
  ['clickhouse_backup_failures_total', 'counter', 'Backups that failed.', 'failures'],
  ['clickhouse_backup_size_bytes', 'gauge', 'What the last backup wrote.', 'size'],
  ['clickhouse_backup_duration_seconds', 'gauge', 'How long the last backup took.', 'duration'],
] as const;

/**
 * The backups into the collection that this server has made. `system.backup_log` is there only after the first one, and
 * `system.backups` only until a restart, so it reads both. No text of an error is shown.
 */
export const METRICS_QUERY = `WITH each AS (
  SELECT id, any(name) AS place, multiIf(endsWith(place, '/full'')'), 'full', position(place, '/recent-') > 0, 'recent', 'incremental') AS kind,
    countIf(status = 'BACKUP_CREATED') > 0 AS is_made,
    countIf(status IN ('BACKUP_FAILED', 'BACKUP_CANCELLED')) > 0 AS has_failed,
    max(end_time) AS ended, min(start_time) AS began, max(compressed_size) AS bytes
  FROM merge('system', '^backup(s|_log)')
  WHERE startsWith(name, 'S3(${COLLECTION}, ') AND startsWith(toString(status), 'BACKUP_')
  GROUP BY id
), kinds AS (
  SELECT kind, maxIf(ended, is_made) AS last_success, maxIf(ended, has_failed) AS last_failure, countIf(has_failed) AS failures,
    argMaxIf(bytes, ended, is_made) AS size, argMaxIf(dateDiff('millisecond', began, ended) / 1000, ended, is_made) AS duration
  FROM each GROUP BY kind
)
SELECT sample.1 AS name, sample.2 AS type, sample.3 AS help, sample.4 AS value, map('kind', kind) AS labels
FROM kinds ARRAY JOIN [
  ${METRICS.map(([name, type, help, value]) => `('${name}', '${type}', '${help}', toFloat64(${value}))`).join(',\n  ')}
] AS sample
WHERE value > 0 OR type = 'counter'
ORDER BY name, kind
FORMAT Prometheus`;

export function backupMonitoring({ backup }: ClickhouseSettings, stack: Stack): readonly Manifest[] {
  const from = (key: string) => ({ name: READER.secretName, key });
  const monitor = podMonitor({
    ...OWNER,
    name: BACKUPS,
    matchLabels: clickhouse.server.podLabels,
    port: 'http',
    path: '/',
    endpoint: {
      // It would fill the log of queries with itself.
      params: { query: [METRICS_QUERY], log_queries: ['0'] },
      basicAuth: { username: from('username'), password: from('password') },
      interval: '1m',
    },
  });
  return [monitor, ...(keepsMetrics(stack.of(prometheus)) ? [ageLimit(backup.schedule)] : [])];
}

/** What the alert compares with: half a day more than the schedule's longest pause. */
function ageLimit(schedule: string): Manifest {
  const days = longestPause(schedule);
  if (days === undefined) throw new Error(`the schedule ${schedule} never comes round, which the input may not say`);
  const rule = { record: 'clickhouse:backup_age_limit:seconds', expr: constant((days + 0.5) * 86_400) };
  return prometheusRule({ ...OWNER, name: BACKUPS }, [{ name: BACKUPS, rules: [rule] }]);
}
