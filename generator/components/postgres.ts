/** PostgreSQL for Langfuse and Grafana: a CloudNativePG Cluster, or a server that runs elsewhere. */

import * as z from 'zod';
import type { CommonSettings } from '../fleet/model.ts';
import { bytes, port, resources } from '../fleet/quantities.ts';
import type { JsonObject } from '../json.ts';
import { loginRole, postgresCluster, postgresDatabase } from '../kubernetes/cloudnative-pg.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { podMonitor } from '../kubernetes/monitor.ts';
import { memoryLimit, type ResourceSettings, resourceRequirements } from '../kubernetes/resources.ts';
import { topologySpread } from '../kubernetes/security.ts';
import { POSTGRES_BACKUP_ALERTS } from '../telemetry/alerts/backups.ts';
import { POSTGRES_ALERTS } from '../telemetry/alerts/stores.ts';
import { defineComponent, type Flow, type Secret, type Stack } from './component.ts';
import { STACK } from './namespaces.ts';
import { objectStore, objectStoreConnection } from './object-store.ts';
import {
  backup,
  backupManifests,
  backupSpec,
  recovery,
  recoveryBootstrap,
  recoveryMistakes,
  SIDECAR,
  usesObjectStore,
} from './postgres/backups.ts';

const NAME = 'postgres';

export interface PostgresDatabase {
  readonly database: string;
  readonly username: string;
  /** Of type kubernetes.io/basic-auth. */
  readonly secretName: string;
  readonly passwordKey: 'password';
}

export interface PostgresConnection {
  readonly host: string;
  readonly port: number;
  readonly sslMode: 'disable' | 'require' | 'verify-full';
  readonly langfuse: PostgresDatabase;
  readonly grafana: PostgresDatabase;
}

const externalDatabase = (database: string) =>
  z.strictObject({
    database: z.string().default(database).describe('Name of the database; it must exist.'),
    username: z.string().default(database).describe('Role that owns the database.'),
    secretName: z
      .string()
      .optional()
      .describe(
        'Secret (kubernetes.io/basic-auth) in the namespace of the stack; when absent it comes from the secrets provider.',
      ),
  });

const settings = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z]([-a-z0-9]{0,48}[a-z0-9])?$/, {
      error: 'is not a name of at most 50 lower-case letters, digits and hyphens that begins with a letter',
    })
    .default(NAME)
    .describe(
      'Name of the Cluster. Another one makes another Cluster, for a restore; the old one stays until you delete it.',
    ),
  instances: z.int().min(1).max(9).default(2).describe('Pods: one primary and its streaming replicas.'),
  image: z
    .string()
    .default('ghcr.io/cloudnative-pg/postgresql:18.4-system-trixie')
    .describe('Image of PostgreSQL; another major version means an upgrade of the data.'),
  storage: bytes.default('20Gi').describe('Volume of each instance; it can grow, not shrink.'),
  walStorage: bytes
    .optional()
    .describe('A volume of its own for the write-ahead log; once there it cannot be taken away.'),
  storageClass: z.string().optional().describe("StorageClass of the volumes; the cluster's default when absent."),
  resources: resources.prefault({}),
  maxConnections: z.int().min(20).default(200).describe('Connections that the server accepts.'),
  backup,
  recovery,
  external: z
    .strictObject({
      host: z.string().describe('Host name or address of the server.'),
      port: port.default(5432).describe('Port of the server.'),
      sslMode: z.enum(['disable', 'require', 'verify-full']).default('require').describe('How clients use TLS.'),
      langfuse: externalDatabase('langfuse').prefault({}).describe("Langfuse's database."),
      grafana: externalDatabase('grafana').prefault({}).describe("Grafana's database."),
    })
    .optional()
    .describe('Where the server is, in mode external.'),
});

type PostgresSettings = z.output<typeof settings> & CommonSettings;

const LANGFUSE: PostgresDatabase = {
  database: 'langfuse',
  username: 'langfuse',
  secretName: 'postgres-langfuse',
  passwordKey: 'password',
};

