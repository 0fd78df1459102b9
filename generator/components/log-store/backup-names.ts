/** What the parts of the backups of a log store call each other. */
import type { LogStoreSettings } from './settings.ts';

/** Of the components. */
export type LogStoreName = 'logs' | 'audit';

/** The CronJob, its ConfigMap, its account and its rules. */
export function backupsOf(name: LogStoreName): `${LogStoreName}-backup` {
  return `${name}-backup`;
}

/** The CronJob that restores. */
export function restoreOf(name: LogStoreName): `${LogStoreName}-restore` {
  return `${name}-restore`;
}

/** How old the last backup may be, for alerts. */
export function ageLimitOf(name: LogStoreName): string {
  return `${name}:backup_age_limit:seconds`;
}

/** Of the CronJob's pods, and of those that restore. */
export function backupLabels(name: LogStoreName) {
  return { 'app.kubernetes.io/name': backupsOf(name), 'app.kubernetes.io/instance': backupsOf(name) };
}

export function makesBackups({ mode, backup }: Pick<LogStoreSettings, 'mode' | 'backup'>): boolean {
  return mode === 'managed' && backup.enabled;
}
