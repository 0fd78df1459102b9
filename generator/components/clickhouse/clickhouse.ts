/** ClickHouse, where Langfuse keeps traces: a replicated cluster with its Keeper, or one that runs elsewhere. */

import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import type { CommonSettings } from '../../fleet/model.ts';
import { advised } from '../../fleet/schema/advice.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { bytes, host, objectName, port, resources } from '../../fleet/schema/quantities.ts';
import { clickhouseCluster, keeperCluster } from '../../kubernetes/clickhouse.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podMonitor } from '../../kubernetes/monitor.ts';
import { silentServiceAccount } from '../../kubernetes/service-account.ts';
import { defineComponent } from '../../stack/component.ts';
import { STACK } from '../namespaces/namespaces.ts';
import { caSecretName, refuseIdleAuthority, type SslMode, sslMode } from '../store-tls.ts';
import { CLICKHOUSE_ALERTS } from './alerts.ts';
import { clickhouseDashboard } from './dashboard.ts';

const NAME = 'clickhouse';
const SECRET = 'clickhouse-credentials';

export interface ClickhouseConnection {
  readonly host: string;
  /** Of a single server: a schema that was changed on one replica comes to the others a little later. */
  readonly migrationHost: string;
  readonly httpPort: number;
  readonly nativePort: number;
  readonly sslMode: SslMode;
  /** The Secret with the authorities of its certificate; undefined for those that everybody trusts. */
  readonly caSecretName: string | undefined;
  readonly database: string;
  readonly username: string;
  readonly secretName: string;
  readonly passwordKey: 'password';
  /** Whether tables are made `ON CLUSTER default`. Fixed for life: there is no way from single to cluster tables. */
  readonly clustered: boolean;
}

const settings = z.strictObject({
  replicas: z.int().min(1).max(5).default(2).describe('Replicas of the one shard; each holds all data.'),
  storage: bytes
    .default('100Gi')
    .describe(
      'Volume of each replica; the operator grows it where the StorageClass allows that, and it never shrinks.',
    ),
  storageClass: objectName.optional().describe("StorageClass of the volumes; the cluster's default when absent."),
  resources: resources.prefault({}),
  image: z
    .strictObject({
      registry: foreignName.default('docker.io').describe('Registry of the server and Keeper images.'),
      tag: foreignName.default('26.4').describe('Version of both, which Langfuse must support.'),
    })
    .prefault({})
    .describe('Images of the server and of Keeper.'),
  keeper: z
    .strictObject({
      replicas: z
        .union([z.literal(1), z.literal(3), z.literal(5)])
        .default(3)
        .describe('Members of the quorum: an odd number.'),
      storage: bytes.default('5Gi').describe('Volume of each member; it grows like those of the replicas.'),
      resources: resources.prefault({}),
    })
    .prefault({})
    .describe('ClickHouse Keeper, which coordinates the replicas; a single replica needs it too.'),
  systemLogDays: z
    .int()
    .min(1)
    .default(14)
    .describe('Days that ClickHouse keeps its own logs of queries and parts; fixed when it makes the tables.'),
  external: z
    .strictObject({
      host: host.describe('Host name or IPv4 address of the server.'),
      httpPort: port.default(8123).describe('Port of the HTTP interface.'),
      nativePort: port.default(9000).describe('Port of the native protocol, which migrations use.'),
      sslMode: sslMode
        .default('disable')
        .describe(
          'How clients use TLS, on both ports: disable (plain text), or verify-full (encrypted, and the certificate must be of a known authority for this host).',
        ),
      caSecretName,
      database: foreignName.default('default').describe('Database for the tables; it must exist.'),
      username: foreignName.default('default').describe('User of Langfuse.'),
      clustered: z
        .boolean()
        .default(false)
        .describe('Whether it is a replicated cluster named `default`; it cannot be changed once tables exist.'),
      secretName: objectName
        .optional()
        .describe(
          'Secret with key `password` in the namespace of the stack; when absent it comes from the secrets provider.',
        ),
    })
    .superRefine(refuseIdleAuthority)
    .superRefine(refuseUnchecked)
    .optional()
    .describe('Where the server is, in mode external.'),
});

/** Node.js, which Langfuse's client is, checks every certificate, unless the whole program is told to check none. */
function refuseUnchecked({ sslMode }: { readonly sslMode: SslMode }, context: z.RefinementCtx): void {
  if (sslMode !== 'require') return;
  const message = "takes any certificate, and Langfuse's client of ClickHouse cannot: it checks every one";
  const hint = 'set sslMode: verify-full, and caSecretName where the authority is one of your own';
  context.addIssue({ ...advised(message, hint), path: ['sslMode'] });
}

type ClickhouseSettings = z.output<typeof settings> & CommonSettings;

/** Where consumers find ClickHouse, whoever runs it. Their flows go to `clickhouse/server`. */
export function clickhouseConnection({ mode, external }: ClickhouseSettings): ClickhouseConnection {
  if (mode === 'external' && external !== undefined)
    return {
      ...external,
      migrationHost: external.host,
      caSecretName: external.caSecretName,
      secretName: external.secretName ?? SECRET,
      passwordKey: 'password',
    };
  return {
    host: `${NAME}.${STACK_NAMESPACE}.svc`,
    // As the operator names the first replica of the first shard.
    migrationHost: `${NAME}-clickhouse-0-0-0.${NAME}-clickhouse-headless.${STACK_NAMESPACE}.svc`,
    httpPort: 8123,
    nativePort: 9000,
    sslMode: 'disable',
    caSecretName: undefined,
    // The one database that exists from the start; Langfuse's migrations do not make another.
    database: 'default',
    username: 'default',
    secretName: SECRET,
    passwordKey: 'password',
    clustered: true,
  };
}

