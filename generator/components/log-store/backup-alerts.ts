/** Backups of a log store: whether there is a recent one, and whether a restore comes to an end. */

import type { Workload } from '../../stack/handle.ts';
import { type Alert, alert, type Check } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { IN_PLACE, lastGood, withoutEnd } from '../cronjob-times.ts';
import { ageLimitOf, backupsOf, restoreOf } from './backup-names.ts';
import type { LogStore } from './stores.ts';

/** Half a terabyte at 25 MB/s. */
const LONG = 21_600;

export function logStoreBackupAlerts({ name, prefix, holds }: LogStore, pods: Workload): readonly Alert[] {
  const cronJob = backupsOf(name);
  const logsOf = (component: string, caption: string): Check => ({
    caption,
    command: `kubectl -n lang-observatory logs -l app.kubernetes.io/name=${cronJob},app.kubernetes.io/component=${component} --prefix --tail=50`,
  });
  const jobsOf = (one: string): Check => ({
    caption: 'Its schedule, its Jobs and their pods:',
    command: `kubectl -n lang-observatory get cronjobs.batch,jobs.batch,pods -o wide | grep ${one}`,
  });
  const causes = [
    `The pod is \`Pending\`: it mounts the volume of the store, so it needs room on the node of the pod \`${name}-0\`. If that is not running, see [${prefix}Down].`,
    `The object store is down or denies access: see [ObjectStoreDown]. For an external object store, check its endpoint, bucket, region and keys (\`components.object-store.external\`). The keys need permission to list, read, write and delete below \`${name}/\`.`,
    `The container was \`OOMKilled\`: increase \`components.${name}.backup.resources\`.`,
  ];
  return [
    alert({
      name: `${prefix}BackupTooOld`,
      rules: [
        {
          severity: 'warning',
          expression: promql(`${ageLimitOf(name)} < ${IN_PLACE} (time() - ${lastGood(cronJob)})`),
          for: '5m',
        },
      ],
      summary: `The store of ${holds} has no recent backup`,
      description: `No backup of ${name} completed in the last {{ $value | humanizeDuration }}. Backups fail, take too long or do not start.`,
      dashboard: name,
      about: pods,
      runbook: {
        meaning:
          'Lines since the last backup are lost with the volume of the store. The first backup of a store that holds much takes long: the alert ends with it.',
        diagnosis: [logsOf('backup', 'What the last Jobs did:'), jobsOf(cronJob)],
        mitigation: [
          ...causes,
          `A backup takes longer than the pause: increase \`components.${name}.backup.everyMinutes\`.`,
          `The CronJob is suspended: \`kubectl -n lang-observatory get cronjobs.batch/${cronJob}\` shows it. The engine sets \`suspend\` back only if it is in Git.`,
          `Make a backup now: \`kubectl -n lang-observatory create job --from=cronjob/${cronJob} backup-by-hand\`.`,
        ],
      },
    }),
    alert({
      name: `${prefix}RestoreFailing`,
      rules: [{ severity: 'warning', expression: promql(withoutEnd(restoreOf(name), LONG)), for: '5m' }],
      summary: `The restore of ${holds} does not come to an end`,
      description:
        'No attempt has ended well in the last {{ $value | humanizeDuration }}: attempts fail, one takes very long, or none begins.',
      dashboard: name,
      about: pods,
      runbook: {
        meaning: `The CronJob \`${restoreOf(name)}\` does what \`components.${name}.recovery\` asks for, or the promotion of a standby. It tries again every five minutes. Days that are restored can be searched already.`,
        diagnosis: [logsOf('restore', 'What the last attempts did:'), jobsOf(restoreOf(name))],
        mitigation: [
          '`there is no backup of a day that the store keeps, up to the time`: name the folder with `--from`, or increase `retentionDays`.',
          '`is damaged`: the object in the bucket is not what was written. Delete the folder of that day in the bucket, which is lost.',
          'The volume is full: expand it, as [StoreNearFull] says.',
          ...causes,
          `Give it up: remove \`components.${name}.recovery\` from \`cluster.yaml\`.`,
        ],
      },
    }),
  ];
}
