/**
 * Folders of the bucket with backups of Clusters: which of them reaches back to a time, and the name of a Cluster whose folder is new.
 * CloudNativePG refuses to archive to a folder that holds an archive, and reads a bootstrap only when it creates the first instance of
 * a Cluster, never again even if all of its volumes are gone (cloudnative-pg/cloudnative-pg:internal/controller/cluster_create.go,
 * createPrimaryInstance). So a restored Cluster needs a name that none ever had, in Git or out of it: it ends with the minute in
 * which it was asked for, which also says when its archive begins.
 */
import type { PostgresSettings } from './settings.ts';

type Settings = Pick<PostgresSettings, 'name' | 'recovery'>;

/** The folder of the bucket in which every Cluster has one of its own. */
export const ROOT = 'postgres';

/** A Cluster's folder in the bucket. Neither name has a dot: no two Clusters have the same. */
export function folderOf(name: string, cluster: string): string {
  return `${cluster}.${name}`;
}

const STAMP = /-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})$/;

/** The longest name that a Cluster may have. */
const LONGEST = 50;

/** The name of a Cluster that is restored at a time: `postgres` becomes `postgres-20260801-1000`, and so does `postgres-2`. */
export function restoredName(name: string, at: Date): string {
  const digits = at.toISOString().replaceAll(/\D/g, '');
  const stamp = `-${digits.slice(0, 8)}-${digits.slice(8, 12)}`;
  const base = name.replace(STAMP, '').replace(/-\d+$/, '');
  return `${base.slice(0, LONGEST - stamp.length).replace(/-+$/, '')}${stamp}`;
}

/** Where backups of a time are. */
export interface Source {
  readonly folder: string;
  /** When its Cluster stopped to write there, and to delete what is too old; undefined while it does, or if nobody knows. */
  readonly ended: Date | undefined;
  /** Whether it may have begun after that time: then the backups are in the folder that the Cluster itself was made from. */
  readonly isUnsure: boolean;
}

/** The folder that reaches back to a time: of the Cluster, or that which it was made from. Undefined if both began later. */
export function sourceAt({ name, recovery }: Settings, cluster: string, time: Date): Source | undefined {
  const own = folderOf(name, cluster);
  const former = recovery?.serverName;
  const target = recovery?.targetTime;
  const isRestoredLater = target !== undefined && time <= new Date(target);
  if (!isRestoredLater && !beganAfter(own, time))
    return { folder: own, ended: undefined, isUnsure: former !== undefined && beginningOf(own) === undefined };
  return former === undefined || beganAfter(former, time)
    ? undefined
    : { folder: former, ended: beginningOf(own), isUnsure: false };
}

function beganAfter(folder: string, time: Date): boolean {
  const beginning = beginningOf(folder);
  return beginning !== undefined && time < beginning;
}

/** If its name says that. */
function beginningOf(folder: string): Date | undefined {
  const [stamp, year, month, day, hour, minute] = STAMP.exec(folder) ?? [];
  if (stamp === undefined) return undefined;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