const GRAFANA: PostgresDatabase = {
  database: 'grafana',
  username: 'grafana',
  secretName: 'postgres-grafana',
  passwordKey: 'password',
};

/** Where consumers find PostgreSQL, whoever runs it. Their flows go to `postgres/instances`. */
export function postgresConnection({ mode, external, name }: PostgresSettings): PostgresConnection {
  if (mode !== 'external' || external === undefined)
    // CloudNativePG always offers TLS, with a certificate of its own CA.
    return {
      host: `${name}-rw.${STACK_NAMESPACE}.svc`,
      port: 5432,
      sslMode: 'require',
      langfuse: LANGFUSE,
      grafana: GRAFANA,
    };
  const { host, port: externalPort, sslMode, langfuse, grafana } = external;
  return {
    host,
    port: externalPort,
    sslMode,
    langfuse: { ...LANGFUSE, ...langfuse, secretName: langfuse.secretName ?? LANGFUSE.secretName },
    grafana: { ...GRAFANA, ...grafana, secretName: grafana.secretName ?? GRAFANA.secretName },
  };
}

/** On instances and on the Jobs that create them alike. */
function clusterLabels({ name }: PostgresSettings): Readonly<Record<string, string>> {
  return { 'cnpg.io/cluster': name };
}

function instanceLabels(s: PostgresSettings): Readonly<Record<string, string>> {
  return { ...clusterLabels(s), 'cnpg.io/podRole': 'instance' };
}

export const postgres = defineComponent({
  name: NAME,
  description: 'PostgreSQL: the transactional databases of Langfuse and Grafana.',
  namespace: STACK,
  modes: ['managed', 'external'],
  settings,
  clusterOnly: ['recovery'],
  sizes: {
    small: {
      instances: 1,
      storage: '10Gi',
      maxConnections: 100,
      backup: { enabled: false, resources: SIDECAR },
      resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '512Mi' } },
    },
    medium: {
      instances: 2,
      storage: '20Gi',
      maxConnections: 200,
      backup: { enabled: true, resources: SIDECAR },
      resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { memory: '2Gi' } },
    },
    large: {
      instances: 3,
      storage: '100Gi',
      maxConnections: 400,
      backup: { enabled: true, resources: SIDECAR },
      resources: { requests: { cpu: '2', memory: '8Gi' }, limits: { memory: '8Gi' } },
    },
  },
  alerts: [...POSTGRES_ALERTS, ...POSTGRES_BACKUP_ALERTS],
  requires: (s) => [
    'cloudnative-pg',
    'credentials',
    'prometheus-crds',
    ...(usesObjectStore(s) ? ['barman-cloud', 'object-store'] : []),
  ],
  secrets: (s) => {
    const { langfuse, grafana } = postgresConnection(s);
    const given = (database: 'langfuse' | 'grafana') =>
      s.mode === 'external' && s.external?.[database].secretName !== undefined;
    return [...(given('langfuse') ? [] : [credentials(langfuse)]), ...(given('grafana') ? [] : [credentials(grafana)])];
  },
  workloads: (s) => [{ name: 'instances', podLabels: clusterLabels(s) }],
  flows: (s, stack) => [
    {
      from: 'postgres/instances',
      to: 'postgres/instances',
      ports: [5432, 8000],
      purpose: 'replication and status of the peers',
    },
    {
      from: 'postgres/instances',
      to: { outside: 'kubernetes-api' },
      ports: [443, 6443],
      purpose: 'the instance manager follows its Cluster and Secrets',
    },
    { from: 'prometheus/prometheus', to: 'postgres/instances', ports: [9187], purpose: 'metrics of PostgreSQL' },
    ...(usesObjectStore(s) ? [backupFlow(stack)] : []),
  ],
  extras: (s, stack) => [
    cluster(s, '<cluster>'),
    // It cannot change from one Cluster to another.
    postgresDatabase(owner(`${s.name}-grafana`), s.name, GRAFANA.database, GRAFANA.username),
    ...backupManifests(s, stack),
    podMonitor({ ...owner(NAME), matchLabels: instanceLabels(s), port: 'metrics' }),
  ],
  local: (s, _stack, { name }) => (s.backup.enabled ? { extras: [cluster(s, name)] } : {}),
  mistakes: (s, _stack, { name }) => recoveryMistakes(s, name),
});

