/**
 * The pods of the Jobs that back up and restore: containers with ClickHouse's image, one after the other. Some have the key of the bucket,
 * others can sign in to the server; what one writes to `/tmp` the next reads.
 */
import type { JsonObject } from '../../data/json.ts';
import { USER } from '../../kubernetes/clickhouse.ts';
import { type ResourceSettings, resourceRequirements } from '../../kubernetes/resources.ts';
import { fromSecret } from '../../kubernetes/secret-variable.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../../kubernetes/security.ts';
import type { Stack } from '../../stack/component.ts';
import { BACKUPS } from './backup-names.ts';
import { bucketAccess } from './backup-servers.ts';
import { clickhouse, SERVER_IMAGE } from './handle.ts';
import type { ClickhouseSettings } from './settings.ts';

/** Where the ConfigMap with the statements is. */
export const FILES = '/etc/lang-observatory/backup';

/** The longest that a Job may take, in seconds: nothing waits for ever, so that the next one can start. */
export const DAY = 86_400;

/** ClickHouse without a server: it uses the bucket by itself. By default it asks a store that is down 500 times. */
export const LOCAL = `clickhouse local --config-file=${FILES}/config.yaml "--param_folder=$FOLDER" --s3_retry_attempts=50`;

/** Calls the server; it says nothing until a backup or a restore is complete. */
export function client(user: string): string {
  return `clickhouse client "--host=$HOST" --user=${user} --receive_timeout=${DAY}`;
}

export interface Step {
  readonly name: string;
  /** What its shell runs. */
  readonly script: readonly string[];
}

const TMP = { name: 'tmp', mountPath: '/tmp' };
const STATEMENTS = { name: 'files', mountPath: FILES, readOnly: true };

/** With the key of the bucket, and these variables beside it. */
export function withBucket(
  step: Step,
  s: ClickhouseSettings,
  stack: Stack,
  variables: Readonly<Record<string, string>>,
  limits: ResourceSettings = s.backup.resources,
): JsonObject {
  const { environment, mounts } = bucketAccess(stack);
  return {
    ...container(step, s, limits),
    // Kubernetes stores no empty value, and an engine would see a difference for ever.
    env: [
      ...Object.entries(variables).flatMap(([name, value]) => (value === '' ? [] : [{ name, value }])),
      ...environment,
    ],
    volumeMounts: [TMP, STATEMENTS, ...mounts],
  };
}

/** With the address of the first replica, and the password of a user of it in a Secret. */
export function withServer(
  step: Step,
  s: ClickhouseSettings,
  secretName: string,
  limits: ResourceSettings = s.backup.resources,
): JsonObject {
  return {
    ...container(step, s, limits),
    env: [
      { name: 'HOST', value: clickhouse.connection(s).migrationHost },
      fromSecret('CLICKHOUSE_PASSWORD', secretName, 'password'),
    ],
    volumeMounts: [TMP],
  };
}

function container({ name, script }: Step, { image }: ClickhouseSettings, limits: ResourceSettings): JsonObject {
  return {
    name,
    image: `${image.registry}/${SERVER_IMAGE}:${image.tag}`,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', script.join('\n')],
    workingDir: '/tmp',
    resources: resourceRequirements(limits),
    securityContext: RESTRICTED_CONTAINER,
  };
}

/** What differs between the pods: the account, and the volume for what containers hand on. */
interface Surroundings {
  readonly account: string;
  readonly tmp: JsonObject;
}

const USUAL: Surroundings = { account: BACKUPS, tmp: { name: 'tmp', emptyDir: {} } };

/** The template of a Job; the last container comes after the others. */
export function podOf(
  stack: Stack,
  containers: readonly JsonObject[],
  labels: JsonObject,
  { account, tmp }: Surroundings = USUAL,
): JsonObject {
  const { volumes } = bucketAccess(stack);
  return {
    metadata: { labels },
    spec: {
      serviceAccountName: account,
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      securityContext: { ...RESTRICTED_POD, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
      initContainers: containers.slice(0, -1),
      containers: containers.slice(-1),
      volumes: [tmp, { name: 'files', configMap: { name: BACKUPS } }, ...volumes],
    },
  };
}
