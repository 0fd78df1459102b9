/** Helm values of a log store, whichever lines it holds. */
import type { JsonObject } from '../../data/json.ts';
import { topologySpread } from '../../kubernetes/placement.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../../kubernetes/security.ts';
import type { Stack } from '../../stack/component.ts';
import { logStoreLabels } from './connection.ts';
import type { LogStoreSettings } from './settings.ts';

/** User of the chart. */
export const USER = 1000;
export const GROUP = 2000;

/** Values of the chart. There is one pod: VictoriaLogs copies nothing between replicas, and each would hold other lines. */
export function logStoreValues(name: string, s: LogStoreSettings, stack: Stack): JsonObject {
  return {
    serviceAccount: { create: true, automountToken: false },
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    server: {
      fullnameOverride: name,
      // The chart names none, and each node would take its own default.
      image: { registry: 'docker.io' },
      retentionPeriod: `${s.retentionDays}d`,
      persistentVolume: { size: s.storage, storageClassName: s.storageClass ?? stack.storageClass ?? '' },
      resources: resourceRequirements(s.resources),
      // What it has answered with success is on the volume a second later, and not five.
      extraArgs: { inmemoryDataFlushInterval: '1s' },
      topologySpreadConstraints: topologySpread(logStoreLabels(name)),
      podSecurityContext: {
        ...RESTRICTED_POD,
        enabled: true,
        runAsUser: USER,
        runAsGroup: GROUP,
        fsGroup: GROUP,
        fsGroupChangePolicy: 'OnRootMismatch',
      },
      securityContext: { ...RESTRICTED_CONTAINER, enabled: true },
      serviceMonitor: { enabled: true },
    },
  };
}
