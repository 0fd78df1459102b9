/** How the days of a log store come back that it does not have. */
import { scheduleEvery } from '../backup-minutes.ts';
import { restoreInPlace } from '../restore-in-place.ts';
import { backupsOf } from './backup-names.ts';
import type { LogStoreSettings } from './settings.ts';
import type { LogStore } from './stores.ts';

export function logStoreRestore({ name, title }: LogStore) {
  return restoreInPlace<LogStoreSettings>({
    root: name,
    title,
    look: `kubectl -n lang-observatory logs -l app.kubernetes.io/name=${backupsOf(name)} --tail=20`,
    without: 'the Job that restores is there only then',
    comesBack: (source, time) => `days up to ${time} that the store does not have come back from ${source}`,
    before: () => 'days that it has stay as they are',
    schedule: ({ backup }) => scheduleEvery(backup.everyMinutes),
    retentionAt: ['retentionDays'],
    retention: ({ retentionDays }) => `${retentionDays}d`,
  });
}
