/**
 * CloudNativePG's own operator and Barman's plugin take the Clusters that are generated: new, restored, as a standby, and promoted. No pod
 * ever runs here, so they get as far as the Job that makes the first instance.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { clusterAnswer, ownAnswer } from '../../generator/layers/answer.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';
import { chartDefinitions, define } from './definitions.ts';
import { at, type LiveObject, readManifest } from './live-object.ts';
import { SIDECAR_IMAGE, startCloudnativePg } from './servers/cloudnative-pg.ts';
import { startEtcd } from './servers/etcd.ts';
import { type Kubernetes, startKubernetes } from './servers/kubernetes.ts';
import { phase, until } from './wait.ts';
import { openWorkspace } from './workspace.ts';

const NAMESPACE = 'lang-observatory';
const KINDS = [
  ...['Backup', 'Cluster', 'ClusterImageCatalog', 'Database', 'DatabaseRole', 'FailoverQuorum', 'ImageCatalog'],
  ...['Pooler', 'Publication', 'ScheduledBackup', 'Subscription'],
].map((kind) => `postgresql.cnpg.io/${kind}`);

const workspace = openWorkspace();
let kubernetes: Kubernetes;

beforeAll(async () => {
  kubernetes = await phase('an API server', async () =>
    startKubernetes(workspace, await startEtcd(workspace), 'postgres'),
  );
  const { api } = kubernetes;
  await define(api, await chartDefinitions(new Set([...KINDS, 'barmancloud.cnpg.io/ObjectStore'])));
  await phase('the operator and the plugin', () => startCloudnativePg(workspace, kubernetes));
  await api.create(readManifest({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }));
  const secret = (name: string, stringData: JsonObject): LiveObject =>
    readManifest({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: NAMESPACE }, stringData });
  await api.create(secret('object-store-credentials', { 'access-key': 'a', 'secret-key': 'b' }));
  for (const name of ['langfuse', 'grafana'])
    await api.create(secret(`postgres-${name}`, { username: name, password: 'p' }));
});

afterAll(() => workspace.stop());

const BUCKET = { endpoint: 'https://s3.eu-west-1.amazonaws.com', region: 'eu-west-1', bucket: 'acme' };

/** What is generated for PostgreSQL on one of two clusters with a bucket. */
function generated(name: 'eu-1' | 'eu-2', said: JsonObject): readonly Manifest[] {
  const fleet = describedFleet(
    inputFiles({
      fleet: {
        secrets: { provider: 'vault', server: 'https://vault.acme.io' },
        size: 'large',
        components: { 'object-store': { mode: 'external', external: BUCKET } },
      },
      clusters: { 'eu-1': {}, 'eu-2': {}, [name]: said },
    }),
  );
  const cluster = fleet.clusters.find((one) => one.name === name);
  if (cluster === undefined) throw new Error(`there is no ${name}`);
  const graph = buildGraph(fleet, cluster, REGISTRY);
  const component = graph.deployed.find((one) => one.name === 'postgres');
  if (component === undefined) throw new Error('there is no PostgreSQL');
  return clusterAnswer(component, ownAnswer(component, graph), graph, cluster).manifests;
}

const OF_OPERATOR = ['Cluster', 'Database', 'ObjectStore', 'ScheduledBackup'];

async function apply(manifests: readonly Manifest[]): Promise<void> {
  const objects = manifests.filter(({ kind }) => OF_OPERATOR.includes(kind));
  for (const object of objects.sort((a, b) => (a.kind < b.kind ? 1 : -1)))
    await until(`${object.kind} ${object.metadata.name} is admitted`, async () => {
      await kubernetes.api.apply(readManifest(JSON.parse(JSON.stringify(object))));
      return [];
    });
}

/** The Job that makes the first instance of a Cluster. */
async function jobOf(cluster: string, kind: string): Promise<LiveObject> {
  let found: LiveObject | undefined;
  await until(`the operator makes ${cluster} by ${kind}`, async () => {
    const jobs = await kubernetes.api.list('batch/v1', 'Job');
    found = jobs.find(
      ({ metadata }) =>
        at(metadata, 'labels', 'cnpg.io/cluster') === cluster && at(metadata, 'labels', 'cnpg.io/jobRole') === kind,
    );
    const clusters = await kubernetes.api.list('postgresql.cnpg.io/v1', 'Cluster');
    const own = clusters.find(({ metadata }) => metadata.name === cluster);
    return found === undefined ? [JSON.stringify(own?.status ?? null)] : [];
  });
  if (found === undefined) throw new Error('there is no Job');
  return found;
}

