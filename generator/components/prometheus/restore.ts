/** How samples come back that Prometheus does not have. */
import { secondsOfDuration } from '../../fleet/schema/duration-seconds.ts';
import { scheduleEvery } from '../backup-minutes.ts';
import { restoreInPlace } from '../restore-in-place.ts';
import { BACKUPS, ROOT } from './backup-names.ts';
import type { PrometheusSettings } from './settings.ts';

export const PROMETHEUS_RESTORE = restoreInPlace<PrometheusSettings>({
  root: ROOT,
  title: 'Prometheus',
  look: `kubectl -n lang-observatory logs -l app.kubernetes.io/name=${BACKUPS} --all-containers --prefix --tail=20`,
  without: 'the Job that restores is there only then',
  comesBack: (source, time) =>
    `samples of before ${time} come back from ${source} to every replica, where they are older than what it has or another cluster's`,
  before: () => 'samples that it has stay as they are',
  schedule: ({ backup }) => scheduleEvery(backup.everyMinutes),
  retentionAt: ['retention'],
  retention: ({ retention }) => `${Math.ceil(secondsOfDuration(retention) / 86_400)}d`,
});
