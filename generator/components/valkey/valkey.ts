/** Valkey, the queues and cache of Langfuse: the official chart, or an external Redis-compatible server. */

import { topologySpread } from '../../kubernetes/placement.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { memoryLimit, type ResourceSettings, resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import { defineComponent } from '../../stack/component.ts';
import { CHARTS } from '../charts.ts';
import { credentials } from '../credentials/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { VALKEY_ALERTS } from './alerts.ts';
import { valkeyDashboard } from './dashboard.ts';
import { VALKEY_SECRET, valkey } from './handle.ts';
import { settings } from './settings.ts';

/** User of the image. */
const VALKEY_USER = 1000;
/** User of the exporter's image. */
const EXPORTER_USER = 59000;

/** BullMQ's waiting lists of the queues that grow when Langfuse cannot keep up: `redis_key_size` is their depth. */
const QUEUES = ['ingestion-queue', 'otel-ingestion-queue', 'trace-upsert'] as const;

export const valkeyComponent = defineComponent(valkey, {
  description: 'Valkey: the queues and cache of Langfuse.',
  chart: CHARTS[valkey.name],
  pods: podsAt(['']),
  modes: ['on-demand', 'managed', 'external', 'disabled'],
  settings,
  sizes: {
    small: {
      replicas: 0,
      storage: '2Gi',
      resources: { requests: { cpu: '50m', memory: '512Mi' }, limits: { memory: '512Mi' } },
    },
    medium: {
      replicas: 1,
      storage: '8Gi',
      resources: { requests: { cpu: '250m', memory: '2Gi' }, limits: { memory: '2Gi' } },
    },
    large: {
      replicas: 2,
      storage: '20Gi',
      resources: { requests: { cpu: '1', memory: '8Gi' }, limits: { memory: '8Gi' } },
    },
  },
  alerts: VALKEY_ALERTS,
  dashboards: [valkeyDashboard],
  requires: () => [credentials, prometheusCrds],
  secrets: ({ mode, external }) =>
    mode === 'external' && external?.secretName !== undefined
      ? []
      : [
          {
            name: VALKEY_SECRET,
            purpose: 'user of Langfuse in Valkey',
            keys: { password: { generate: 'alphanumeric' } },
          },
        ],
  flows: () => [
    { from: valkey.server, to: valkey.server, ports: [6379], purpose: 'replication' },
    { from: prometheus.prometheus, to: valkey.server, ports: [9121], purpose: 'metrics of Valkey' },
  ],
  values: (s, stack) => ({
    fullnameOverride: valkey.name,
    serviceAccount: { create: true, automount: false },
    // Also with no replica: the chart's standalone form is a Deployment with another volume, and growing would lose the data.
    replica: {
      enabled: true,
      replicas: s.replicas,
      replicationUser: 'default',
      disklessSync: true,
      persistence: { size: s.storage, storageClass: s.storageClass ?? stack.storageClass ?? '' },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    },
    auth: {
      enabled: true,
      usersExistingSecret: VALKEY_SECRET,
      aclUsers: { default: { permissions: '~* &* +@all', passwordKey: 'password' } },
    },
    valkeyConfig: configuration(s.resources),
    resources: resourceRequirements(s.resources),
    initResources: usage('10m', '32Mi', '64Mi'),
    podSecurityContext: {
      ...RESTRICTED_POD,
      runAsUser: VALKEY_USER,
      runAsGroup: VALKEY_USER,
      fsGroup: VALKEY_USER,
      fsGroupChangePolicy: 'OnRootMismatch',
    },
    securityContext: { ...RESTRICTED_CONTAINER, runAsNonRoot: true, runAsUser: VALKEY_USER },
    readinessProbe: { enabled: true },
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    topologySpreadConstraints: topologySpread(valkey.server.podLabels),
    metrics: {
      enabled: true,
      exporter: {
        args: [`--check-single-keys=${QUEUES.map((queue) => `db0=bull:${queue}:wait`).join(',')}`],
        resources: usage('20m', '64Mi', '128Mi'),
        securityContext: { ...RESTRICTED_CONTAINER, runAsNonRoot: true, runAsUser: EXPORTER_USER },
      },
      serviceMonitor: { enabled: true },
    },
  }),
});

/**
 * Nothing is ever evicted, because the queues contain user data: writes fail instead.
 * A quarter of the memory is left for the copy that a rewrite of the append-only file makes; 0 is no limit.
 */
function configuration(limits: ResourceSettings): string {
  const maxmemory = Math.floor(((memoryLimit(limits) ?? 0) * 3) / 4);
  return ['maxmemory-policy noeviction', `maxmemory ${maxmemory}`, 'appendonly yes', 'appendfsync everysec', ''].join(
    '\n',
  );
}
