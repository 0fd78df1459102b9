/**
 * The SQL of the backups. A full backup begins a chain, a folder that is named by its time: `20260801T020000Z/full`. Later ones in the
 * folder contain what is new since the full one (`base_backup`), so a restore needs two backups at most, and the folder can only be
 * deleted as a whole. Between them are recent backups (`recent-backup-statements.ts`), which go sooner. What exists is read from the
 * bucket, never from a server, which may be new: a backup is complete when it has its file `.backup`, which ClickHouse writes last.
 *
 * `{folder:String}` is the folder of the cluster.
 */
import { intervalOf } from '../../fleet/schema/calendar-period.ts';
import { COLLECTION, type Databases, READER, ROOT, WRITER } from './backup-names.ts';

/** Sorts by time. ClickHouse's own notation: `%i` are minutes. */
export const TIME = "'%Y%m%dT%H%i%SZ'";

export function timeOf(chain: string): string {
  return `parseDateTimeOrNull(${chain}, ${TIME}, 'UTC')`;
}

/** The names of chains with a complete full backup, as `chain`. */
const CHAINS = `SELECT splitByChar('/', _path)[-3] AS chain
    FROM s3(${COLLECTION}, filename = concat({folder:String}, '/*/full/.backup'), format = 'One')
    WHERE ${timeOf('chain')} IS NOT NULL`;

/** The parts of a BACKUP statement: what, where to, and of an incremental one the base. */
export const BACKUP = `BACKUP {} TO S3(${COLLECTION}, ''{}'') SETTINGS {}backup_restore_s3_retry_attempts = 50`;
export const BASE = `base_backup = S3(${COLLECTION}, ''{}''), `;

/** The statement that is due, as `due`: `WITH` of a query. */
function dueBackup(databases: Databases, fullEvery: string): string {
  return `now('UTC') AS moment,
  formatDateTime(moment, ${TIME}, 'UTC') AS name,
  (SELECT max(chain) FROM (
    ${CHAINS}
  )) AS last,
  last = '' OR ${timeOf('last')} <= moment - ${intervalOf(fullEvery)} + INTERVAL 1 HOUR AS is_full,
  concat({folder:String}, '/', if(is_full, name, last)) AS chain_folder,
  concat(chain_folder, if(is_full, '/full', concat('/incremental-', name))) AS place,
  if(is_full, '', format('${BASE}', concat(chain_folder, '/full'))) AS base,
  format('${BACKUP}', '${namesOf(databases)}', place, base) AS due`;
}

/** As `BACKUP` names what a backup is of. */
export function namesOf(databases: Databases): string {
  return databases.map((name) => `DATABASE ${name}`).join(', ');
}

/** OpenLIT makes its database at its first start, which may be later: no backup is made of a database that is not there. */
export function creations([, ...others]: Databases): readonly string[] {
  return others.map((name) => `CREATE DATABASE IF NOT EXISTS ${name}`);
}

/**
 * Prints the statements of the backup that is due: a chain that is as old as `fullEvery` gets no more backups. An hour is allowed for,
 * because a Job does not always begin in the same second. By default ClickHouse asks a store that is down 1000 times
 * for each object, which takes longer than an hour.
 */
export function planStatement(databases: Databases, fullEvery: string): string {
  return `WITH
  ${dueBackup(databases, fullEvery)}
SELECT concat(arrayJoin([${[...creations(databases).map((statement) => `'${statement}'`), 'due'].join(', ')}]), ';')
FORMAT TSVRaw
`;
}

/** When a backup began, as its name says, from its chain and its own folder: `full`, `incremental-<time>` or `recent-<time of its base>-<time>`. */
export function begunOf(chain: string, kind: string): string {
  return `if(${kind} = 'full', ${chain}, splitByChar('-', ${kind})[-1])`;
}

/** The complete backups of the folder that a parameter names: where each is, its chain, its own folder there, and the time in its name. */
export function completeBackups(parameter: 'folder' | 'source'): string {
  return `SELECT
      arrayStringConcat(arraySlice(splitByChar('/', _path), -4, 3), '/') AS backup,
      splitByChar('/', _path)[-3] AS chain,
      splitByChar('/', _path)[-2] AS kind,
      ${begunOf('chain', 'kind')} AS begun
    FROM s3(${COLLECTION}, filename = concat({${parameter}:String}, '/*/*/.backup'), format = 'One')
    WHERE match(kind, '^(full|incremental-[^-]+|recent-[^-]+-[^-]+)$') AND ${timeOf('begun')} IS NOT NULL`;
}

