/** Restores OpenLIT's own state: its SQLite database becomes the last backup before the time. */
import { scheduleEvery } from '../backup-minutes.ts';
import { restoreInPlace } from '../restore-in-place.ts';
import { BACKUPS, ROOT } from './backup-names.ts';
import type { OpenlitSettings } from './settings.ts';

export const OPENLIT_RESTORE = restoreInPlace<OpenlitSettings>({
  root: ROOT,
  title: 'OpenLIT',
  look: `kubectl -n openlit logs -l app.kubernetes.io/name=${BACKUPS} --tail=20`,
  without: 'the Job that restores is there only then',
  comesBack: (source, time) =>
    `users, organisations, API keys and settings become those of the last backup in ${source} that began at ${time} or before; its telemetry, prompts and vault are in ClickHouse`,
  schedule: ({ backup }) => scheduleEvery(backup.everyMinutes),
  retention: ({ backup }) => backup.retention,
});
