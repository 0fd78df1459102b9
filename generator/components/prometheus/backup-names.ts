/** What the parts of the backups of Prometheus call each other. */
import type { PodLabels } from '../../stack/handle.ts';

/** The CronJob, its ConfigMap, its account and its rules. */
export const BACKUPS = 'prometheus-backup';

/** The CronJobs that restore have the number of a replica after it. */
export const RESTORE = 'prometheus-restore';

/** The folder of the bucket. */
export const ROOT = 'prometheus';

/** How old the last backup may be, for alerts. */
export const AGE_LIMIT = 'prometheus:backup_age_limit:seconds';

/** Of the CronJob's pods, and of those that restore. */
export const BACKUP_LABELS: PodLabels = {
  'app.kubernetes.io/name': BACKUPS,
  'app.kubernetes.io/instance': BACKUPS,
};

/** A cluster's folder below `prometheus/`: several clusters may share a bucket. */
export function folderOf(cluster: string): string {
  return `${cluster}.${ROOT}`;
}