/** Deletes an object: `TRUNCATE` of a table of the engine S3 does that. */
const DELETION =
  `CREATE TABLE expired ENGINE = S3(${COLLECTION}, filename = ''{}'', format = ''One''); ` +
  'TRUNCATE TABLE expired; DROP TABLE expired;';

/**
 * Prints statements that delete the objects of backups that nobody needs: chains before the last one that was there, with its full
 * backup, when the retention began, and recent backups whose base is older than the last two backups by the schedule. What failed backups
 * have left in them goes too. Files `.backup` are first, those of full backups last of them: an interrupted run leaves nothing that seems
 * to be complete. The name of an object is part of a URL, so it is encoded.
 *
 * `{request:String}` is the restore that somebody asks for, or empty: for a week, as long as it may begin, all recent backups are kept for it.
 */
export function pruneStatement(retention: string): string {
  return `WITH
  now('UTC') AS moment,
  (SELECT groupArray((chain, kind, begun)) FROM (
    ${completeBackups('folder')}
  ) WHERE NOT startsWith(kind, 'recent-')) AS found,
  arraySort(arrayMap(each -> each.1, arrayFilter(each -> each.2 = 'full' AND ${timeOf('each.1')} <= moment - ${intervalOf(retention)}, found)))[-1] AS first_needed,
  arraySort(arrayMap(each -> each.3, found))[-2] AS last_but_one,
  if(${timeOf('{request:String}')} + INTERVAL 7 DAY > moment, '', last_but_one) AS first_base,
  concat('/${ROOT}/', {folder:String}, '/') AS root
SELECT format('${DELETION}', encodeURLComponent(object))
FROM (
  SELECT DISTINCT
    substring(_path, position(_path, root) + length('/${ROOT}/')) AS object,
    splitByChar('/', object)[2] AS chain,
    splitByChar('/', object)[3] AS kind
  FROM s3(${COLLECTION}, filename = concat({folder:String}, '/**'), format = 'One')
)
WHERE chain < first_needed OR (startsWith(kind, 'recent-') AND splitByChar('-', kind)[2] < first_base)
ORDER BY endsWith(object, '/.backup') DESC, endsWith(object, '/full/.backup'), object
SETTINGS s3_skip_empty_files = 0
FORMAT TSVRaw
`;
}

/** Lists the complete backups of all folders, as a RESTORE statement takes them. */
export const LIST_BACKUPS =
  `SELECT DISTINCT arrayStringConcat(arraySlice(splitByChar('/', _path), -4, 3), '/') AS backup ` +
  `FROM s3(${COLLECTION}, filename = '*/*/*/.backup', format = 'One') ORDER BY backup`;

/** Empties all tables of a database; by default ClickHouse refuses that for large ones. */
export function emptyStatement(database: string): string {
  return `TRUNCATE ALL TABLES FROM ${database} SETTINGS max_table_size_to_drop = 0`;
}

/** `place` is one of `LIST_BACKUPS`. Tables that exist must be empty. */
export function restoreStatement(database: string, place: string): string {
  return `RESTORE DATABASE ${database} FROM S3(${COLLECTION}, '${place}')`;
}

/** A statement within a text of SQL. */
function quoted(statement: string): string {
  return statement.replaceAll("'", "''");
}

const MARK = `INSERT INTO FUNCTION s3(${COLLECTION}, filename = ''{}'', format = ''TSV'') SELECT 1 SETTINGS s3_truncate_on_insert = 1`;

/** Says which migrations of the tables were made; it is neither emptied nor restored, because the tables stay as they are. */
const MIGRATIONS = 'schema_migrations';

/**
 * Fails before Langfuse has made its tables, and while it does, which is after every installation: a restore would be in its way.
 * `sequence` is the time of a migration in nanoseconds (golang-migrate/migrate:database/clickhouse/clickhouse.go, SetVersion).
 */
function readyStatement(database: string): string {
  const reason = 'Langfuse has not made its tables yet, or changes them now: the next attempt may find them complete';
  const isUnderWay =
    'count() = 0 OR argMax(dirty, sequence) = 1 OR max(sequence) > toUnixTimestamp(now() - 60) * 1000000000';
  return `SELECT throwIf(${isUnderWay}, '${reason}') FROM ${database}.${MIGRATIONS} FORMAT Null`;
}

/**
 * Which databases but the first a backup contains, as an array: its file `.backup` names everything that is in it or in its base.
 * `file` is where that is, a pattern that `condition` may narrow.
 */
