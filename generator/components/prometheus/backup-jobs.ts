/** The CronJob that backs up Prometheus, and what is the same on every cluster: its account, its programs, and the limit of the age. */
import { secondsOfDuration } from '../../fleet/schema/duration-seconds.ts';
import { cronJob } from '../../kubernetes/cron-job.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { silentServiceAccount } from '../../kubernetes/service-account.ts';
import type { Flow, Stack } from '../../stack/component.ts';
import { scheduleEvery } from '../backup-minutes.ts';
import { bucketProgram } from '../bucket-program.ts';
import { frequentAgeLimit } from '../frequent-backups.ts';
import { bucketAnnotations, objectStore } from '../object-store/handle.ts';
import { volumePod } from '../volume-pod.ts';
import { AGE_LIMIT, BACKUPS } from './backup-names.ts';
import { BACKUP_OWNER, DEADLINE_SECONDS, replicaPod } from './backup-pod.ts';
import { BACKUP } from './backup-program.ts';
import { makesBackups, prometheus } from './handle.ts';
import { FETCH, REPLAY_CONFIGURATION, RESTORE_PROGRAM } from './restore-programs.ts';
import type { PrometheusSettings } from './settings.ts';
import { TSDB } from './tsdb-program.ts';

export function backupManifests(s: PrometheusSettings, stack: Stack): readonly Manifest[] {
  if (!makesBackups(s)) return [];
  return [
    silentServiceAccount(BACKUPS, STACK_NAMESPACE, prometheus.name, bucketAnnotations(stack)),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: namespaced(BACKUPS, STACK_NAMESPACE, BACKUP_OWNER),
      data: {
        'backup.py': BACKUP,
        'bucket.py': bucketProgram(stack),
        'fetch.py': FETCH,
        'restore.py': RESTORE_PROGRAM,
        'tsdb.py': TSDB,
        'prometheus.yaml': REPLAY_CONFIGURATION,
      },
    },
    ...frequentAgeLimit(BACKUP_OWNER, AGE_LIMIT, s.backup.everyMinutes, stack),
  ];
}

/** Of the first replica: all scrape the same. `cluster` is the Kubernetes cluster, which the folder of the backups is named after. */
export function backupJob(s: PrometheusSettings, stack: Stack, cluster: string): readonly Manifest[] {
  if (!makesBackups(s)) return [];
  const { everyMinutes } = s.backup;
  const variables = { RETENTION_SECONDS: String(Math.ceil(secondsOfDuration(s.retention))) };
  return [
    cronJob({
      ...BACKUP_OWNER,
      schedule: scheduleEvery(everyMinutes),
      startingSeconds: everyMinutes * 60,
      history: { successful: 1, failed: 3 },
      // The next one is due soon.
      retries: 0,
      deadlineSeconds: DEADLINE_SECONDS,
      pod: volumePod(replicaPod(s, stack, { name: 'backup', replica: 0, cluster, variables })),
    }),
  ];
}

export function backupFlows(stack: Stack): readonly Flow[] {
  const { ports } = objectStore.connection(stack.of(objectStore));
  return [
    { from: prometheus.backup, to: objectStore.s3, ports, purpose: 'backups of samples' },
    { from: prometheus.backup, to: prometheus.prometheus, ports: [9090], purpose: 'which samples it has' },
  ];
}
