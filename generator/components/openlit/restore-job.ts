/**
 * The CronJob that restores OpenLIT's database. As that of ClickHouse, it looks every few minutes whether what is asked for is done, and
 * does it if not: so it waits until OpenLIT has made its tables. What says that it is done is in the bucket.
 */
import { cronJob } from '../../kubernetes/cron-job.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { RESTORE_ANNOTATION } from '../../kubernetes/metadata.ts';
import type { Stack } from '../../stack/component.ts';
import { recoveryDue, restoreNote, stampOf } from '../recovery.ts';
import { folderOf, makesBackups, RESTORE } from './backup-names.ts';
import { DEADLINE_SECONDS, podOf } from './backup-pod.ts';
import { openlit } from './handle.ts';
import type { OpenlitSettings } from './settings.ts';

/** The files are those of root, who has no more rights in the pod than everybody else. */
const ROOT_USER = 0;

/** Nothing where no restore is asked for. */
export function restoreJob(s: OpenlitSettings, stack: Stack, cluster: string): readonly Manifest[] {
  const recovery = recoveryDue({ handle: openlit, folderOf, makesBackups }, s, stack);
  if (recovery === undefined || !makesBackups(s)) return [];
  const { targetTime, requestedAt, folder = folderOf(cluster) } = recovery;
  const variables = { SOURCE: folder, TARGET: stampOf(targetTime), REQUEST: stampOf(requestedAt) };
  return [
    cronJob({
      name: RESTORE,
      namespace: openlit.namespace.name,
      component: openlit.name,
      annotations: { [RESTORE_ANNOTATION]: restoreNote(folder, recovery) },
      schedule: '*/5 * * * *',
      history: { successful: 1, failed: 3 },
      // The next one tries again.
      retries: 0,
      deadlineSeconds: DEADLINE_SECONDS,
      pod: podOf(s, stack, { name: 'restore', cluster, variables, user: ROOT_USER }),
    }),
  ];
}
