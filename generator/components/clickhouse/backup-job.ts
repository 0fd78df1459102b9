/**
 * The CronJob that makes backups. Its pod has three containers, one after the other, with ClickHouse's image: `plan` looks into the
 * bucket and writes the statement that is due, `backup` lets a server run it, and `prune` deletes what nobody needs any more.
 * Only `backup` can sign in to ClickHouse, and only the others have the key of the bucket.
 *
 * One replica makes the backup, always the same: each holds all data of the one shard. `ON CLUSTER` would need all replicas, of which
 * none could be down, and has failed with databases of the engine Replicated (ClickHouse/ClickHouse#47729, #54783).
 */
import type { JsonObject } from '../../data/json.ts';
import { emitYaml } from '../../data/yaml.ts';
import { USER } from '../../kubernetes/clickhouse.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced } from '../../kubernetes/metadata.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../../kubernetes/security.ts';
import { silentServiceAccount } from '../../kubernetes/service-account.ts';
import type { Stack } from '../../stack/component.ts';
import { BACKUPS, folderOf, OWNER, WRITER } from './backup-names.ts';
import { bucketAccess } from './backup-servers.ts';
import { planStatement, pruneStatement } from './backup-statements.ts';
import { clickhouse, SERVER_IMAGE } from './handle.ts';
import type { ClickhouseSettings } from './settings.ts';
import { fromSecret } from './users.ts';

const FILES = '/etc/lang-observatory/backup';

/** The longest that a backup may take, in seconds: nothing waits for ever, so that the next one can start. */
const DAY = 86_400;

/** ClickHouse without a server: it uses the bucket by itself. By default it asks a store that is down 500 times. */
const LOCAL = `clickhouse local --config-file=${FILES}/config.yaml "--param_folder=$FOLDER" --s3_retry_attempts=50`;
const PRUNE = `${LOCAL} --queries-file=${FILES}/prune.sql`;

/** The containers, and what their shell runs. */
const SCRIPTS = {
  plan: ['set -eu', `${LOCAL} --queries-file=${FILES}/plan.sql > /tmp/backup.sql`, 'cat /tmp/backup.sql'],
  // A server says nothing until the backup is complete.
  backup: [
    `exec clickhouse client "--host=$HOST" --user=${WRITER.name} --receive_timeout=${DAY} --queries-file=/tmp/backup.sql`,
  ],
  prune: [
    'set -eu',
    `${PRUNE} > /tmp/prune.sql`,
    '[ -s /tmp/prune.sql ] || exit 0',
    'echo "objects to delete: $(wc -l < /tmp/prune.sql)"',
    `${LOCAL} --queries-file=/tmp/prune.sql`,
    `${PRUNE} > /tmp/left.sql`,
    'if [ -s /tmp/left.sql ]; then echo "objects are left:"; head /tmp/left.sql; exit 1; fi',
  ],
} as const;

/** The CronJob, its account and its files; `cluster` is the Kubernetes cluster, because several may share a bucket. */
export function backupJob(s: ClickhouseSettings, stack: Stack, cluster: string): readonly Manifest[] {
  return [silentServiceAccount(BACKUPS, OWNER.namespace, OWNER.component), files(s, stack), cronJob(s, stack, cluster)];
}

function files(s: ClickhouseSettings, stack: Stack): Manifest {
  const { database } = clickhouse.connection(s);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: namespaced(BACKUPS, OWNER.namespace, OWNER),
    data: {
      'config.yaml': emitYaml(bucketAccess(stack).configuration),
      'plan.sql': planStatement(database, s.backup.fullEvery),
      'prune.sql': pruneStatement(s.backup.retention),
    },
  };
}

export function cronJob(s: ClickhouseSettings, stack: Stack, cluster: string): Manifest {
  const { volumes } = bucketAccess(stack);
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: namespaced(BACKUPS, OWNER.namespace, OWNER),
    spec: {
      schedule: s.backup.schedule,
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      // If it could not start in time, for example because the cluster was being upgraded, it does later.
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: 2,
          activeDeadlineSeconds: DAY,
          template: {
            metadata: { labels: clickhouse.backup.podLabels },
            spec: {
              serviceAccountName: BACKUPS,
              automountServiceAccountToken: false,
              restartPolicy: 'Never',
              securityContext: { ...RESTRICTED_POD, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
              initContainers: [withBucket('plan', s, stack, cluster), withServer(s)],
              containers: [withBucket('prune', s, stack, cluster)],
              volumes: [{ name: 'tmp', emptyDir: {} }, { name: 'files', configMap: { name: BACKUPS } }, ...volumes],
            },
          },
        },
      },
    },
  };
}

function withBucket(step: 'plan' | 'prune', s: ClickhouseSettings, stack: Stack, cluster: string): JsonObject {
  const { environment, mounts } = bucketAccess(stack);
  return {
    ...container(step, s),
    env: [{ name: 'FOLDER', value: folderOf(cluster) }, ...environment],
    volumeMounts: [TMP, { name: 'files', mountPath: FILES, readOnly: true }, ...mounts],
  };
}

function withServer(s: ClickhouseSettings): JsonObject {
  return {
    ...container('backup', s),
    env: [
      { name: 'HOST', value: clickhouse.connection(s).migrationHost },
      fromSecret('CLICKHOUSE_PASSWORD', WRITER.secretName, 'password'),
    ],
    volumeMounts: [TMP],
  };
}

const TMP = { name: 'tmp', mountPath: '/tmp' };

function container(step: keyof typeof SCRIPTS, { image, backup }: ClickhouseSettings): JsonObject {
  return {
    name: step,
    image: `${image.registry}/${SERVER_IMAGE}:${image.tag}`,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', SCRIPTS[step].join('\n')],
    workingDir: '/tmp',
    resources: resourceRequirements(backup.resources),
    securityContext: RESTRICTED_CONTAINER,
  };
}
