/**
 * The CronJob of recent backups, and the limit of their age. Its pod has two containers, as that of the backups by the schedule: `plan-recent`
 * has the key of the bucket and writes the statement, and `recent` lets the first replica run it.
 *
 * It runs beside the other CronJob: a server makes several backups at the same time, each in a folder of its own. The other one deletes what
 * both have made.
 */
import { cronJob } from '../../kubernetes/cron-job.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { Stack } from '../../stack/component.ts';
import { waitingStandby } from '../../stack/standby.ts';
import { scheduleEvery } from '../backup-minutes.ts';
import { frequentAgeLimit } from '../frequent-backups.ts';
import { folderOf, makesBackups, OWNER, RECENT, WRITER } from './backup-names.ts';
import { client, FILES, LOCAL, podOf, type Step, withBucket, withServer } from './backup-pod.ts';
import { clickhouse } from './handle.ts';
import type { ClickhouseSettings } from './settings.ts';
import { requestOf } from './standby.ts';

/** Longer than the pauses: a backup that is late because much is new must come to an end, and one that hangs must not hold up the next for long. */
const DEADLINE_SECONDS = 3600;

const PLAN: Step = {
  name: 'plan-recent',
  script: [
    'set -eu',
    `${LOCAL} "--param_request=\${REQUEST:-}" --queries-file=${FILES}/recent.sql > /tmp/backup.sql`,
    'cat /tmp/backup.sql',
  ],
};

const BACKUP: Step = {
  name: 'recent',
  script: [
    'set -eu',
    '[ -s /tmp/backup.sql ] || { echo "a restore is under way: there are backups again when it is done"; exit 0; }',
    `exec ${client(WRITER.name)} --queries-file=/tmp/backup.sql`,
  ],
};

/** Whether there are recent backups: only where something is written, so not on a standby that waits. */
export function makesRecent(s: ClickhouseSettings, stack: Stack): boolean {
  return makesBackups(s) && s.backup.recent.enabled && waitingStandby(stack) === undefined;
}

/** `cluster` is the Kubernetes cluster, which the folder of the backups is named after. */
export function recentJob(s: ClickhouseSettings, stack: Stack, cluster: string): readonly Manifest[] {
  if (!makesRecent(s, stack)) return [];
  const { everyMinutes } = s.backup.recent;
  const containers = [
    withBucket(PLAN, s, stack, { FOLDER: folderOf(cluster), REQUEST: requestOf(s, stack) }),
    withServer(BACKUP, s, WRITER.secretName),
  ];
  return [
    cronJob({
      ...OWNER,
      name: RECENT,
      schedule: scheduleEvery(everyMinutes),
      startingSeconds: everyMinutes * 60,
      history: { successful: 1, failed: 3 },
      // The next one is due soon.
      retries: 0,
      deadlineSeconds: DEADLINE_SECONDS,
      pod: podOf(stack, containers, clickhouse.recent.podLabels),
    }),
  ];
}

/** How old the last backup may be. */
export function recentAgeLimit(s: ClickhouseSettings, stack: Stack): readonly Manifest[] {
  if (!makesRecent(s, stack)) return [];
  const record = 'clickhouse:recent_backup_age_limit:seconds';
  return frequentAgeLimit({ ...OWNER, name: RECENT }, record, s.backup.recent.everyMinutes, stack);
}
