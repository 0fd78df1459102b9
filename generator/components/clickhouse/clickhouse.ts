/** ClickHouse, where Langfuse keeps traces, and OpenLIT all telemetry that it gets: a replicated cluster with its Keeper, or an external server. */

import type { JsonObject } from '../../data/json.ts';
import { mergeValues } from '../../fleet/resolve/merge.ts';
import { clickhouseCluster, keeperCluster } from '../../kubernetes/clickhouse.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podMonitor } from '../../kubernetes/monitor.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { resources as usage } from '../../kubernetes/security.ts';
import { silentServiceAccount } from '../../kubernetes/service-account.ts';
import { defineComponent, type Flow, type Secret, type Stack } from '../../stack/component.ts';
import { backupIn } from '../backup-sizes.ts';
import { clickhouseOperator } from '../clickhouse-operator/handle.ts';
import { credentials } from '../credentials/handle.ts';
import { evaluations } from '../evaluations/handle.ts';
import { hasRetention, langfuse } from '../langfuse/handle.ts';
import { bucketAnnotations, objectStore } from '../object-store/handle.ts';
import { openlit } from '../openlit/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { CLICKHOUSE_ALERTS } from './alerts.ts';
import { CLICKHOUSE_BACKUP_ALERTS } from './backup-alerts.ts';
import { bucketMistakes } from './backup-bucket.ts';
import { backupCronJob, backupJob } from './backup-job.ts';
import { backupMonitoring } from './backup-metrics.ts';
import { databasesOf, makesBackups } from './backup-names.ts';
import { backupSecrets, backupUsers, bucketAccess, serverConfiguration } from './backup-servers.ts';
import { clickhouseDashboard } from './dashboard.ts';
import { CLICKHOUSE_DRILL_ALERTS } from './drill-alerts.ts';
import { drillJob, drillManifests, hasDrill } from './drill-job.ts';
import {
  CLICKHOUSE_SECRET,
  clickhouse,
  OPENLIT_DATABASE,
  RETENTION_USER,
  SCORE_READER,
  SERVER_IMAGE,
} from './handle.ts';
import { CLICKHOUSE_RECENT_ALERTS } from './recent-alerts.ts';
import { makesRecent, recentAgeLimit, recentJob } from './recent-backups.ts';
import { CLICKHOUSE_RESTORE } from './restore.ts';
import { CLICKHOUSE_RESTORE_ALERTS } from './restore-alerts.ts';
import { restoreJob } from './restore-job.ts';
import { type ClickhouseSettings, settings } from './settings.ts';
import { type ServerUsers, signInOf, userOfEvaluations, userOfOpenlit, userOfRetention } from './users.ts';

/** Of each container of the Job: the client waits, and the others read names of objects. */
const JOB = usage('50m', '256Mi', '1Gi');

