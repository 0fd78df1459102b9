/** The CronJob that backs up OpenLIT's database, and what is the same on every cluster: its account, its programs, the key of the bucket, and the limit of the age. */
import { daysIn } from '../../fleet/schema/calendar-period.ts';
import { cronJob } from '../../kubernetes/cron-job.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { secretCopy } from '../../kubernetes/secret-copy.ts';
import { silentServiceAccount } from '../../kubernetes/service-account.ts';
import type { Stack } from '../../stack/component.ts';
import { scheduleEvery } from '../backup-minutes.ts';
import { bucketProgram } from '../bucket-program.ts';
import { credentials } from '../credentials/handle.ts';
import { frequentAgeLimit } from '../frequent-backups.ts';
import { bucketAnnotations, objectStore } from '../object-store/handle.ts';
import { authorityKey } from '../store-tls.ts';
import { BACKUPS, BUCKET_SECRETS, makesBackups } from './backup-names.ts';
import { DEADLINE_SECONDS, podOf } from './backup-pod.ts';
import { BACKUP, COPIES, RESTORE_PROGRAM } from './backup-programs.ts';
import { openlit } from './handle.ts';
import type { OpenlitSettings } from './settings.ts';

const OWNER = { name: BACKUPS, namespace: openlit.namespace.name, component: openlit.name } as const;

/** Somebody of the image who is not root. */
const USER = 26;

export function backupManifests(s: OpenlitSettings, stack: Stack): readonly Manifest[] {
  if (!makesBackups(s)) return [];
  return [
    silentServiceAccount(BACKUPS, OWNER.namespace, OWNER.component, bucketAnnotations(stack)),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: namespaced(BACKUPS, OWNER.namespace, OWNER),
      data: {
        'backup.py': BACKUP,
        'bucket.py': bucketProgram(stack),
        'copies.py': COPIES,
        'restore.py': RESTORE_PROGRAM,
      },
    },
    ...bucketSecrets(stack),
    ...frequentAgeLimit(OWNER, 'openlit:backup_age_limit:seconds', s.backup.everyMinutes, stack),
  ];
}

/** `cluster` is the Kubernetes cluster, which the folder of the backups is named after. */
export function backupJob(s: OpenlitSettings, stack: Stack, cluster: string): readonly Manifest[] {
  if (!makesBackups(s)) return [];
  const { everyMinutes, retention } = s.backup;
  const variables = { RETENTION_DAYS: String(daysIn(retention)) };
  return [
    cronJob({
      ...OWNER,
      schedule: scheduleEvery(everyMinutes),
      startingSeconds: everyMinutes * 60,
      history: { successful: 1, failed: 3 },
      // The next one is due soon.
      retries: 0,
      deadlineSeconds: DEADLINE_SECONDS,
      pod: podOf(s, stack, { name: 'backup', cluster, variables, user: USER }),
    }),
  ];
}

/** The Secrets of the bucket are in the namespace of the stack. Somebody else makes the copies where the Secrets are not ours. */
function bucketSecrets(stack: Stack): readonly Manifest[] {
  if (!stack.deploys(credentials)) return [];
  const { key, caSecretName } = objectStore.connection(stack.of(objectStore));
  const copy = (from: string, to: string, keys: readonly string[]): readonly Manifest[] =>
    secretCopy({
      component: openlit.name,
      from: { name: from, namespace: STACK_NAMESPACE },
      to: { name: to, namespace: openlit.namespace.name },
      data: Object.fromEntries(keys.map((one) => [one, `{{ index . ${JSON.stringify(one)} }}`])),
    });
  return [
    ...(key === undefined
      ? []
      : copy(key.secretName, BUCKET_SECRETS.key, [key.accessKeyIdKey, key.secretAccessKeyKey])),
    ...(caSecretName === undefined
      ? []
      : copy(caSecretName, BUCKET_SECRETS.authority, [authorityKey(caSecretName).key])),
  ];
}
