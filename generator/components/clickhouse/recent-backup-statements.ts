/**
 * The SQL of recent backups, those between two by the schedule. Each contains what is new since the one before, the first since the last
 * backup by the schedule: `20260801T020000Z/recent-20260802T020000Z-20260802T023000Z` is of 02:30 and goes back to that of 02:00. So it is
 * small, a restore needs all that lie between, and every backup by the schedule ends that series.
 */
import { COLLECTION, type Databases } from './backup-names.ts';
import { BACKUP, BASE, completeBackups, creations, namesOf, TIME, timeOf } from './backup-statements.ts';

/**
 * Prints the statements of the recent backup that is due. Where there is no backup at all it is a full one, which begins the first chain.
 * Nothing while a restore is under way: what is there is neither the old nor the new, and has been backed up before.
 *
 * `{folder:String}` is the folder of the cluster, `{request:String}` the restore that somebody asks for, or empty.
 */
export function recentPlan(databases: Databases): string {
  const made = [...creations(databases).map((statement) => `'${statement}'`), 'due'].join(', ');
  return `WITH
  now('UTC') AS moment,
  formatDateTime(moment, ${TIME}, 'UTC') AS name,
  (SELECT groupArray((backup, chain, kind, begun)) FROM (
    ${completeBackups('folder')}
  )) AS found,
  arraySort(each -> (each.2, each.4), arrayFilter(each -> NOT startsWith(each.3, 'recent-'), found))[-1] AS scheduled,
  concat({folder:String}, '/', scheduled.2, '/recent-', scheduled.4, '-') AS series,
  arraySort(arrayMap(each -> each.1, arrayFilter(each -> startsWith(each.1, series), found)))[-1] AS last,
  if(scheduled.1 = '', concat({folder:String}, '/', name, '/full'), concat(series, name)) AS place,
  if(scheduled.1 = '', '', format('${BASE}', if(last = '', scheduled.1, last))) AS base,
  format('${BACKUP}', '${namesOf(databases)}', place, base) AS due,
  (SELECT groupArray(splitByChar('/', _path)[-1])
    FROM s3(${COLLECTION}, filename = concat({folder:String}, '/restores/', {request:String}, '/*'), format = 'One')) AS marks,
  has(marks, 'kept') AND NOT has(marks, 'done') AND ${timeOf('{request:String}')} + INTERVAL 7 DAY > moment AS is_restored_now
SELECT concat(arrayJoin([${made}]), ';')
WHERE NOT is_restored_now
FORMAT TSVRaw
`;
}