export const clickhouseComponent = defineComponent(clickhouse, {
  description: 'ClickHouse: the traces, observations and scores of Langfuse, and the telemetry of OpenLIT.',
  pods: podsAt([]),
  modes: ['on-demand', 'managed', 'external', 'disabled'],
  settings,
  clusterOnly: ['recovery'],
  restore: CLICKHOUSE_RESTORE,
  sizes: {
    small: {
      replicas: 1,
      storage: '20Gi',
      backup: { ...backupIn('small', JOB), recent: { enabled: false, everyMinutes: 30 } },
      resources: { requests: { cpu: '250m', memory: '2Gi' }, limits: { memory: '4Gi' } },
      keeper: {
        replicas: 1,
        storage: '2Gi',
        resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '512Mi' } },
      },
    },
    medium: {
      replicas: 2,
      storage: '100Gi',
      backup: { ...backupIn('medium', JOB), recent: { enabled: true, everyMinutes: 60 } },
      resources: { requests: { cpu: '1', memory: '4Gi' }, limits: { memory: '8Gi' } },
      keeper: {
        replicas: 3,
        storage: '5Gi',
        resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '1Gi' } },
      },
    },
    large: {
      replicas: 3,
      storage: '500Gi',
      backup: { ...backupIn('large', JOB), recent: { enabled: true, everyMinutes: 30 } },
      resources: { requests: { cpu: '4', memory: '16Gi' }, limits: { memory: '32Gi' } },
      keeper: {
        replicas: 3,
        storage: '10Gi',
        resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '2Gi' } },
      },
    },
  },
  // `Ready` only says that a replica answers. `SchemaInSync` says that the database of every replica is the replicated one
  // (ClickHouse/clickhouse-operator:internal/controller/clickhouse/sync.go).
  readiness: [
    { apiVersion: 'clickhouse.com/v1alpha1', kind: 'ClickHouseCluster', conditions: ['Ready', 'SchemaInSync'] },
  ],
  alerts: [
    ...CLICKHOUSE_ALERTS,
    ...CLICKHOUSE_BACKUP_ALERTS,
    ...CLICKHOUSE_RECENT_ALERTS,
    ...CLICKHOUSE_RESTORE_ALERTS,
    ...CLICKHOUSE_DRILL_ALERTS,
  ],
  dashboards: [clickhouseDashboard],
  requires: (s) => [clickhouseOperator, credentials, prometheusCrds, ...(makesBackups(s) ? [objectStore] : [])],
  workloads: (s, stack) => ({ backup: makesBackups(s), recent: makesRecent(s, stack), drill: hasDrill(s, stack) }),
  secrets: (s, stack) => [...userSecrets(s, stack), ...(makesBackups(s) ? backupSecrets() : [])],
  flows: (s, stack) => [
    // Queries and DDL among replicas use the port that the operator calls management, not 9000.
    {
      from: clickhouse.server,
      to: clickhouse.server,
      ports: [9001, 9009],
      purpose: 'distributed queries and replication',
    },
    { from: clickhouse.server, to: clickhouse.keeper, ports: [2181], purpose: 'coordination' },
    { from: clickhouse.keeper, to: clickhouse.keeper, ports: [9234], purpose: 'Raft' },
    { from: prometheus.prometheus, to: clickhouse.server, ports: [9363], purpose: 'metrics of ClickHouse' },
    { from: prometheus.prometheus, to: clickhouse.keeper, ports: [9090], purpose: 'metrics of Keeper' },
    ...(makesBackups(s) ? backupFlows(stack) : []),
    ...(makesRecent(s, stack) ? recentFlows(stack) : []),
    ...(hasDrill(s, stack) ? drillFlows(stack) : []),
  ],
  manifests: (s, stack) => [
    silentServiceAccount(
      clickhouse.name,
      STACK_NAMESPACE,
      clickhouse.name,
      makesBackups(s) ? bucketAnnotations(stack) : {},
    ),
    keepers(s, stack),
    servers(s, stack),
    service(),
    monitor(clickhouse.name, clickhouse.server.podLabels),
    monitor(`${clickhouse.name}-keeper`, clickhouse.keeper.podLabels),
    ...(makesBackups(s) ? [...backupJob(s, stack, '<cluster>'), ...backupMonitoring(s, stack)] : []),
    ...recentJob(s, stack, '<cluster>'),
    ...recentAgeLimit(s, stack),
    ...drillManifests(s, stack),
    ...drillJob(s, stack, '<cluster>'),
  ],
  mistakes: bucketMistakes,
  perCluster: (s, stack, { name }) =>
    makesBackups(s)
      ? {
          manifests: [
            backupCronJob(s, stack, name),
            ...recentJob(s, stack, name),
            ...restoreJob(s, stack, name),
            ...drillJob(s, stack, name),
          ],
        }
      : {},
});

/** Of each user that somebody connects as; a managed server has `default` in any case. */
function userSecrets({ mode, external }: ClickhouseSettings, stack: Stack): readonly Secret[] {
  const elsewhere = mode === 'external' ? external : undefined;
  const ofLangfuse = elsewhere === undefined || (stack.deploys(langfuse) && elsewhere.secretName === undefined);
  const ofOpenlit = stack.deploys(openlit) && elsewhere?.openlit.secretName === undefined;
  return [
    ...(ofLangfuse ? [userSecret(CLICKHOUSE_SECRET, 'user of Langfuse in ClickHouse', [])] : []),
    ...(ofOpenlit ? [userSecret(OPENLIT_DATABASE.secretName, 'user of OpenLIT in ClickHouse', ['openlit'])] : []),
    ...(elsewhere === undefined && stack.deploys(evaluations)
      ? [signInOf(SCORE_READER.username, SCORE_READER.secretName, 'user of Prometheus in ClickHouse, to read scores')]
      : []),
    ...(elsewhere === undefined && hasRetention(stack)
      ? [userSecret(RETENTION_USER.secretName, 'user in ClickHouse that deletes what is too old', [])]
      : []),
  ];
}

/** `map` is where the settings of an external server name another Secret. */
function userSecret(name: string, purpose: string, map: readonly string[]): Secret {
  const setting = ['external', ...map, 'secretName'];
  return { name, purpose, keys: { password: { generate: 'alphanumeric' } }, setting };
}