function owner(name: string): { readonly name: string; readonly namespace: string; readonly component: string } {
  return { name, namespace: STACK_NAMESPACE, component: NAME };
}

function backupFlow(stack: Stack): Flow {
  return {
    from: 'postgres/instances',
    to: 'object-store/s3',
    ports: [objectStoreConnection(stack.of(objectStore)).port],
    purpose: 'backups and the write-ahead log',
  };
}

/** CloudNativePG sets a role's password anew when a Secret with the reload label changes. */
function credentials({ secretName, username, database }: PostgresDatabase): Secret {
  return {
    name: secretName,
    purpose: `role of the ${database} database in PostgreSQL`,
    type: 'kubernetes.io/basic-auth',
    labels: { 'cnpg.io/reload': 'true' },
    keys: { username: { value: username }, password: { generate: 'alphanumeric' } },
  };
}

/** The Cluster on a cluster of Kubernetes. */
function cluster(s: PostgresSettings, on: string): Manifest {
  return postgresCluster(owner(s.name), { ...clusterSpec(s), ...backupSpec(s, on) });
}

/** How a new Cluster begins; one that is there does not look at it. */
function bootstrap({ recovery: from }: PostgresSettings): JsonObject {
  const langfuse = { database: LANGFUSE.database, owner: LANGFUSE.username, secret: { name: LANGFUSE.secretName } };
  if (from !== undefined) return { recovery: { ...recoveryBootstrap(from), ...langfuse } };
  return { initdb: { ...langfuse, dataChecksums: true } };
}

function clusterSpec(s: PostgresSettings): JsonObject {
  const { instances, image, storage, walStorage, storageClass } = s;
  return {
    instances,
    imageName: image,
    bootstrap: bootstrap(s),
    managed: { roles: [loginRole(GRAFANA.username, GRAFANA.secretName)] },
    storage: volume(storage, storageClass),
    ...(walStorage === undefined ? {} : { walStorage: volume(walStorage, storageClass) }),
    resources: resourceRequirements(s.resources),
    postgresql: {
      parameters: parameters(s),
      // A commit waits for one replica while there is one, and does not block when there is none.
      ...(instances === 1 ? {} : { synchronous: { method: 'any', number: 1, dataDurability: 'preferred' } }),
    },
    affinity: { enablePodAntiAffinity: true, podAntiAffinityType: 'preferred', topologyKey: 'kubernetes.io/hostname' },
    topologySpreadConstraints: topologySpread(instanceLabels(s)),
    // Half a minute by itself, as long as Prometheus takes from one scrape to the next: every second one would find nothing new.
    monitoring: { metricsQueriesTTL: '20s' },
    enablePDB: true,
    enableSuperuserAccess: false,
    primaryUpdateStrategy: 'unsupervised',
    primaryUpdateMethod: instances === 1 ? 'restart' : 'switchover',
  };
}

function volume(size: string, storageClass: string | undefined): JsonObject {
  return { size, ...(storageClass === undefined ? {} : { storageClass }) };
}

/** A quarter of the memory for shared buffers and three quarters as the planner's idea of the cache, as PostgreSQL's manual advises. */
function parameters({
  maxConnections,
  resources: limits,
}: {
  readonly maxConnections: number;
  readonly resources: ResourceSettings;
}): JsonObject {
  const memory = memoryLimit(limits);
  const share = (part: number): string => `${Math.floor(((memory ?? 0) * part) / 2 ** 20)}MB`;
  return {
    max_connections: String(maxConnections),
    ...(memory === undefined ? {} : { shared_buffers: share(1 / 4), effective_cache_size: share(3 / 4) }),
    log_min_duration_statement: '1000',
  };
}
