/** What the parts of the backups call each other. */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import type { Stack } from '../../stack/component.ts';
import { objectStore } from '../object-store/handle.ts';
import { openlit } from '../openlit/handle.ts';
import { clickhouse, OPENLIT_DATABASE } from './handle.ts';
import type { ClickhouseSettings } from './settings.ts';

/** The CronJob, its ConfigMap, its account, the PodMonitor and the rules. */
export const BACKUPS = 'clickhouse-backup';

/** The CronJob that makes recent backups, between those by the schedule. */
export const RECENT = 'clickhouse-backup-recent';

/** The CronJob that restores. */
export const RESTORE = 'clickhouse-restore';

/** The CronJob of the restore drill, and what belongs to it. */
export const DRILL = 'clickhouse-drill';

/** The named collection: statements name it, so neither they nor `system.backups` contain a key. */
export const COLLECTION = 'backups';

/** The folder of the bucket that the collection leads to. */
export const ROOT = 'clickhouse';

/** A user of ClickHouse for one purpose, and the Secret with its name and password. */
interface BackupUser {
  readonly name: string;
  readonly secretName: string;
  readonly purpose: string;
  /** The variable of the servers with the password. */
  readonly variable: string;
}

/** Makes backups. */
export const WRITER: BackupUser = {
  name: 'backup',
  secretName: BACKUPS,
  purpose: 'user in ClickHouse that makes backups',
  variable: 'BACKUP_PASSWORD',
};

/** Reads what became of them. */
export const READER: BackupUser = {
  name: 'backup_metrics',
  secretName: `${BACKUPS}-metrics`,
  purpose: 'user in ClickHouse that reads the state of backups, for Prometheus',
  variable: 'BACKUP_METRICS_PASSWORD',
};

/** Variables with the key of the bucket, in servers and in the Job. */
export const ACCESS_KEY_ID = 'BACKUP_ACCESS_KEY_ID';
export const SECRET_ACCESS_KEY = 'BACKUP_SECRET_ACCESS_KEY';

/** A cluster's folder below `clickhouse/`, as PostgreSQL's below `postgres/`: several clusters may share a bucket. */
export function folderOf(cluster: string): string {
  return `${cluster}.${ROOT}`;
}

/** Names of databases: Langfuse's first. */
export type Databases = readonly [string, ...string[]];

export function makesBackups({ mode, backup }: Pick<ClickhouseSettings, 'mode' | 'backup'>): boolean {
  return mode !== 'external' && backup.enabled;
}

/** What a backup is of. OpenLIT has a database of its own. */
export function databasesOf(s: ClickhouseSettings, stack: Stack): Databases {
  return [clickhouse.connection(s).database, ...(stack.deploys(openlit) ? [OPENLIT_DATABASE.database] : [])];
}

/** How far back the tables can be restored. A store in the cluster has the events to keep too. */
export function retentionOf({ backup }: ClickhouseSettings, stack: Stack): string {
  return backup.retention ?? (stack.of(objectStore).mode === 'external' ? '30d' : '7d');
}

export const OWNER = { namespace: STACK_NAMESPACE, component: ROOT } as const;