const SERVER_LABELS = { app: `${NAME}-clickhouse`, 'clickhouse.com/role': 'clickhouse-server' } as const;
const KEEPER_LABELS = { app: `${NAME}-keeper`, 'clickhouse.com/role': 'clickhouse-keeper' } as const;

export const clickhouse = defineComponent({
  name: NAME,
  description: 'ClickHouse: the traces, observations and scores of Langfuse.',
  namespace: STACK,
  modes: ['on-demand', 'managed', 'external', 'disabled'],
  settings,
  sizes: {
    small: {
      replicas: 1,
      storage: '20Gi',
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
      resources: { requests: { cpu: '4', memory: '16Gi' }, limits: { memory: '32Gi' } },
      keeper: {
        replicas: 3,
        storage: '10Gi',
        resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '2Gi' } },
      },
    },
  },
  alerts: CLICKHOUSE_ALERTS,
  dashboards: [clickhouseDashboard],
  requires: () => ['clickhouse-operator', 'credentials', 'prometheus-crds'],
  secrets: ({ mode, external }) =>
    mode === 'external' && external?.secretName !== undefined
      ? []
      : [{ name: SECRET, purpose: 'user of Langfuse in ClickHouse', keys: { password: { generate: 'alphanumeric' } } }],
  workloads: () => [
    { name: 'server', podLabels: SERVER_LABELS },
    { name: 'keeper', podLabels: KEEPER_LABELS },
  ],
  flows: () => [
    // Queries and DDL among replicas use the port that the operator calls management, not 9000.
    {
      from: 'clickhouse/server',
      to: 'clickhouse/server',
      ports: [9001, 9009],
      purpose: 'distributed queries and replication',
    },
    { from: 'clickhouse/server', to: 'clickhouse/keeper', ports: [2181], purpose: 'coordination' },
    { from: 'clickhouse/keeper', to: 'clickhouse/keeper', ports: [9234], purpose: 'Raft' },
    { from: 'prometheus/prometheus', to: 'clickhouse/server', ports: [9363], purpose: 'metrics of ClickHouse' },
    { from: 'prometheus/prometheus', to: 'clickhouse/keeper', ports: [9090], purpose: 'metrics of Keeper' },
  ],
  extras: (s) => [
    silentServiceAccount(NAME, STACK_NAMESPACE, NAME),
    keepers(s),
    servers(s),
    service(),
    monitor(NAME, SERVER_LABELS),
    monitor(`${NAME}-keeper`, KEEPER_LABELS),
  ],
});

function keepers({ keeper, storageClass, image }: ClickhouseSettings): Manifest {
  return keeperCluster({
    name: NAME,
    namespace: STACK_NAMESPACE,
    component: NAME,
    replicas: keeper.replicas,
    storage: keeper.storage,
    storageClass,
    image: { repository: `${image.registry}/clickhouse/clickhouse-keeper`, tag: image.tag },
    resources: keeper.resources,
    podLabels: KEEPER_LABELS,
    serviceAccountName: NAME,
    settings: {},
  });
}

function servers({
  replicas,
  storage,
  storageClass,
  image,
  resources: limits,
  systemLogDays,
}: ClickhouseSettings): Manifest {
  return clickhouseCluster({
    name: NAME,
    namespace: STACK_NAMESPACE,
    component: NAME,
    keeper: NAME,
    replicas,
    storage,
    storageClass,
    image: { repository: `${image.registry}/clickhouse/clickhouse-server`, tag: image.tag },
    resources: limits,
    podLabels: SERVER_LABELS,
    serviceAccountName: NAME,
    settings: {
      defaultUserPassword: { passwordType: 'password', secret: { name: SECRET, key: 'password' } },
      enableDatabaseSync: true,
      extraConfig: systemLogs(systemLogDays),
    },
  });
}

/** The operator switches these tables on without an end, and they fill the disk. */
function systemLogs(days: number): JsonObject {
  const ttl = `event_date + INTERVAL ${days} DAY DELETE`;
  return { query_log: { ttl }, part_log: { ttl }, text_log: { ttl } };
}

/** The operator makes a headless Service only, and it also names replicas that are not ready. */
function service(): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: namespaced(NAME, STACK_NAMESPACE, { component: NAME }),
    spec: {
      type: 'ClusterIP',
      selector: SERVER_LABELS,
      ports: [
        { name: 'http', port: 8123, targetPort: 'http', protocol: 'TCP' },
        { name: 'tcp', port: 9000, targetPort: 'tcp', protocol: 'TCP' },
      ],
    },
  };
}

function monitor(name: string, matchLabels: Readonly<Record<string, string>>): Manifest {
  return podMonitor({ name, namespace: STACK_NAMESPACE, component: NAME, matchLabels, port: 'prometheus' });
}
