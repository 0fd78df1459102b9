/** What is the same in the components of both log stores: how each is deployed, watched and reached. */

import type { JsonObject } from '../../data/json.ts';
import type { ClusterFacts, Size } from '../../fleet/model.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { resources as usage } from '../../kubernetes/security.ts';
import type { Flow, Secret, Stack } from '../../stack/component.ts';
import type { Handle, Workload } from '../../stack/handle.ts';
import { CHARTS } from '../charts.ts';
import { credentials } from '../credentials/handle.ts';
import { headerKeys } from '../headers.ts';
import { objectStore } from '../object-store/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { logStoreAlerts } from './alerts.ts';
import { logStoreBackupAlerts } from './backup-alerts.ts';
import { backupJob, backupManifests, restoreJob } from './backup-jobs.ts';
import { type LogStoreName, makesBackups } from './backup-names.ts';
import { logStoreConnection, PORT } from './connection.ts';
import { logStoreRestore } from './restore.ts';
import type { LogStoreSettings } from './settings.ts';
import type { LogStore } from './stores.ts';
import { logStoreValues } from './values.ts';

/** Of the Job that backs up or restores. */
const JOB = usage('50m', '128Mi', '1Gi');

/** The settings `backup` in a size. */
export function logBackupIn(size: Size): JsonObject {
  return { enabled: size !== 'small', resources: JOB };
}

/** With its pods: the store, and those of Jobs that copy its volume. */
type LogStoreHandle = Handle<LogStoreSettings> & {
  readonly name: LogStoreName;
  readonly server: Workload;
  readonly backup: Workload;
};

/** The parts of a component. It needs memory and a volume, so it is there only where somebody asks for it. */
export function logStoreParts(store: LogStore, handle: LogStoreHandle) {
  const { name, server, backup } = handle;
  return {
    chart: CHARTS[name],
    pods: podsAt(['server']),
    modes: ['disabled', 'managed', 'external'] as const,
    clusterOnly: ['recovery'],
    restore: logStoreRestore(store),
    alerts: [...logStoreAlerts(store), ...logStoreBackupAlerts(store, backup)],
    requires: (s: LogStoreSettings) => [prometheusCrds, ...(makesBackups(s) ? [credentials, objectStore] : [])],
    workloads: (s: LogStoreSettings) => ({ backup: makesBackups(s) }),
    secrets: (s: LogStoreSettings) => headersSecret(name, s),
    flows: (s: LogStoreSettings, stack: Stack): readonly Flow[] => [
      { from: prometheus.prometheus, to: server, ports: [PORT], purpose: 'metrics of the log store' },
      ...(makesBackups(s) ? backupFlows(server, backup, stack) : []),
    ],
    values: (s: LogStoreSettings, stack: Stack) => logStoreValues(name, s, stack),
    manifests: (s: LogStoreSettings, stack: Stack) => [
      ...backupManifests(name, s, stack),
      ...backupJob(name, s, stack, '<cluster>'),
    ],
    perCluster: (s: LogStoreSettings, stack: Stack, cluster: ClusterFacts) => ({
      manifests: [...backupJob(name, s, stack, cluster.name), ...restoreJob(handle, s, stack, cluster.name)],
    }),
  };
}

function backupFlows(server: Workload, backup: Workload, stack: Stack): readonly Flow[] {
  const { ports } = objectStore.connection(stack.of(objectStore));
  return [
    { from: backup, to: objectStore.s3, ports, purpose: 'backups of the log store' },
    { from: backup, to: server, ports: [PORT], purpose: 'snapshots of its days' },
  ];
}

/** Of a store elsewhere: the values of headers that are secret. */
function headersSecret(name: string, s: LogStoreSettings): readonly Secret[] {
  const { headers, secretName } = logStoreConnection(name)(s);
  if (headers.secretHeaders.length === 0 || headers.secretName !== undefined) return [];
  const setting = ['external', 'secretName'];
  return [
    {
      name: secretName,
      purpose: `headers with credentials of the log store ${name}`,
      keys: headerKeys(headers.secretHeaders, name, setting),
      setting,
    },
  ];
}