function containersOf(job: LiveObject): ReadonlyMap<string, JsonObject> {
  const pod = at(job, 'spec', 'template', 'spec');
  const all = ['initContainers', 'containers'].flatMap((field): readonly Json[] => {
    const list = at(pod, field);
    return isList(list) ? list : [];
  });
  return new Map(all.filter(isObject).map((one) => [String(one.name), one]));
}

describe('a Cluster', () => {
  it('that is new gets a volume and a database, and the sidecar that archives', async () => {
    await apply(generated('eu-1', {}));
    const job = await jobOf('postgres', 'initdb');
    const volumes = await kubernetes.api.list('v1', 'PersistentVolumeClaim');
    expect(volumes.map(({ metadata }) => metadata.name)).toContain('postgres-1');
    expect([...containersOf(job).keys()]).toContain('initdb');
  });

  it('that is restored is made of the archive that its bootstrap names, by the sidecar with our resources', async () => {
    const recovery = { serverName: 'eu-1.postgres', targetTime: '2026-08-01T10:00:00Z' };
    await apply(generated('eu-1', { components: { postgres: { name: 'postgres-restored', recovery } } }));
    const containers = containersOf(await jobOf('postgres-restored', 'full-recovery'));
    const sidecar = [...containers.values()].find(({ image }) => image === SIDECAR_IMAGE);
    expect(at(sidecar, 'resources')).toEqual({
      requests: { cpu: '50m', memory: '128Mi' },
      limits: { memory: '1Gi' },
    });
  });

  it('of a standby is made of the archive of its source, and may be promoted', async () => {
    await apply(renamed(generated('eu-2', { standby: { of: 'eu-1' } })));
    expect([...containersOf(await jobOf('standby', 'full-recovery')).keys()].length).toBeGreaterThan(1);
    await apply(renamed(generated('eu-2', { standby: { of: 'eu-1', promotedAt: '2026-08-03T09:30:00Z' } })));
    const clusters = await kubernetes.api.list('postgresql.cnpg.io/v1', 'Cluster');
    expect(
      at(
        clusters.find(({ metadata }) => metadata.name === 'standby'),
        'spec',
        'replica',
        'enabled',
      ),
    ).toBe(false);
  });

  it('with an identity for its bucket gives that to its service account', async () => {
    const roleArn = 'arn:aws:iam::123456789012:role/bucket';
    const components = {
      'object-store': { external: { identity: { roleArn } } },
      postgres: { name: 'postgres-identified' },
    };
    await apply(generated('eu-1', { components }));
    await jobOf('postgres-identified', 'initdb');
    const accounts = await kubernetes.api.list('v1', 'ServiceAccount');
    const account = accounts.find(({ metadata }) => metadata.name === 'postgres-identified');
    expect(at(account?.metadata, 'annotations', 'eks.amazonaws.com/role-arn')).toBe(roleArn);
  });

  it('that its operator could not make is refused', async () => {
    const [cluster] = generated('eu-1', {}).filter(({ kind }) => kind === 'Cluster');
    if (!isObject(cluster?.spec)) throw new Error('there is no Cluster');
    const wrong = {
      ...cluster,
      metadata: { ...cluster.metadata, name: 'wrong' },
      spec: { ...cluster.spec, instances: 0 },
    };
    await expect(kubernetes.api.apply(readManifest(JSON.parse(JSON.stringify(wrong))))).rejects.toThrow();
    const alien = { ...wrong, spec: { ...cluster.spec, postgresql: { parameters: { port: '1' } } } };
    await expect(kubernetes.api.apply(readManifest(JSON.parse(JSON.stringify(alien))))).rejects.toThrow(/fixed|port/i);
  });
});

/** Both are in one cluster here. */
function renamed(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests
    .filter(({ kind }) => kind === 'Cluster')
    .map((each) => ({ ...each, metadata: { ...each.metadata, name: 'standby' } }));
}
