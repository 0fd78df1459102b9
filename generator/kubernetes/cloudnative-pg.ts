/** CloudNativePG's objects (`postgresql.cnpg.io/v1`) as this stack uses them. */
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';

interface Ownership {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
}

export function postgresCluster(owner: Ownership, spec: JsonObject): Manifest {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: namespaced(owner.name, owner.namespace, { component: owner.component, keep: true }),
    spec,
  };
}

/** A further database of a cluster, which is kept when the object is deleted. */
export function postgresDatabase(owner: Ownership, cluster: string, database: string, role: string): Manifest {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Database',
    metadata: namespaced(owner.name, owner.namespace, { component: owner.component, keep: true }),
    spec: {
      cluster: { name: cluster },
      name: database,
      owner: role,
      ensure: 'present',
      databaseReclaimPolicy: 'retain',
    },
  };
}

/** Pods of PgBouncer before the primary of a cluster. A Pooler cannot change from one cluster to another. */
export function postgresPooler(owner: Ownership, cluster: string, spec: JsonObject): Manifest {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Pooler',
    metadata: namespaced(owner.name, owner.namespace, owner),
    spec: { cluster: { name: cluster }, type: 'rw', ...spec },
  };
}

/**
 * Base backups by a plugin, the first one at once. `schedule` is a cron schedule of five fields; those of the operator have six,
 * the first for seconds, and it would read the first of five as seconds.
 */
export function scheduledBackup(owner: Ownership, cluster: string, plugin: string, schedule: string): Manifest {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'ScheduledBackup',
    metadata: namespaced(owner.name, owner.namespace, owner),
    spec: {
      schedule: `0 ${schedule.trim()}`,
      immediate: true,
      backupOwnerReference: 'self',
      cluster: { name: cluster },
      method: 'plugin',
      pluginConfiguration: { name: plugin },
    },
  };
}

/** A role that may log in. Defaults of the operator are explicit: fields that it adds to items of a list would show as drift. */
export function loginRole(name: string, secretName: string): JsonObject {
  return {
    name,
    ensure: 'present',
    login: true,
    inherit: true,
    connectionLimit: -1,
    passwordSecret: { name: secretName },
  };
}
