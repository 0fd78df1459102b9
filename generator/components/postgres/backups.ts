/** Backups of PostgreSQL in the object store: base backups on a schedule, the write-ahead log as it is written, and a Cluster made from both. */
import type { JsonObject } from '../../data/json.ts';
import { longestPause } from '../../fleet/schema/cron.ts';
import { BARMAN_CLOUD_PLUGIN, backupPlugin, backupStore } from '../../kubernetes/barman-cloud.ts';
import { scheduledBackup } from '../../kubernetes/cloudnative-pg.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { prometheusRule } from '../../kubernetes/prometheus-rule.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { resources as usage } from '../../kubernetes/security.ts';
import type { Mistake, Stack } from '../../stack/component.ts';
import { constant } from '../../telemetry/slos.ts';
import { bucketAnnotations, bucketLabels, bucketProxy, objectStore } from '../object-store/handle.ts';
import { keepsMetrics, prometheus } from '../prometheus/handle.ts';
import { authorityKey } from '../store-tls.ts';
import { folderOf, ROOT } from './archives.ts';
import { postgres } from './handle.ts';
import type { PostgresSettings } from './settings.ts';

/** The ObjectStore, and the folder of the bucket. */
export const STORE = 'postgres';

/** It was reported to be OOM-killed with 128Mi; a backup needs 512Mi, and a restore more. */
export const SIDECAR = usage('50m', '128Mi', '1Gi');

type Settings = Pick<PostgresSettings, 'name' | 'backup' | 'recovery'>;

export function usesObjectStore(s: Settings): boolean {
  return s.backup.enabled || s.recovery !== undefined;
}

/** CloudNativePG refuses to archive to a folder that holds an archive: a restored Cluster would have no backups. */
export function recoveryMistakes({ name, recovery: origin }: Settings, cluster: string): readonly Mistake[] {
  if (origin?.serverName !== folderOf(name, cluster)) return [];
  return [
    {
      code: 'invalid-value',
      path: ['recovery', 'serverName'],
      message: `is the folder that the Cluster ${name} itself writes to, which must be empty`,
      hint: `set components.postgres.name to another name, such as ${nextName(name)}`,
    },
  ];
}

/** `postgres` to `postgres-2`, and that to `postgres-3`. */
function nextName(name: string): string {
  const [, base = name, count = '1'] = /^(.+?)(?:-(\d+))?$/.exec(name) ?? [];
  return `${base}-${Number(count) + 1}`;
}

/** The part of a Cluster's spec for backups; `cluster` is the Kubernetes cluster, because several may share a bucket. */
export function backupSpec({ name, backup: { enabled }, recovery: origin }: Settings, cluster: string): JsonObject {
  return {
    // A new name is a new, empty folder, as CloudNativePG demands.
    ...(enabled ? { plugins: [backupPlugin(STORE, folderOf(name, cluster), true)] } : {}),
    ...(origin === undefined
      ? {}
      : { externalClusters: [{ name: ORIGIN, plugin: backupPlugin(STORE, origin.serverName, false) }] }),
  };
}

/** The part of a Cluster's spec that lets its pods use the bucket without a key. */
export function bucketIdentity(s: Settings, stack: Stack): JsonObject {
  if (!usesObjectStore(s)) return {};
  const annotations = bucketAnnotations(stack);
  const labels = bucketLabels(stack);
  return {
    ...(Object.keys(annotations).length === 0 ? {} : { serviceAccountTemplate: { metadata: { annotations } } }),
    ...(Object.keys(labels).length === 0 ? {} : { inheritedMetadata: { labels } }),
  };
}

/** Name of what a Cluster is made from, within it. */
export const ORIGIN = 'origin';

/** The bootstrap of a Cluster that is created from backups. */
export function recoveryBootstrap({ targetTime }: NonNullable<Settings['recovery']>): JsonObject {
  return { source: ORIGIN, ...(targetTime === undefined ? {} : { recoveryTarget: { targetTime } }) };
}

export function backupManifests(s: Settings, stack: Stack): readonly Manifest[] {
  if (!usesObjectStore(s)) return [];
  const { provider, url, prefix, endpoint, region, caSecretName, key } = objectStore.connection(stack.of(objectStore));
  const owner = { namespace: STACK_NAMESPACE, component: postgres.name };
  const { enabled, schedule, retention, resources } = s.backup;
  const store = backupStore({
    ...owner,
    name: STORE,
    // The existing bucket and credentials: a second bucket would have to be created in every external store.
    destination: `${url}/${prefix}${ROOT}`,
    access: {
      provider,
      endpoint,
      region,
      authority: caSecretName === undefined ? undefined : authorityKey(caSecretName),
      key,
    },
    retention,
    resources: resourceRequirements(resources),
    environment: bucketProxy(stack),
  });
  if (!enabled) return [store];
  return [
    store,
    scheduledBackup({ ...owner, name: s.name }, s.name, BARMAN_CLOUD_PLUGIN, schedule),
    ...(keepsMetrics(stack.of(prometheus)) ? [ageLimit(schedule)] : []),
  ];
}

/** What the alert compares with: half a day more than the schedule's longest pause. */
function ageLimit(schedule: string): Manifest {
  const days = longestPause(schedule);
  if (days === undefined) throw new Error(`the schedule ${schedule} never comes round, which the input may not say`);
  const rule = { record: 'postgres:backup_age_limit:seconds', expr: constant((days + 0.5) * 86_400) };
  const name = 'postgres-backups';
  return prometheusRule({ name, namespace: STACK_NAMESPACE, component: postgres.name }, [{ name, rules: [rule] }]);
}
