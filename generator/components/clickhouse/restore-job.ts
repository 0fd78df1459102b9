/**
 * The CronJob that restores. It looks every few minutes whether what is asked for is done, and does it if not: so it needs no order, and
 * waits for a store that is down or for tables that Langfuse has not made yet. A Job would hold up everything that comes after it with Flux,
 * which waits for Jobs to end, and could not be changed. What says that it is done is in the bucket, beside the backups.
 *
 * Its pod has two containers: `plan-restore` has the key of the bucket and writes the statements, and `restore` lets the first replica
 * run them, as the user of Langfuse, who may do everything. The other replicas fetch the data from it.
 */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, RESTORE_ANNOTATION } from '../../kubernetes/metadata.ts';
import type { Stack } from '../../stack/component.ts';
import { folderOf, OWNER, RESTORE } from './backup-names.ts';
import { client, DAY, FILES, LOCAL, podOf, type Step, withBucket, withServer } from './backup-pod.ts';
import { CLICKHOUSE_SECRET, clickhouse } from './handle.ts';
import type { ClickhouseSettings } from './settings.ts';
import { dueRecovery } from './standby.ts';

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
    '[ -s /tmp/restore.sql ] || { echo "nothing is left to restore"; exit 0; }',
    `exec ${client(user)} --queries-file=/tmp/restore.sql`,
  ],
});

/** As names of backups say times: `20260801T100000Z`. */
function stampOf(time: string): string {
  return new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

/** Nothing where no restore is asked for. */
export function restoreJob(s: ClickhouseSettings, stack: Stack, cluster: string): readonly Manifest[] {
  const recovery = dueRecovery(s, stack);
  if (recovery === undefined) return [];
  const { targetTime, requestedAt, folder = folderOf(cluster) } = recovery;
  const containers = [
    withBucket(PLAN, s, stack, {
      FOLDER: folderOf(cluster),
      SOURCE: folder,
      TARGET: stampOf(targetTime),
      REQUEST: stampOf(requestedAt),
    }),
    withServer(restoring(clickhouse.connection(s).username), s, CLICKHOUSE_SECRET),
  ];
  const annotations = { [RESTORE_ANNOTATION]: `${folder} as of ${targetTime}, asked for at ${requestedAt}` };
  return [
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: namespaced(RESTORE, OWNER.namespace, { ...OWNER, annotations }),
      spec: {
        schedule: '*/5 * * * *',
        timeZone: 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: {
          spec: {
            // The next one tries again.
            backoffLimit: 0,
            activeDeadlineSeconds: DAY,
            template: podOf(stack, containers, {
              ...clickhouse.backup.podLabels,
              'app.kubernetes.io/component': 'restore',
            }),
          },
        },
      },
    },
  ];
}
