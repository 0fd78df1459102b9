/**
 * The SQL of the restore drill, which runs without a server: `clickhouse local` restores the newest backup into a folder. Tables are made
 * without replication before, because there is no Keeper; the data of their parts is the same.
 */
import { COLLECTION } from './backup-names.ts';
import { completeBackups, TIME, timeOf } from './backup-statements.ts';

/** The database that the backup is restored as. */
const DRILL = 'drill';

/** Prints the newest complete backup, the full one that it builds on, and when it began, as Unix time. */
export const CHOOSE_STATEMENT = `WITH
  (SELECT argMax((backup, chain, begun), begun) FROM (
    ${completeBackups('folder')}
  ) WHERE begun <= formatDateTime(now('UTC'), ${TIME}, 'UTC')) AS newest
SELECT newest.1, concat({folder:String}, '/', newest.2, '/full'), toUnixTimestamp(${timeOf('newest.3')})
WHERE NOT throwIf(newest.1 = '', 'there is no complete backup')
FORMAT TSVRaw
`;

/** The parts that a server has: rows, and when each was written, as Unix time. `checkStatement` reads it. */
export function partsStatement(database: string): string {
  return `SELECT table, rows, toUnixTimestamp(modification_time) FROM system.parts WHERE active AND database = '${database}'`;
}

/** What the user that asks for them needs: names and sizes of tables, and nothing in them. */
export function partsGrants(database: string): readonly string[] {
  return ['GRANT SELECT ON system.parts', `GRANT SHOW TABLES ON ${database}.*`];
}

const ENGINE = 'ENGINE = Replicated([a-zA-Z]*MergeTree)';

/** The definition of a table without replication, and in the database of the drill. */
function unreplicated(database: string): string {
  const renamed = `replaceRegexpOne(definition, '^CREATE TABLE ${database}[.]', 'CREATE TABLE ${DRILL}.')`;
  const withoutPath = `replaceRegexpOne(${renamed}, '${ENGINE}[(]''[^'']*'', ''[^'']*''(, )?', 'ENGINE = \\\\1(')`;
  return `replaceRegexpOne(${withoutPath}, '${ENGINE}', 'ENGINE = \\\\1')`;
}

/**
 * Prints the statements that restore a backup. An incremental backup lacks what is as in the full one, so definitions are read from both;
 * a table that was dropped in between is made too, and stays empty.
 *
 * `{place:String}` is the backup, `{full:String}` the full one that it builds on.
 */
export function drillStatement(database: string): string {
  const definitions = (place: string, isOwn: number): string =>
    `SELECT _file AS file, create, ${isOwn} AS is_own
      FROM s3(${COLLECTION}, filename = concat({${place}:String}, '/metadata/${database}/*.sql'), format = 'RawBLOB', structure = 'create String')`;
  const restore = `RESTORE DATABASE ${database} AS ${DRILL} FROM S3(${COLLECTION}, ''{}'') SETTINGS allow_different_database_def = true, allow_different_table_def = true, backup_restore_s3_retry_attempts = 50`;
  return `SELECT concat(statement, ';') FROM (
  SELECT 1 AS step, 'CREATE DATABASE ${DRILL} ENGINE = Atomic' AS statement
  UNION ALL SELECT 2, 'SYSTEM STOP MERGES'
  UNION ALL SELECT 3, ${unreplicated(database)}
  FROM (
    SELECT argMax(create, is_own) AS definition FROM (
      ${definitions('place', 1)}
      UNION ALL ${definitions('full', 0)}
    ) GROUP BY file
  ) WHERE definition LIKE 'CREATE TABLE %ENGINE = Replicated%'
  UNION ALL SELECT 4, format('${restore}', {place:String})
  UNION ALL SELECT 5, 'SELECT throwIf(count() = 0, ''the backup contains no table'') FROM system.tables WHERE database = ''${DRILL}'' FORMAT Null'
) ORDER BY step
FORMAT TSVRaw
`;
}

/**
 * Prints statements that read every column of every row that was restored, which also compares the checksums of all blocks. A part that
 * the server had before the backup began, and has still, must be in the backup: so a table cannot have fewer rows than these parts
 * together. The server says of a part that it has restored itself that it was written in 1970.
 *
 * `{parts:String}` is the file with the answer of `partsStatement`, `{begun:UInt32}` when the backup began.
 */
export const CHECK_STATEMENT = `SELECT format(
  'SELECT ''{0}'' AS table, count() AS restored, {1} AS expected, throwIf(restored < expected, ''{0} has fewer rows than the server had when the backup began'') AS is_short FROM ${DRILL}.\`{0}\` WHERE NOT ignore(*) FORMAT TSVWithNames;',
  table, toString(max(rows)))
FROM (
  SELECT name AS table, 0 AS rows FROM system.tables WHERE database = '${DRILL}' AND engine LIKE '%MergeTree'
  UNION ALL
  SELECT table, sum(rows) FROM file({parts:String}, 'TSV', 'table String, rows UInt64, written UInt32')
  WHERE written > 0 AND written < {begun:UInt32} GROUP BY table
)
GROUP BY table
ORDER BY table
FORMAT TSVRaw
`;
