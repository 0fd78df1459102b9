/** What the parts of the backups call each other. */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import type { Stack } from '../../stack/component.ts';
import { langfuse } from '../langfuse/handle.ts';
import { objectStore } from '../object-store/handle.ts';
import type { ClickhouseSettings } from './settings.ts';

/** The CronJob, its ConfigMap, its account, the PodMonitor and the rules. */
export const BACKUPS = 'clickhouse-backup';

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

/** Whether backups are made: where it is said, or else where Langfuse has its data here and a bucket outside the cluster is declared. */
export function makesBackups({ mode, backup }: ClickhouseSettings, stack: Stack): boolean {
  const isWorthIt = stack.deploys(langfuse) && stack.of(objectStore).mode === 'external';
  return mode !== 'external' && (backup.enabled ?? isWorthIt);
}

export const OWNER = { namespace: STACK_NAMESPACE, component: ROOT } as const;
