/**
 * Retention without a licence: a CronJob deletes what is older than the setting says, from the tables and by the times of Langfuse's own data
 * retention, which its free edition has not. It changes no table: what is taken out of the input is not deleted any longer, and migrations
 * and restores find the tables as Langfuse makes them. A TTL of the tables would outlive the setting.
 *
 * A month that is over is dropped as a whole. In the month in which the retention ends rows are deleted, which hides them at once, and every
 * Sunday what is hidden is taken off the disk: daily that would write a month's data anew each night.
 */
import type { JsonObject } from '../../data/json.ts';
import { cronJob } from '../../kubernetes/cron-job.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { fromSecret } from '../../kubernetes/secret-variable.ts';
import { RESTRICTED_CONTAINER, resources as usage } from '../../kubernetes/security.ts';
import { silentServiceAccount } from '../../kubernetes/service-account.ts';
import type { Stack } from '../../stack/component.ts';
import { clickhouse, RETENTION_USER } from '../clickhouse/handle.ts';
import { tlsEnvironment } from './environment.ts';
import { EXPIRING_TABLES } from './expiring-tables.ts';
import { hasRetention, langfuse } from './handle.ts';
import { webImage } from './images.ts';
import { podOf } from './jobs.ts';
import { clickhouseEnvironment } from './migrations.ts';
import type { LangfuseSettings } from './settings.ts';
import { asking } from './waiting.ts';

export const RETENTION = 'langfuse-retention';

/** Before the backups of the night, which then have nothing that is too old. */
const SCHEDULE = '0 1 * * *';

const DEADLINE_SECONDS = 6 * 3600;

const listOf = (names: readonly string[]): string => `[${names.map((name) => `'${name}'`).join(', ')}]`;
const TABLES = listOf(EXPIRING_TABLES.map(({ table }) => table));
const TIMES = listOf(EXPIRING_TABLES.map(({ time }) => time));
const MONTHLY = listOf(EXPIRING_TABLES.filter(({ byMonth }) => byMonth).map(({ table }) => table));
const ON_TABLES = `database = currentDatabase() AND has(${TABLES}, table)`;

/**
 * Returns a query for the statements that are due, one in each line. A month's partition is named by it in the time zone of the server, so
 * the end of the retention is said in that zone too.
 */
function dueStatements(days: number): string {
  return `WITH
  now() AS moment,
  moment - INTERVAL ${days} DAY AS oldest,
  toString(toYYYYMM(oldest)) AS last_month,
  transform(table, ${TABLES}, ${TIMES}, '') AS time,
  has(${MONTHLY}, table) AND match(partition_id, '^[0-9]{6}$') AS is_month,
  concat(' PARTITION ID ''', partition_id, '''') AS partition,
  concat('ALTER TABLE ', table, ' DROP', partition, ' SETTINGS max_partition_size_to_drop = 0') AS drop_month,
  concat('DELETE FROM ', table, ' IN', partition, ' WHERE ', time, ' < toDateTime64(''', toString(oldest), ''', 3) SETTINGS lightweight_deletes_sync = 0') AS hide_rows,
  concat('ALTER TABLE ', table, ' APPLY DELETED MASK IN', partition) AS remove_hidden
SELECT arrayJoin(multiIf(
  is_month AND partition_id < last_month, [drop_month],
  toDayOfWeek(moment) = 7, [hide_rows, remove_hidden],
  [hide_rows]))
FROM (SELECT DISTINCT table, partition_id FROM system.parts WHERE active AND ${ON_TABLES})
WHERE NOT is_month OR partition_id <= last_month
ORDER BY table, partition_id
FORMAT TSVRaw`;
}

/** Deletes run in the background: the program ends when none is left, and says what is in their way meanwhile. */
const UNDER_WAY = `SELECT count(), any(latest_fail_reason) FROM system.mutations WHERE NOT is_done AND NOT is_killed AND ${ON_TABLES} FORMAT TSVRaw`;

/** Runs what is due. */
function retentionProgram(days: number): string {
  return `${asking('600_000')}
const due = (await ask(${JSON.stringify(dueStatements(days))})).split('\\n').filter((line) => line !== '');
if (due.length === 0) console.log('nothing is older than ${days} days');
for (const statement of due) {
  console.log(statement);
  await ask(statement);
}
await wait(async () => {
  const [left, reason] = (await ask(${JSON.stringify(UNDER_WAY)})).split('\\t');
  return left === '0' ? undefined : left + ' deletions are under way' + (reason ? ': ' + reason : '');
});
`;
}

/** The CronJob and its account; nothing without a retention. */
export function retentionJob(s: LangfuseSettings, stack: Stack): readonly Manifest[] {
  if (!hasRetention(stack) || s.retentionDays === undefined) return [];
  return [
    silentServiceAccount(RETENTION, STACK_NAMESPACE, langfuse.name),
    cronJob({
      name: RETENTION,
      namespace: STACK_NAMESPACE,
      component: langfuse.name,
      schedule: SCHEDULE,
      startingSeconds: 3600,
      history: { successful: 3, failed: 3 },
      retries: 3,
      deadlineSeconds: DEADLINE_SECONDS,
      pod: pod(s, s.retentionDays, stack),
    }),
  ];
}

function pod(s: LangfuseSettings, days: number, stack: Stack): JsonObject {
  return podOf(stack, {
    account: RETENTION,
    labels: langfuse.retention.podLabels,
    restartPolicy: 'Never',
    container: {
      name: 'retention',
      image: webImage(s),
      imagePullPolicy: 'IfNotPresent',
      command: ['node', '--input-type=module', '--eval', retentionProgram(days)],
      env: [...environment(stack), ...tlsEnvironment(stack)],
      resources: usage('10m', '64Mi', '256Mi'),
      securityContext: RESTRICTED_CONTAINER,
    },
  });
}

/** A server elsewhere knows no user of ours but Langfuse's, which may delete too. */
function environment(stack: Stack): readonly JsonObject[] {
  const all = clickhouseEnvironment(stack);
  if (stack.of(clickhouse).mode === 'external') return all;
  const { username, secretName } = RETENTION_USER;
  return all.map((variable) => {
    if (variable.name === 'CLICKHOUSE_USER') return { ...variable, value: username };
    return variable.name === 'CLICKHOUSE_PASSWORD'
      ? fromSecret('CLICKHOUSE_PASSWORD', secretName, 'password')
      : variable;
  });
}
