/** PostgreSQL for Langfuse and Grafana: a CloudNativePG Cluster, or a server that runs elsewhere. */

import { postgresCluster, postgresDatabase } from '../../kubernetes/cloudnative-pg.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podMonitor } from '../../kubernetes/monitor.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { defineComponent, type Flow, type Secret, type Stack } from '../../stack/component.ts';
import { kubernetesApiFlow } from '../../stack/kubernetes-api-flow.ts';
import { backupIn } from '../backup-sizes.ts';
import { barmanCloud } from '../barman-cloud/handle.ts';
import { cloudnativePg } from '../cloudnative-pg/handle.ts';
import { credentials } from '../credentials/handle.ts';
import { objectStore } from '../object-store/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { POSTGRES_ALERTS } from './alerts.ts';
import { POSTGRES_BACKUP_ALERTS } from './backup-alerts.ts';
import { backupManifests, backupSpec, bucketIdentity, recoveryMistakes, SIDECAR, usesObjectStore } from './backups.ts';
import { clusterSpec, instanceLabels } from './cluster.ts';
import { postgresDashboard } from './dashboard.ts';
import { drillFlow, drillJob, drillManifests, hasDrill } from './drill.ts';
import { POSTGRES_DRILL_ALERTS } from './drill-alerts.ts';
import { GRAFANA, hasPooler, type PostgresDatabase, postgres } from './handle.ts';
import { POOLER_USAGE, poolerFlows, poolerManifests } from './pooler.ts';
import { POSTGRES_POOLER_ALERTS } from './pooler-alerts.ts';
import { POSTGRES_RESTORE } from './restore.ts';
import { type PostgresSettings, settings } from './settings.ts';
import { following, replicaSpec } from './standby.ts';

export const postgresComponent = defineComponent(postgres, {
  description: 'PostgreSQL: the transactional databases of Langfuse and Grafana.',
  pods: podsAt([]),
  modes: ['on-demand', 'managed', 'external', 'disabled'],
  settings,
  clusterOnly: ['recovery'],
  restore: POSTGRES_RESTORE,
  sizes: {
    small: {
      instances: 1,
      storage: '10Gi',
      maxConnections: 100,
      pooler: { resources: POOLER_USAGE },
      backup: backupIn('small', SIDECAR),
      resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '512Mi' } },
    },
    medium: {
      instances: 2,
      storage: '20Gi',
      maxConnections: 200,
      pooler: { resources: POOLER_USAGE },
      backup: backupIn('medium', SIDECAR),
      resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { memory: '2Gi' } },
    },
    large: {
      instances: 3,
      storage: '100Gi',
      maxConnections: 400,
      pooler: { resources: POOLER_USAGE },
      backup: backupIn('large', SIDECAR),
      resources: { requests: { cpu: '2', memory: '8Gi' }, limits: { memory: '8Gi' } },
    },
  },
  alerts: [...POSTGRES_ALERTS, ...POSTGRES_POOLER_ALERTS, ...POSTGRES_BACKUP_ALERTS, ...POSTGRES_DRILL_ALERTS],
  dashboards: [postgresDashboard],
  requires: (s, stack) => [
    cloudnativePg,
    credentials,
    prometheusCrds,
    ...(usesObjectStore(following(s, stack)) ? [barmanCloud, objectStore] : []),
  ],
  workloads: (s, stack) => ({ drill: hasDrill(s, stack), pooler: hasPooler(s) }),
  secrets: (s) => {
    const connection = postgres.connection(s);
    return (['langfuse', 'grafana'] as const)
      .filter((database) => s.mode !== 'external' || s.external?.[database].secretName === undefined)
      .map((database) => ({
        ...roleSecret(connection[database]),
        setting: ['external', database, 'secretName'],
      }));
  },
  flows: (s, stack) => [
    {
      from: postgres.instances,
      to: postgres.instances,
      ports: [5432, 8000],
      purpose: 'replication and status of the peers',
    },
    kubernetesApiFlow(postgres.instances, stack, 'the instance manager watches its Cluster and Secrets'),
    { from: prometheus.prometheus, to: postgres.instances, ports: [9187], purpose: 'metrics of PostgreSQL' },
    ...poolerFlows(s, stack),
    ...(usesObjectStore(following(s, stack)) ? [backupFlow(stack)] : []),
    ...(hasDrill(s, stack) ? [drillFlow(stack)] : []),
  ],
  manifests: (s, stack) => [
    cluster(s, stack, '<cluster>'),
    // It cannot change from one Cluster to another.
    postgresDatabase(owner(`${s.name}-grafana`), s.name, GRAFANA.database, GRAFANA.username),
    ...backupManifests(following(s, stack), stack),
    podMonitor({ ...owner(postgres.name), matchLabels: instanceLabels(s), port: 'metrics' }),
    ...poolerManifests(s),
    ...drillManifests(s, stack),
    ...drillJob(s, stack, '<cluster>'),
  ],
  perCluster: (s, stack, { name }) =>
    s.backup.enabled ? { manifests: [cluster(s, stack, name), ...drillJob(s, stack, name)] } : {},
  mistakes: (s, _stack, { name }) => recoveryMistakes(s, name),
});

function owner(name: string): { readonly name: string; readonly namespace: string; readonly component: string } {
  return { name, namespace: STACK_NAMESPACE, component: postgres.name };
}

function backupFlow(stack: Stack): Flow {
  return {
    from: postgres.instances,
    to: objectStore.s3,
    ports: objectStore.connection(stack.of(objectStore)).ports,
    purpose: 'backups and the write-ahead log',
  };
}

/** CloudNativePG sets a role's password anew when a Secret with the reload label changes. */
function roleSecret({ secretName, username, database }: PostgresDatabase): Secret {
  return {
    name: secretName,
    purpose: `role of the ${database} database in PostgreSQL`,
    type: 'kubernetes.io/basic-auth',
    labels: { 'cnpg.io/reload': 'true' },
    keys: { username: { value: username }, password: { generate: 'alphanumeric' } },
  };
}

/** The Cluster on a cluster of Kubernetes. */
function cluster(said: PostgresSettings, stack: Stack, on: string): Manifest {
  const s = following(said, stack);
  return postgresCluster(owner(s.name), {
    ...clusterSpec(s, stack),
    ...backupSpec(s, on),
    ...bucketIdentity(s, stack),
    ...replicaSpec(said, stack),
  });
}
