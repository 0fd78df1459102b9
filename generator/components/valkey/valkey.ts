/** Valkey, the queues and cache of Langfuse: the official chart, or a Redis-compatible server that runs elsewhere. */

import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { bytes, host, objectName, port, resources } from '../../fleet/schema/quantities.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { topologySpread } from '../../kubernetes/placement.ts';
import { memoryLimit, type ResourceSettings, resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import { defineComponent } from '../../stack/component.ts';
import { pathOf } from '../../tree/layout.ts';
import { CHARTS } from '../charts.ts';
import { STACK } from '../namespaces/namespaces.ts';
import { caSecretName, refuseIdleAuthority, SSL_MODES, type SslMode, sslMode } from '../store-tls.ts';
import { VALKEY_ALERTS } from './alerts.ts';
import { valkeyDashboard } from './dashboard.ts';

const NAME = 'valkey';
const SECRET = 'valkey-credentials';

export interface ValkeyConnection {
  readonly host: string;
  readonly port: number;
  readonly sslMode: SslMode;
  /** The Secret with the authorities of its certificate; undefined for those that everybody trusts. */
  readonly caSecretName: string | undefined;
  readonly username: string;
  readonly secretName: string;
  readonly passwordKey: 'password';
}

const settings = z.strictObject({
  replicas: z
    .int()
    .min(0)
    .max(5)
    .default(1)
    .describe('Replicas beside the primary, as copies of the data; nothing fails over to them.'),
  storage: bytes
    .default('8Gi')
    .describe(
      `Volume of each pod. Once it is there its StatefulSet refuses another size; how to grow it: ${pathOf('runbook', { alert: 'StoreNearFull' })}.`,
    ),
  storageClass: objectName.optional().describe("StorageClass of the volumes; the cluster's default when absent."),
  resources: resources.prefault({}),
  external: z
    .strictObject({
      host: host.describe('Host name or IPv4 address of the server.'),
      port: port.default(6379).describe('Port of the server.'),
      sslMode: sslMode.default('disable').describe(`How clients use TLS: ${SSL_MODES}.`),
      caSecretName,
      username: foreignName.default('default').describe('ACL user.'),
      secretName: objectName
        .optional()
        .describe(
          'Secret with key `password` in the namespace of the stack; when absent it comes from the secrets provider.',
        ),
    })
    .superRefine(refuseIdleAuthority)
    .optional()
    .describe('Where the server is, in mode external; its maxmemory-policy must be noeviction.'),
});

type ValkeySettings = z.output<typeof settings> & CommonSettings;

/** Where consumers find the server, whoever runs it. Their flows go to `valkey/server`. */
export function valkeyConnection({ mode, external }: ValkeySettings): ValkeyConnection {
  if (mode === 'external' && external !== undefined)
    return {
      ...external,
      caSecretName: external.caSecretName,
      secretName: external.secretName ?? SECRET,
      passwordKey: 'password',
    };
  return {
    host: `${NAME}.${STACK_NAMESPACE}.svc`,
    port: 6379,
    sslMode: 'disable',
    caSecretName: undefined,
    username: 'default',
    secretName: SECRET,
    passwordKey: 'password',
  };
}

/** User of the image. */
const VALKEY_USER = 1000;
/** User of the exporter's image. */
const EXPORTER_USER = 59000;

const SERVER_LABELS = { 'app.kubernetes.io/name': 'valkey', 'app.kubernetes.io/instance': NAME } as const;

/** BullMQ's waiting lists of the queues that grow when Langfuse cannot keep up: `redis_key_size` is their depth. */
const QUEUES = ['ingestion-queue', 'otel-ingestion-queue', 'trace-upsert'] as const;

export const valkey = defineComponent({
  name: NAME,
  description: 'Valkey: the queues and cache of Langfuse.',
  namespace: STACK,
  chart: CHARTS[NAME],
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
  requires: () => ['credentials', 'prometheus-crds'],
  secrets: ({ mode, external }) =>
    mode === 'external' && external?.secretName !== undefined
      ? []
      : [{ name: SECRET, purpose: 'user of Langfuse in Valkey', keys: { password: { generate: 'alphanumeric' } } }],
  workloads: () => [{ name: 'server', podLabels: SERVER_LABELS }],
  flows: () => [
    { from: 'valkey/server', to: 'valkey/server', ports: [6379], purpose: 'replication' },
    { from: 'prometheus/prometheus', to: 'valkey/server', ports: [9121], purpose: 'metrics of Valkey' },
  ],
  values: (s) => ({
    fullnameOverride: NAME,
    serviceAccount: { create: true, automount: false },
    // Also with no replica: the chart's standalone form is a Deployment with another volume, and growing would lose the data.
    replica: {
      enabled: true,
      replicas: s.replicas,
      replicationUser: 'default',
      disklessSync: true,
      persistence: { size: s.storage, storageClass: s.storageClass ?? '' },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    },
    auth: {
      enabled: true,
      usersExistingSecret: SECRET,
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
    topologySpreadConstraints: topologySpread(SERVER_LABELS),
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
 * Nothing is ever evicted, because what lies in a queue is a user's data: writes fail instead.
 * A quarter of the memory is left for the copy that a rewrite of the append-only file makes; 0 is no limit.
 */
function configuration(limits: ResourceSettings): string {
  const maxmemory = Math.floor(((memoryLimit(limits) ?? 0) * 3) / 4);
  return ['maxmemory-policy noeviction', `maxmemory ${maxmemory}`, 'appendonly yes', 'appendfsync everysec', ''].join(
    '\n',
  );
}
