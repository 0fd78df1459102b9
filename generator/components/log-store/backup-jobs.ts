/** The CronJobs that back up a log store and restore it. */
import type { JsonObject } from '../../data/json.ts';
import { cronJob } from '../../kubernetes/cron-job.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { silentServiceAccount } from '../../kubernetes/service-account.ts';
import { serviceUrl } from '../../kubernetes/service-url.ts';
import type { Stack } from '../../stack/component.ts';
import type { Handle } from '../../stack/handle.ts';
import { scheduleEvery } from '../backup-minutes.ts';
import { bucketAccess } from '../bucket-access.ts';
import { bucketProgram } from '../bucket-program.ts';
import { frequentAgeLimit } from '../frequent-backups.ts';
import { bucketAnnotations } from '../object-store/handle.ts';
import { recoveryDue, stampOf } from '../recovery.ts';
import { volumePod } from '../volume-pod.ts';
import { ageLimitOf, backupLabels, backupsOf, type LogStoreName, makesBackups, restoreOf } from './backup-names.ts';
import { BACKUP, RESTORE, STORAGE, STORE } from './backup-programs.ts';
import { logStoreLabels, PORT } from './connection.ts';
import type { LogStoreSettings } from './settings.ts';
import { GROUP, USER } from './values.ts';

/** The first backup of a store that is full: at 50 MB/s, two terabytes. */
const DEADLINE_SECONDS = 43_200;

/** A cluster's folder below that of the component: several clusters may share a bucket. */
const folderOf =
  (name: LogStoreName) =>
  (cluster: string): string =>
    `${cluster}.${name}`;

const ownerOf = (name: LogStoreName) => ({ name: backupsOf(name), namespace: STACK_NAMESPACE, component: name });

/** What is the same on every cluster: the account, the programs, and the limit of the age. */
export function backupManifests(name: LogStoreName, s: LogStoreSettings, stack: Stack): readonly Manifest[] {
  if (!makesBackups(s)) return [];
  const owner = ownerOf(name);
  return [
    silentServiceAccount(owner.name, owner.namespace, name, bucketAnnotations(stack)),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: namespaced(owner.name, owner.namespace, owner),
      data: { 'backup.py': BACKUP, 'bucket.py': bucketProgram(stack), 'restore.py': RESTORE, 'store.py': STORE },
    },
    ...frequentAgeLimit(owner, ageLimitOf(name), s.backup.everyMinutes, stack),
  ];
}

/** `cluster` is the Kubernetes cluster, which the folder of the backups is named after. */
export function backupJob(name: LogStoreName, s: LogStoreSettings, stack: Stack, cluster: string): readonly Manifest[] {
  if (!makesBackups(s)) return [];
  const { everyMinutes } = s.backup;
  return [
    cronJob({
      ...ownerOf(name),
      schedule: scheduleEvery(everyMinutes),
      startingSeconds: everyMinutes * 60,
      history: { successful: 1, failed: 3 },
      // The next one is due soon.
      retries: 0,
      deadlineSeconds: DEADLINE_SECONDS,
      pod: podOf(name, s, stack, { program: 'backup', cluster, variables: {} }),
    }),
  ];
}

/** Both stores have the same settings. */
type RestoredStore = Handle<LogStoreSettings> & { readonly name: LogStoreName };

/** Nothing where no restore is asked for. It looks every few minutes whether that is done, as the one of ClickHouse. */
export function restoreJob(
  store: RestoredStore,
  s: LogStoreSettings,
  stack: Stack,
  cluster: string,
): readonly Manifest[] {
  const { name } = store;
  const recovery = recoveryDue({ handle: store, folderOf: folderOf(name), makesBackups }, s, stack);
  if (recovery === undefined || !makesBackups(s)) return [];
  const { targetTime, requestedAt, folder = folderOf(name)(cluster) } = recovery;
  const variables = { SOURCE: folder, TARGET: stampOf(targetTime), REQUEST: stampOf(requestedAt) };
  return [
    cronJob({
      ...ownerOf(name),
      name: restoreOf(name),
      schedule: '*/5 * * * *',
      history: { successful: 1, failed: 3 },
      // The next one tries again.
      retries: 0,
      deadlineSeconds: DEADLINE_SECONDS,
      pod: podOf(name, s, stack, { program: 'restore', cluster, variables }),
    }),
  ];
}

interface Program {
  readonly program: 'backup' | 'restore';
  readonly cluster: string;
  readonly variables: Readonly<Record<string, string>>;
}

function podOf(
  name: LogStoreName,
  s: LogStoreSettings,
  stack: Stack,
  { program, cluster, variables }: Program,
): JsonObject {
  return volumePod({
    name: program,
    owner: backupsOf(name),
    podLabels: backupLabels(name),
    beside: logStoreLabels(name),
    // Of the StatefulSet's one pod, as Kubernetes names it (VictoriaMetrics/helm-charts:charts/victoria-logs-single/templates/server.yaml).
    claim: `server-volume-${name}-0`,
    mountPath: STORAGE,
    user: USER,
    group: GROUP,
    variables: {
      STORE: serviceUrl({ service: name, port: PORT }),
      RETENTION_DAYS: String(s.retentionDays),
      ...variables,
    },
    bucket: bucketAccess(stack, name, folderOf(name)(cluster)),
    resources: s.backup.resources,
  });
}
