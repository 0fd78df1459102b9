/** Backups of PostgreSQL in the object store: base backups on a schedule, the write-ahead log as it is written, and a Cluster made from both. */
import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import { cron, longestPause } from '../../fleet/schema/cron.ts';
import { resources } from '../../fleet/schema/quantities.ts';
import { BARMAN_CLOUD_PLUGIN, backupPlugin, backupStore } from '../../kubernetes/barman-cloud.ts';
import { scheduledBackup } from '../../kubernetes/cloudnative-pg.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { prometheusRule } from '../../kubernetes/prometheus-rule.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { resources as usage } from '../../kubernetes/security.ts';
import type { Mistake, Stack } from '../../stack/component.ts';
import { constant } from '../../telemetry/slos.ts';
import { objectStore, objectStoreConnection } from '../object-store/object-store.ts';
import { authorityKey } from '../store-tls.ts';

const COMPONENT = 'postgres';
/** The ObjectStore, and the folder of the bucket. */
const STORE = 'postgres';

export const retention = z
  .string()
  .regex(/^[1-9]\d*[dwm]$/, { error: 'is not a number of days, weeks or months such as 30d, 8w or 6m' });

/** RFC 3339, which CloudNativePG turns into PostgreSQL's own format; with its zone, so that nobody has to guess. */
export const moment = z.iso.datetime({
  offset: true,
  error: 'is not a moment such as 2026-08-01T10:00:00Z',
});

export const backup = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('Whether base backups and the write-ahead log go to the object store; not in size small.'),
    schedule: cron
      .default('0 3 * * *')
      .describe('When base backups are made: cron with five fields, in UTC. The alert on their age follows from it.'),
    retention: retention
      .default('30d')
      .describe(
        'For how long any moment can be restored, in days (d), weeks (w) or months (m); older files are deleted.',
      ),
    resources: resources.prefault({}).describe('Requests and limits of the sidecar that backs up and restores.'),
  })
  .prefault({})
  .describe(
    'Backups in the bucket of object-store, below postgres/. A store in the same cluster is lost with it: for production let object-store be external.',
  );

export const recovery = z
  .strictObject({
    serverName: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, { error: 'is not the name of a folder below postgres/ in the bucket' })
      .describe('Whose backups: a folder below postgres/ in the bucket, which is <cluster>.<name>.'),
    targetTime: moment.optional().describe('The moment to restore, e.g. 2026-08-01T10:00:00Z; the latest when absent.'),
  })
  .optional()
  .describe(
    'Makes the Cluster from backups; in cluster.yaml alone. It says how a new Cluster begins: one that is there does not look at it.',
  );

/** Others have seen it killed at 128Mi; a backup takes 512Mi, and a restore more. */
export const SIDECAR = usage('50m', '128Mi', '1Gi');

interface Settings {
  /** Of the Cluster. */
  readonly name: string;
  readonly backup: z.output<typeof backup>;
  readonly recovery?: z.output<typeof recovery>;
}

export function usesObjectStore(s: Settings): boolean {
  return s.backup.enabled || s.recovery !== undefined;
}

/** A Cluster's folder in the bucket. Neither name has a dot: no two Clusters have the same. */
function folderOf(name: string, cluster: string): string {
  return `${cluster}.${name}`;
}

/** CloudNativePG refuses to archive to a folder that holds an archive: a restored Cluster would go without backups. */
export function recoveryMistakes({ name, recovery: origin }: Settings, cluster: string): readonly Mistake[] {
  if (origin?.serverName !== folderOf(name, cluster)) return [];
  return [
    {
      code: 'invalid-value',
      path: ['recovery', 'serverName'],
      message: `is the folder of the Cluster ${name} itself, which needs an empty one`,
      hint: `give the Cluster another name with components.postgres.name, such as ${nextName(name)}`,
    },
  ];
}

/** `postgres` to `postgres-2`, and that to `postgres-3`. */
function nextName(name: string): string {
  const [, base = name, count = '1'] = /^(.+?)(?:-(\d+))?$/.exec(name) ?? [];
  return `${base}-${Number(count) + 1}`;
}

/** What of a Cluster's spec is about backups; `cluster` is the Kubernetes cluster, because several may share a bucket. */
export function backupSpec({ name, backup: { enabled }, recovery: origin }: Settings, cluster: string): JsonObject {
  return {
    // A new name is a new, empty folder, as CloudNativePG demands.
    ...(enabled ? { plugins: [backupPlugin(STORE, folderOf(name, cluster), true)] } : {}),
    ...(origin === undefined
      ? {}
      : { externalClusters: [{ name: ORIGIN, plugin: backupPlugin(STORE, origin.serverName, false) }] }),
  };
}

const ORIGIN = 'origin';

/** How a new Cluster begins when it is made from backups. */
export function recoveryBootstrap({ targetTime }: NonNullable<Settings['recovery']>): JsonObject {
  return { source: ORIGIN, ...(targetTime === undefined ? {} : { recoveryTarget: { targetTime } }) };
}

export function backupManifests(s: Settings, stack: Stack): readonly Manifest[] {
  if (!usesObjectStore(s)) return [];
  const { endpoint, region, bucket, caSecretName, ...credentials } = objectStoreConnection(stack.of(objectStore));
  const owner = { namespace: STACK_NAMESPACE, component: COMPONENT };
  const { enabled, schedule, retention, resources } = s.backup;
  const store = backupStore({
    ...owner,
    name: STORE,
    // The bucket that is there, with the credentials that are there: a second one would have to be made in every external store.
    destination: `s3://${bucket}/${STORE}`,
    endpoint,
    region,
    authority: caSecretName === undefined ? undefined : authorityKey(caSecretName),
    credentials,
    retention,
    resources: resourceRequirements(resources),
  });
  if (!enabled) return [store];
  return [
    store,
    scheduledBackup({ ...owner, name: s.name }, s.name, BARMAN_CLOUD_PLUGIN, schedule),
    ...(stack.deploys('prometheus') ? [ageLimit(schedule)] : []),
  ];
}

/** What the alert compares with: half a day more than the schedule's longest pause. */
function ageLimit(schedule: string): Manifest {
  const days = longestPause(schedule);
  if (days === undefined) throw new Error(`the schedule ${schedule} never comes round, which the input may not say`);
  const rule = { record: 'postgres:backup_age_limit:seconds', expr: constant((days + 0.5) * 86_400) };
  const name = 'postgres-backups';
  return prometheusRule({ name, namespace: STACK_NAMESPACE, component: COMPONENT }, [{ name, rules: [rule] }]);
}
