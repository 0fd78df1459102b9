/** What the parts of the backups of OpenLIT call each other. */
import type { OpenlitSettings } from './settings.ts';

/** The CronJob, its ConfigMap, its account and its rules. */
export const BACKUPS = 'openlit-backup';

/** The CronJob that restores. */
export const RESTORE = 'openlit-restore';

/** The folder of the bucket. */
export const ROOT = 'openlit';

/** The copies of the Secrets of the bucket, in the namespace of OpenLIT. */
export const BUCKET_SECRETS = { key: 'openlit-bucket', authority: 'openlit-bucket-authority' } as const;

/** A cluster's folder below `openlit/`: several clusters may share a bucket. */
export function folderOf(cluster: string): string {
  return `${cluster}.${ROOT}`;
}

export function makesBackups({ mode, backup }: Pick<OpenlitSettings, 'mode' | 'backup'>): boolean {
  return mode === 'managed' && backup.enabled;
}
