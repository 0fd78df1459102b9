/**
 * A primary and a streaming replica of the real PostgreSQL, configured for our Cluster by CloudNativePG's own code, and beside each
 * CloudNativePG's exporter. What the operator does through the Kubernetes API is done here by hand: roles, databases, slots.
 */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { POSTGRES_VERSION } from '../../tools/postgres.ts';
import { TEST_TOOLS } from '../../tools/test-tools.ts';
import { startExporter } from './postgres-exporter.ts';
import { configure, type Instance, initialize, letArchive, startInstance } from './postgres-instance.ts';
import { openSession } from './postgres-session.ts';
import type { Target } from './prometheus.ts';
import type { Undo } from './server.ts';

export const POSTGRES_PROGRAMS = `PostgreSQL ${POSTGRES_VERSION} and the exporter of CloudNativePG ${TEST_TOOLS['cloudnative-pg'].version}`;

const clusterManifest = z.looseObject({
  apiVersion: z.literal('postgresql.cnpg.io/v1'),
  kind: z.literal('Cluster'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    instances: z.number(),
    bootstrap: z.object({ initdb: z.looseObject({ database: z.string(), owner: z.string() }) }),
  }),
});

type ClusterManifest = z.output<typeof clusterManifest>;

const databaseManifest = z.looseObject({
  kind: z.literal('Database'),
  spec: z.looseObject({ name: z.string(), owner: z.string() }),
});

const podMonitor = z.looseObject({
  kind: z.literal('PodMonitor'),
  metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
  spec: z.looseObject({
    selector: z.object({ matchLabels: z.looseObject({ 'cnpg.io/cluster': z.string() }) }),
    podMetricsEndpoints: z.tuple([z.looseObject({ port: z.string() })]),
  }),
});

export interface Postgres {
  readonly targets: readonly Target[];
  /** Address of the primary. */
  readonly primary: string;
  /** Until it is called, no segment of the write-ahead log can be archived. */
  letArchive(): Promise<void>;
  /** Stops the servers and leaves their exporters. */
  stopServers(): Promise<void>;
}

/** Starts what the manifests say, leaving to `undo` how it is stopped. */
export async function startPostgres(
  undo: Undo,
  folder: string,
  podIp: () => string,
  manifests: readonly JsonObject[],
): Promise<Postgres> {
  const cluster = manifests.flatMap((each) => clusterManifest.safeParse(each).data ?? [])[0];
  const monitor = manifests.flatMap((each) => podMonitor.safeParse(each).data ?? [])[0];
  if (cluster === undefined || monitor === undefined)
    throw new Error('there is no Cluster of CloudNativePG, or nothing monitors it');
  const instances = Array.from({ length: cluster.spec.instances }, (_, index) => ({
    pod: `${cluster.metadata.name}-${index + 1}`,
    host: podIp(),
    folder: join(folder, `${index + 1}`),
  }));
  const [primary, ...replicas] = instances;
  if (primary === undefined) throw new Error('the Cluster has no instances');
  await mkdir(folder, { recursive: true });
  const clusterFile = join(folder, 'cluster.json');
  await writeFile(clusterFile, JSON.stringify(withStatus(cluster, instances)));
  await initialize(primary);
  for (const replica of replicas) await cp(primary.folder, replica.folder, { recursive: true });
  for (const instance of instances)
    await configure(instance, clusterFile, instance === primary ? undefined : primary.host);
  const servers = [undo.use(await startInstance(primary))];
  await doAsOperator(primary, replicas, cluster, manifests);
  for (const replica of replicas) servers.push(undo.use(await startInstance(replica)));
  const { name, namespace } = monitor.metadata;
  const [{ port: endpoint }] = monitor.spec.podMetricsEndpoints;
  const targets: Target[] = [];
  for (const instance of instances) {
    // What Prometheus' operator puts on the targets of a PodMonitor; the container is CloudNativePG's.
    const labels = { job: `${namespace}/${name}`, namespace, pod: instance.pod, container: 'postgres', endpoint };
    targets.push({ address: await startExporter(undo, instance, clusterFile), labels });
  }
  return {
    targets,
    primary: primary.host,
    letArchive: () => letArchive(primary),
    stopServers: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

/** As the operator writes it when all are ready: synchronous replicas are chosen by it. The exporter would ask a plugin, and none runs here. */
function withStatus(cluster: ClusterManifest, instances: readonly Instance[]): JsonObject {
  const names = instances.map(({ pod }) => pod);
  return {
    ...z.record(z.string(), z.json()).parse({ ...cluster, spec: { ...cluster.spec, plugins: [] } }),
    status: {
      instances: names.length,
      readyInstances: names.length,
      instanceNames: names,
      instancesStatus: { healthy: names },
      currentPrimary: names[0] ?? '',
      targetPrimary: names[0] ?? '',
      topology: { successfullyExtracted: true, nodesUsed: names.length },
    },
  };
}

/** Roles, databases and the replicas' slots. No commit waits for a replica, because none runs yet. */
async function doAsOperator(
  primary: Instance,
  replicas: readonly Instance[],
  { spec }: ClusterManifest,
  manifests: readonly JsonObject[],
): Promise<void> {
  const { database, owner } = spec.bootstrap.initdb;
  const databases = [
    { name: database, owner },
    ...manifests.flatMap((each) => databaseManifest.safeParse(each).data?.spec ?? []),
  ];
  const session = await openSession(primary.host, 'postgres', 'postgres');
  try {
    await session.run('SET synchronous_commit TO local');
    await session.run('CREATE ROLE streaming_replica LOGIN REPLICATION');
    for (const each of databases) {
      await session.run(`CREATE ROLE ${each.owner} LOGIN`);
      await session.run(`CREATE DATABASE ${each.name} OWNER ${each.owner}`);
    }
    for (const { pod } of replicas)
      await session.run(`SELECT pg_create_physical_replication_slot('_cnpg_${pod.replaceAll('-', '_')}')`);
  } finally {
    await session.stop();
  }
}
