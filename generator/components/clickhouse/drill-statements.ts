/**
 * The SQL of the restore drill, which runs without a server: `clickhouse local` restores the newest backup into a folder. Tables are made
 * without replication before, because there is no Keeper; the data of their parts is the same.
 */
import { COLLECTION, type Databases } from './backup-names.ts';
import { begunOf, completeBackups, contained, TIME, timeOf } from './backup-statements.ts';

/** Databases are restored under their name with this before it: the first is that of `clickhouse local` itself. */
const PREFIX = 'drill_';

/** Prints the newest complete backup, the folder of its chain, and when it began, as Unix time. */
export const CHOOSE_STATEMENT = `WITH
  (SELECT argMax((backup, chain, begun), begun) FROM (
    ${completeBackups('folder')}
  ) WHERE begun <= formatDateTime(now('UTC'), ${TIME}, 'UTC')) AS newest
SELECT newest.1, concat({folder:String}, '/', newest.2), toUnixTimestamp(${timeOf('newest.3')})
WHERE NOT throwIf(newest.1 = '', 'there is no complete backup')
FORMAT TSVRaw
`;

/** The parts that a server has: rows, and when each was written, as Unix time. `CHECK_STATEMENT` reads it. */
export function partsStatement(databases: Databases): string {
  const names = databases.map((name) => `'${name}'`).join(', ');
  // A materialized view has a table inside, whose name is another one after a restore.
  return `SELECT database, table, rows, toUnixTimestamp(modification_time) FROM system.parts WHERE active AND database IN (${names}) AND NOT startsWith(table, '.inner')`;
}

/** What the user that asks for them needs: names and sizes of tables, and nothing in them. */
export function partsGrants(databases: Databases): readonly string[] {
  return ['GRANT SELECT ON system.parts', ...databases.map((name) => `GRANT SHOW TABLES ON ${name}.*`)];
}

const ENGINE = 'ENGINE = Replicated([a-zA-Z]*MergeTree)';

/** The definition of a table without replication, and in the database of the drill. */
const UNREPLICATED = (() => {
  const renamed = `replaceRegexpOne(definition, '^CREATE TABLE ([^.]+)[.]', 'CREATE TABLE ${PREFIX}\\\\1.')`;
  const withoutPath = `replaceRegexpOne(${renamed}, '${ENGINE}[(]''[^'']*'', ''[^'']*''(, )?', 'ENGINE = \\\\1(')`;
  return `replaceRegexpOne(${withoutPath}, '${ENGINE}', 'ENGINE = \\\\1')`;
})();

/**
 * Prints the statements that restore a backup. It lacks what is as in those that it builds on, so the youngest definition of each table in
 * its chain counts; a table that was dropped in between is made too, and stays empty.
 *
 * `{place:String}` is the backup, `{chain:String}` the folder of its chain, `{begun:UInt32}` when it began.
 */
export function drillStatement(databases: Databases): string {
  const [first] = databases;
  const begun = timeOf(begunOf("splitByChar('/', _path)[-5]", "splitByChar('/', _path)[-4]"));
  const restore = `RESTORE {} FROM S3(${COLLECTION}, ''{}'') SETTINGS allow_different_database_def = true, allow_different_table_def = true, backup_restore_s3_retry_attempts = 50`;
  const isRestored = `startsWith(database, ''${PREFIX}'')`;
  return `WITH
  arrayConcat(['${first}'], ${contained(databases, `concat({place:String}, '/.backup')`)}) AS databases
SELECT concat(statement, ';') FROM (
  SELECT 1 AS step, concat('CREATE DATABASE ${PREFIX}', arrayJoin(databases), ' ENGINE = Atomic') AS statement
  UNION ALL SELECT 2, 'SYSTEM STOP MERGES'
  UNION ALL SELECT 3, ${UNREPLICATED}
  FROM (
    SELECT argMax(create, begun) AS definition FROM (
      SELECT splitByChar('/', _path)[-2] AS database, _file AS file, create, ${begun} AS begun
      FROM s3(${COLLECTION}, filename = concat({chain:String}, '/*/metadata/*/*.sql'), format = 'RawBLOB', structure = 'create String')
      WHERE toUnixTimestamp(begun) <= {begun:UInt32}
    ) WHERE has(databases, database) GROUP BY database, file
  ) WHERE definition LIKE 'CREATE TABLE %ENGINE = Replicated%'
  UNION ALL SELECT 4, format('${restore}', arrayStringConcat(arrayMap(name -> format('DATABASE {0} AS ${PREFIX}{0}', name), databases), ', '), {place:String})
  UNION ALL SELECT 5, 'SELECT throwIf(count() = 0, ''the backup contains no table'') FROM system.tables WHERE ${isRestored} FORMAT Null'
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
  'SELECT ''{0}.{1}'' AS table, count() AS restored, {2} AS expected, throwIf(restored < expected, ''{0}.{1} has fewer rows than the server had when the backup began'') AS is_short FROM ${PREFIX}{0}.\`{1}\` WHERE NOT ignore(*) FORMAT TSVWithNames;',
  database, table, toString(max(rows)))
FROM (
  SELECT substring(database, ${PREFIX.length + 1}) AS database, name AS table, 0 AS rows
  FROM system.tables WHERE startsWith(system.tables.database, '${PREFIX}') AND engine LIKE '%MergeTree'
  UNION ALL
  SELECT database, table, sum(rows) FROM file({parts:String}, 'TSV', 'database String, table String, rows UInt64, written UInt32')
  WHERE written > 0 AND written < {begun:UInt32} GROUP BY database, table
)
GROUP BY database, table
ORDER BY database, table
FORMAT TSVRaw
`;