function backupFlows(stack: Stack): readonly Flow[] {
  const { ports } = objectStore.connection(stack.of(objectStore));
  return [
    { from: clickhouse.server, to: objectStore.s3, ports, purpose: 'backups' },
    { from: clickhouse.backup, to: objectStore.s3, ports, purpose: 'which backups there are, and deletion' },
    { from: clickhouse.backup, to: clickhouse.server, ports: [9000], purpose: 'statements that make backups' },
    { from: prometheus.prometheus, to: clickhouse.server, ports: [8123], purpose: 'state of the backups' },
  ];
}

function recentFlows(stack: Stack): readonly Flow[] {
  const { ports } = objectStore.connection(stack.of(objectStore));
  return [
    { from: clickhouse.recent, to: objectStore.s3, ports, purpose: 'which backups there are' },
    { from: clickhouse.recent, to: clickhouse.server, ports: [9000], purpose: 'statements that make recent backups' },
  ];
}

function drillFlows(stack: Stack): readonly Flow[] {
  const { ports } = objectStore.connection(stack.of(objectStore));
  return [
    { from: clickhouse.drill, to: objectStore.s3, ports, purpose: 'backups that are restored on trial' },
    { from: clickhouse.drill, to: clickhouse.server, ports: [9000], purpose: 'parts that should be in a backup' },
  ];
}

function keepers({ keeper, storageClass, image }: ClickhouseSettings, stack: Stack): Manifest {
  return keeperCluster({
    name: clickhouse.name,
    namespace: STACK_NAMESPACE,
    component: clickhouse.name,
    replicas: keeper.replicas,
    storage: keeper.storage,
    storageClass: storageClass ?? stack.storageClass,
    image: { repository: `${image.registry}/clickhouse/clickhouse-keeper`, tag: image.tag },
    resources: keeper.resources,
    podLabels: clickhouse.keeper.podLabels,
    serviceAccountName: clickhouse.name,
    settings: {},
  });
}

function servers(s: ClickhouseSettings, stack: Stack): Manifest {
  const { replicas, storage, storageClass, image, resources: limits, systemLogDays } = s;
  const users = usersBesideDefault(s, stack);
  const backups = makesBackups(s) ? bucketAccess(stack) : undefined;
  return clickhouseCluster({
    name: clickhouse.name,
    namespace: STACK_NAMESPACE,
    component: clickhouse.name,
    keeper: clickhouse.name,
    replicas,
    storage,
    storageClass: storageClass ?? stack.storageClass,
    image: { repository: `${image.registry}/${SERVER_IMAGE}`, tag: image.tag },
    resources: limits,
    podLabels: clickhouse.server.podLabels,
    serviceAccountName: clickhouse.name,
    environment: [...users.flatMap(({ environment }) => environment), ...(backups?.environment ?? [])],
    volumes: backups?.volumes ?? [],
    mounts: backups?.mounts ?? [],
    settings: {
      defaultUserPassword: { passwordType: 'password', secret: { name: CLICKHOUSE_SECRET, key: 'password' } },
      enableDatabaseSync: true,
      extraConfig: { ...systemLogs(systemLogDays), ...(backups === undefined ? {} : serverConfiguration(stack)) },
      ...(users.length === 0
        ? {}
        : { extraUsersConfig: users.map(({ configuration }) => configuration).reduce(mergeValues) }),
    },
  });
}

function usersBesideDefault(s: ClickhouseSettings, stack: Stack): readonly ServerUsers[] {
  return [
    ...(stack.deploys(openlit) ? [userOfOpenlit()] : []),
    ...(makesBackups(s) ? [backupUsers(databasesOf(s, stack), s.backup.drill.enabled)] : []),
    ...(stack.deploys(evaluations) ? [userOfEvaluations(clickhouse.connection(s).database)] : []),
    ...(hasRetention(stack) ? [userOfRetention(clickhouse.connection(s).database)] : []),
  ];
}

/** The operator turns these tables on without a TTL, and they fill the disk. */
function systemLogs(days: number): JsonObject {
  const ttl = `event_date + INTERVAL ${days} DAY DELETE`;
  return { query_log: { ttl }, part_log: { ttl }, text_log: { ttl } };
}

/** The operator makes a headless Service only, and it also names replicas that are not ready. */
function service(): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: namespaced(clickhouse.name, STACK_NAMESPACE, { component: clickhouse.name }),
    spec: {
      type: 'ClusterIP',
      selector: clickhouse.server.podLabels,
      ports: [
        { name: 'http', port: 8123, targetPort: 'http', protocol: 'TCP' },
        { name: 'tcp', port: 9000, targetPort: 'tcp', protocol: 'TCP' },
      ],
    },
  };
}

function monitor(name: string, matchLabels: Readonly<Record<string, string>>): Manifest {
  return podMonitor({ name, namespace: STACK_NAMESPACE, component: clickhouse.name, matchLabels, port: 'prometheus' });
}