export function contained([, ...others]: Databases, file: string, condition = 'true'): string {
  if (others.length === 0) return 'emptyArrayString()';
  const names = others.map((name) => `'${name}'`).join(', ');
  return `(SELECT groupArrayArray(arrayFilter(name -> position(content, concat('<name>metadata/', name, '.sql</name>')) > 0, [${names}]))
    FROM s3(${COLLECTION}, filename = ${file}, format = 'RawBLOB', structure = 'content String') WHERE ${condition})`;
}

export interface RestoreOptions {
  readonly databases: Databases;
  readonly fullEvery: string;
  /** Whether Langfuse makes the tables of the first database. */
  readonly isOfLangfuse: boolean;
}

/**
 * Prints the statements that replace the tables by those of the last backup that began at a time or before it; nothing where that is done.
 * A database that the backup does not contain stays as it is.
 * Times are those of names, which sort as text. Each step is safe to be tried again:
 * - `structure_only` compares the definitions of the tables with those of the backup, and fails before anything is lost.
 * - What is there is backed up like every other day, once: what a failed attempt leaves behind is not.
 * - Somebody may write all the while, so tables may be no longer empty when the restore begins: what is new stays.
 *
 * `{source:String}` is the folder with the backups, `{target:String}` the time, `{request:String}` names the restore. After a week it is too
 * late, in case that a rule of the bucket deletes what says that it is done.
 */
export function restorePlan({ databases, fullEvery, isOfLangfuse }: RestoreOptions): string {
  const [first] = databases;
  const restore = quoted(`RESTORE {}DATABASE ${first} EXCEPT TABLES ${MIGRATIONS} FROM S3(${COLLECTION}, '{}')`);
  const empty = quoted(
    `TRUNCATE ALL TABLES FROM ${first} NOT LIKE '${MIGRATIONS}' SETTINGS max_table_size_to_drop = 0`,
  );
  const ready = isOfLangfuse ? `'${quoted(readyStatement(first))}', ` : '';
  const kept = [...creations(databases).map((statement) => `'${statement}'`), 'due'].join(', ');
  return `WITH
  ${dueBackup(databases, fullEvery)},
  concat({folder:String}, '/restores/', {request:String}, '/') AS marks_folder,
  (SELECT groupArray(splitByChar('/', _path)[-1])
    FROM s3(${COLLECTION}, filename = concat({folder:String}, '/restores/', {request:String}, '/*'), format = 'One')) AS marks,
  coalesce((SELECT argMax(backup, begun) FROM (
    ${completeBackups('source')}
  ) WHERE begun <= {target:String}), '') AS chosen,
  ${contained(databases, `concat({source:String}, '/*/*/.backup')`, `endsWith(_path, concat('/', chosen, '/.backup'))`)} AS others,
  arrayStringConcat(arrayMap(name -> format('DATABASE {}, ', name), others)) AS before,
  has(marks, 'done') OR ${timeOf('{request:String}')} + INTERVAL 7 DAY < moment AS is_over
SELECT concat(arrayJoin(arrayConcat(
  [${ready}format('${restore} SETTINGS structure_only = true', before, chosen)],
  if(has(marks, 'kept'), emptyArrayString(), [${kept}, format('${MARK}', concat(marks_folder, 'kept'))]),
  arrayMap(name -> format('${emptyStatement('{}')}', name), others),
  ['${empty}',
   format('${restore} SETTINGS allow_non_empty_tables = true, backup_restore_s3_retry_attempts = 50', before, chosen),
   format('${MARK}', concat(marks_folder, 'done'))]
)), ';')
WHERE NOT is_over AND NOT throwIf(chosen = '', 'there is no complete backup that began at the time or before it')
FORMAT TSVRaw
`;
}

/**
 * What each user may do, and nothing else. An incremental backup reads its base, so reading from S3 is needed; without
 * `CREATE TEMPORARY TABLE` neither user can call `s3()`, and the writer cannot read a table or restore one.
 */
export function grants(databases: Databases): Readonly<Record<string, readonly string[]>> {
  const [, ...others] = databases;
  return {
    [WRITER.name]: [
      ...databases.map((name) => `GRANT BACKUP ON ${name}.*`),
      ...others.map((name) => `GRANT CREATE DATABASE ON ${name}.*`),
      `GRANT NAMED COLLECTION ON ${COLLECTION}`,
      'GRANT S3 ON *.*',
    ],
    [READER.name]: ['GRANT SELECT ON system.backups', 'GRANT SELECT ON system.backup_log'],
  };
}
