/**
 * The SQL of the backups. A full backup begins a chain, a folder that is named by its time: `20260801T020000Z/full`. Later ones in the
 * folder contain what is new since the full one (`base_backup`), so a restore needs two backups at most, and the folder can only be
 * deleted as a whole. What exists is read from the bucket, never from a server, which may be new: a backup is complete when it has
 * its file `.backup`, which ClickHouse writes last.
 *
 * `{folder:String}` is the folder of the cluster.
 */
import { intervalOf } from '../../fleet/schema/calendar-period.ts';
import { COLLECTION, READER, ROOT, WRITER } from './backup-names.ts';

/** Sorts by time. ClickHouse's own notation: `%i` are minutes. */
const TIME = "'%Y%m%dT%H%i%SZ'";

function timeOf(chain: string): string {
  return `parseDateTimeOrNull(${chain}, ${TIME}, 'UTC')`;
}

/** The names of chains with a complete full backup, as `chain`. */
const CHAINS = `SELECT splitByChar('/', _path)[-3] AS chain
    FROM s3(${COLLECTION}, filename = concat({folder:String}, '/*/full/.backup'), format = 'One')
    WHERE ${timeOf('chain')} IS NOT NULL`;

/** The parts of a BACKUP statement: what, where to, and of an incremental one the base. */
const BACKUP = `BACKUP DATABASE {} TO S3(${COLLECTION}, ''{}'') SETTINGS {}backup_restore_s3_retry_attempts = 50`;
const BASE = `base_backup = S3(${COLLECTION}, ''{}''), `;

/**
 * Prints the BACKUP statement that is due: a chain that is as old as `fullEvery` gets no more backups. An hour is allowed for,
 * because a Job does not always begin in the same second. By default ClickHouse asks a store that is down 1000 times
 * for each object, which takes longer than an hour.
 */
export function planStatement(database: string, fullEvery: string): string {
  return `WITH
  now('UTC') AS moment,
  formatDateTime(moment, ${TIME}, 'UTC') AS name,
  (SELECT max(chain) FROM (
    ${CHAINS}
  )) AS last,
  last = '' OR ${timeOf('last')} <= moment - ${intervalOf(fullEvery)} + INTERVAL 1 HOUR AS is_full,
  concat({folder:String}, '/', if(is_full, name, last)) AS chain_folder,
  concat(chain_folder, if(is_full, '/full', concat('/incremental-', name))) AS place,
  if(is_full, '', format('${BASE}', concat(chain_folder, '/full'))) AS base
SELECT format('${BACKUP}', '${database}', place, base)
FORMAT TSVRaw
`;
}

/** Deletes an object: `TRUNCATE` of a table of the engine S3 does that. */
const DELETION =
  `CREATE TABLE expired ENGINE = S3(${COLLECTION}, filename = ''{}'', format = ''One''); ` +
  'TRUNCATE TABLE expired; DROP TABLE expired;';

/**
 * Prints statements that delete the objects of chains that nobody needs: those before the last one that was there, with its full
 * backup, when the retention began. What failed backups have left in them goes too. Files `.backup` are first, those of full backups
 * last of them: an interrupted run leaves nothing that seems to be complete. The name of an object is part of a URL, so it is encoded.
 */
export function pruneStatement(retention: string): string {
  return `WITH
  (SELECT max(chain) FROM (
    ${CHAINS}
  ) WHERE ${timeOf('chain')} <= now('UTC') - ${intervalOf(retention)}) AS first_needed,
  concat('/${ROOT}/', {folder:String}, '/') AS root
SELECT format('${DELETION}', encodeURLComponent(object))
FROM (
  SELECT DISTINCT
    substring(_path, position(_path, root) + length('/${ROOT}/')) AS object,
    splitByChar('/', object)[2] AS chain
  FROM s3(${COLLECTION}, filename = concat({folder:String}, '/**'), format = 'One')
)
WHERE chain < first_needed
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

/**
 * What each user may do, and nothing else. An incremental backup reads its base, so reading from S3 is needed; without
 * `CREATE TEMPORARY TABLE` neither user can call `s3()`, and the writer cannot read a table or restore one.
 */
export function grants(database: string): Readonly<Record<string, readonly string[]>> {
  return {
    [WRITER.name]: [`GRANT BACKUP ON ${database}.*`, `GRANT NAMED COLLECTION ON ${COLLECTION}`, 'GRANT S3 ON *.*'],
    [READER.name]: ['GRANT SELECT ON system.backups', 'GRANT SELECT ON system.backup_log'],
  };
}
