/**
 * The CronJob that restores. It looks every few minutes whether what is asked for is done, and does it if not: so it needs no order, and
 * waits for a store that is down or for tables that Langfuse has not made yet. A Job would hold up everything that comes after it with Flux,
 * which waits for Jobs to end, and could not be changed. What says that it is done is in the bucket, beside the backups.
 *
 * Its pod has two containers: `plan-restore` has the key of the bucket and writes the statements, and `restore` lets the first replica
 * run them, as the user of Langfuse, who may do everything. The other replicas fetch the data from it.
 */
import { cronJob } from '../../kubernetes/cron-job.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { RESTORE_ANNOTATION } from '../../kubernetes/metadata.ts';
import type { Stack } from '../../stack/component.ts';
import { IS_DONE, IS_TOO_LATE, restoreNote, stampOf } from '../recovery.ts';
import { folderOf, OWNER, RESTORE } from './backup-names.ts';
import { client, DAY, FILES, LOCAL, podOf, type Step, withBucket, withServer } from './backup-pod.ts';
import { CLICKHOUSE_SECRET, clickhouse } from './handle.ts';
import type { ClickhouseSettings } from './settings.ts';
import { dueRecovery, requestOf } from './standby.ts';

const PLAN: Step = {
  name: 'plan-restore',
  script: [
    'set -eu',
    `${LOCAL} "--param_source=$SOURCE" "--param_target=$TARGET" "--param_request=$REQUEST" --queries-file=${FILES}/restore.sql > /tmp/restore.sql`,
    'cat /tmp/restore.sql',
  ],
};

/** A failed statement ends the client: what comes after it is not run. */
const restoring = (user: string): Step => ({
  name: 'restore',
  script: [
    'set -eu',
    // The plan is empty in both cases.
    `[ -s /tmp/restore.sql ] || { echo "${IS_DONE}; or ${IS_TOO_LATE}"; exit 0; }`,
    `exec ${client(user)} --queries-file=/tmp/restore.sql`,
  ],
});

/** Nothing where no restore is asked for. */
export function restoreJob(s: ClickhouseSettings, stack: Stack, cluster: string): readonly Manifest[] {
  const recovery = dueRecovery(s, stack);
  if (recovery === undefined) return [];
  const { targetTime, folder = folderOf(cluster) } = recovery;
  const containers = [
    withBucket(PLAN, s, stack, {
      FOLDER: folderOf(cluster),
      SOURCE: folder,
      TARGET: stampOf(targetTime),
      REQUEST: requestOf(s, stack),
    }),
    withServer(restoring(clickhouse.connection(s).username), s, CLICKHOUSE_SECRET),
  ];
  const annotations = { [RESTORE_ANNOTATION]: restoreNote(folder, recovery) };
  return [
    cronJob({
      ...OWNER,
      name: RESTORE,
      annotations,
      schedule: '*/5 * * * *',
      history: { successful: 1, failed: 3 },
      // The next one tries again.
      retries: 0,
      deadlineSeconds: DAY,
      pod: podOf(stack, containers, { ...clickhouse.backup.podLabels, 'app.kubernetes.io/component': 'restore' }),
    }),
  ];
}
