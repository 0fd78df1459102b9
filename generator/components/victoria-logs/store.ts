/** What is the same for both log stores, whichever lines they hold: labels, address and values of the chart. */
import type { JsonObject } from '../../data/json.ts';
import { topologySpread } from '../../kubernetes/placement.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../../kubernetes/security.ts';
import { serviceUrl } from '../../kubernetes/service-url.ts';
import type { Stack } from '../../stack/component.ts';
import type { PodLabels } from '../../stack/handle.ts';
import type { LogStoreSettings } from './settings.ts';

/** HTTP: OTLP, queries, its page for people, and its own metrics. */
export const PORT = 9428;

/** User of the chart. */
const USER = 1000;
const GROUP = 2000;

export interface LogStoreConnection {
  /** Without a path. */
  readonly url: string;
  readonly port: number;
}

/** The Service has the name of the component, which is also the job of its series. */
export function logStoreConnection(name: string): LogStoreConnection {
  return { url: serviceUrl({ service: name, port: PORT }), port: PORT };
}

/** Labels that the chart gives the pod of a release. */
export function logStoreLabels(release: string): PodLabels {
  return { 'app.kubernetes.io/name': 'victoria-logs-single', 'app.kubernetes.io/instance': release };
}

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
