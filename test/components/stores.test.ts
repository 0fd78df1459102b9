import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { READER, WRITER } from '../../generator/components/clickhouse/backup-names.ts';
import { clickhouseComponent } from '../../generator/components/clickhouse/clickhouse.ts';
import { clickhouse, openlitDatabase, SCORE_READER } from '../../generator/components/clickhouse/handle.ts';
import { objectStore } from '../../generator/components/object-store/handle.ts';
import { objectStoreComponent } from '../../generator/components/object-store/object-store.ts';
import { postgres } from '../../generator/components/postgres/handle.ts';
import { postgresComponent } from '../../generator/components/postgres/postgres.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { valkey } from '../../generator/components/valkey/handle.ts';
import { valkeyComponent } from '../../generator/components/valkey/valkey.ts';
import { isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { DEFAULT_ENGINE_INSTALLS } from '../../generator/fleet/engine-installs.ts';
import {
  type CommonSettings,
  DEFAULT_CLUSTER_DNS,
  DEFAULT_KUBERNETES_API,
  SIZES,
  type Size,
} from '../../generator/fleet/model.ts';
import { mergeSettings } from '../../generator/fleet/resolve/merge.ts';
import { settingsSchema } from '../../generator/fleet/schema/component-input.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import type { Component, Stack } from '../../generator/stack/component.ts';
import type { Handle } from '../../generator/stack/handle.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const STACK: Stack = {
  fleet: {
    name: 'test',
    domain: 'test.example',
    repository: { url: 'https://github.com/acme/test.git', branch: 'main', path: '.' },
    engines: DEFAULT_ENGINE_INSTALLS,
  },
  size: 'medium',
  secretsProvider: { provider: 'generated' },
  kubernetesApi: DEFAULT_KUBERNETES_API,
  clusterDns: DEFAULT_CLUSTER_DNS,
  storageClass: undefined,
  registry: {},
  placement: {},
  proxy: {},
  commonMetadata: { labels: {}, annotations: {} },
  // Stores ask each other only.
  of: settingsOf,
  deploys: () => true,
  namespaces: [],
  occupied: [],
  secrets: [],
};

/** What resolution makes of the settings of a component that says nothing. */
function settingsOf<S extends CommonSettings>(handle: Handle<S>): S {
  const component = REGISTRY.find((one) => one.handle === handle);
  if (component === undefined) throw new Error(`${handle.name} is not in the registry`);
  return resolved(component) as S;
}

/** What resolution makes of a component's settings. */
function resolved<S extends CommonSettings>(component: Component<S>, said: JsonObject = {}, size: Size = 'medium'): S {
  const schema: z.ZodType = settingsSchema(component);
  return schema.parse(mergeSettings(component.sizes?.[size] ?? {}, said)) as S;
}

function values<S extends CommonSettings>(
  component: Component<S>,
  said: JsonObject = {},
  size: Size = 'medium',
): JsonObject {
  return component.values?.(resolved(component, said, size), STACK) ?? {};
}

function object<S extends CommonSettings>(
  component: Component<S>,
  kind: string,
  said: JsonObject = {},
  size: Size = 'medium',
): Manifest {
  const found = component
    .manifests?.(resolved(component, said, size), STACK)
    .find((manifest) => manifest.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
}

function secretNames<S extends CommonSettings>(component: Component<S>, said: JsonObject = {}): readonly string[] {
  return (component.secrets?.(resolved(component, said), STACK) ?? []).map(({ name }) => name);
}

/** The paths of the leaves: what must not depend on the settings. */
function paths(value: Json, path = ''): readonly string[] {
  return isObject(value) ? Object.entries(value).flatMap(([key, child]) => paths(child, `${path}/${key}`)) : [path];
}

describe('a managed store', () => {
  it('is found at the Service of its operator or chart', () => {
    expect(postgres.connection(resolved(postgresComponent))).toMatchObject({
      host: 'postgres-rw.lang-observatory.svc',
      port: 5432,
    });
    expect(clickhouse.connection(resolved(clickhouseComponent))).toMatchObject({
      host: 'clickhouse.lang-observatory.svc',
      clustered: true,
    });
    expect(valkey.connection(resolved(valkeyComponent))).toMatchObject({
      host: 'valkey.lang-observatory.svc',
      sslMode: 'disable',
    });
    expect(objectStore.connection(resolved(objectStoreComponent))).toMatchObject({
      endpoint: 'http://object-store-s3.lang-observatory.svc:8333',
      forcePathStyle: true,
    });
  });

  it('declares the Secrets that its connection names', () => {
    const { langfuse, grafana } = postgres.connection(resolved(postgresComponent));
    expect(secretNames(postgresComponent)).toEqual([langfuse.secretName, grafana.secretName]);
    expect(secretNames(clickhouseComponent)).toEqual([
      clickhouse.connection(resolved(clickhouseComponent)).secretName,
      openlitDatabase(resolved(clickhouseComponent)).secretName,
      SCORE_READER.secretName,
      WRITER.secretName,
      READER.secretName,
    ]);
    expect(secretNames(valkeyComponent)).toEqual([valkey.connection(resolved(valkeyComponent)).secretName]);
    expect(secretNames(objectStoreComponent)).toEqual([
      objectStore.connection(resolved(objectStoreComponent)).key?.secretName,
    ]);
  });

  it.each([valkeyComponent, objectStoreComponent])(
    'has the same value keys in every size and with a storage class: $name',
    (component: Component) => {
      const all = [...SIZES.map((size) => values(component, {}, size)), values(component, { storageClass: 'fast' })];
      const [first = [], ...others] = all.map((each) => [...paths(each)].sort());
      for (const other of others) expect(other).toEqual(first);
    },
  );
});

describe('an external store', () => {
  it('is found where the settings say, with a Secret of the stack', () => {
    const said = { mode: 'external', external: { host: 'db.example', port: 6432 } };
    expect(postgres.connection(resolved(postgresComponent, said))).toEqual({
      host: 'db.example',
      pooledHost: 'db.example',
      port: 6432,
      sslMode: 'require',
      caSecretName: undefined,
      langfuse: {
        database: 'langfuse',
        username: 'langfuse',
        secretName: 'postgres-langfuse',
        passwordKey: 'password',
      },
      grafana: { database: 'grafana', username: 'grafana', secretName: 'postgres-grafana', passwordKey: 'password' },
    });
    expect(secretNames(postgresComponent, said)).toEqual(['postgres-langfuse', 'postgres-grafana']);
  });

  it('declares no Secret that the user brings', () => {
    const secretName = 'mine';
    expect(
      secretNames(postgresComponent, { mode: 'external', external: { host: 'h', langfuse: { secretName } } }),
    ).toEqual(['postgres-grafana']);
    expect(secretNames(clickhouseComponent, { mode: 'external', external: { host: 'h', secretName } })).toEqual([
      'clickhouse-openlit',
    ]);
    expect(
      secretNames(clickhouseComponent, { mode: 'external', external: { host: 'h', openlit: { secretName } } }),
    ).toEqual(['clickhouse-credentials']);
    expect(secretNames(valkeyComponent, { mode: 'external', external: { host: 'h', secretName } })).toEqual([]);
    expect(
      secretNames(objectStoreComponent, { mode: 'external', external: { endpoint: 'https://s3.example', secretName } }),
    ).toEqual([]);
  });

  it('is not taken for a cluster unless it is said to be one', () => {
    expect(
      clickhouse.connection(resolved(clickhouseComponent, { mode: 'external', external: { host: 'h' } })).clustered,
    ).toBe(false);
  });

  it.each([
    [{ host: 'kv.example' }, { cluster: [], sentinel: '' }, [6379]],
    [
      { host: 'kv-1.example', port: 6380, topology: 'cluster', nodes: ['kv-2.example'] },
      { cluster: ['kv-1.example:6380', 'kv-2.example:6380'], sentinel: '' },
      [6380],
    ],
    [
      {
        host: 'watch-1.example',
        port: 26379,
        topology: 'sentinel',
        nodes: ['watch-2.example'],
        sentinel: { masterName: 'mymaster' },
      },
      { cluster: [], sentinel: 'watch-1.example:26379,watch-2.example:26379' },
      [26379, 6379],
    ],
  ])('of Valkey as %j is what Langfuse is told, and what its pods may reach', (external, told, ports) => {
    const answers = watchedCluster({ cluster: { components: { valkey: { mode: 'external', external } } } });
    const { redis } = JSON.parse(JSON.stringify(answers.get('langfuse')?.values));
    expect({ cluster: redis.cluster.nodes, sentinel: redis.sentinel.nodes }).toEqual(told);
    expect([redis.cluster.enabled, redis.sentinel.enabled]).toEqual([told.cluster.length > 0, told.sentinel !== '']);
    const policies = JSON.stringify(answers.get('langfuse')?.manifests.filter(({ kind }) => kind === 'NetworkPolicy'));
    for (const port of ports) expect(policies).toContain(`"port":${port},`);
  });

  it.each([
    ['https://s3.example', 443],
    ['http://minio.example', 80],
    ['http://minio.example:9000/', 9000],
  ])('of objects at %s is reached on port %i', (endpoint, port) => {
    expect(
      objectStore.connection(resolved(objectStoreComponent, { mode: 'external', external: { endpoint } })).ports,
    ).toEqual([port]);
  });
});

describe('PostgreSQL', () => {
  it('takes its buffers from the memory limit, and its own defaults without one', () => {
    const parameters = (said: JsonObject) => object(postgresComponent, 'Cluster', said).spec;
    expect(parameters({ resources: { limits: { memory: '4Gi' } } })).toMatchObject({
      postgresql: { parameters: { shared_buffers: '1024MB', effective_cache_size: '3072MB' } },
    });
    expect(JSON.stringify(parameters({ resources: { limits: null } }))).not.toContain('shared_buffers');
  });

  it('waits for a replica only where there is one', () => {
    expect(JSON.stringify(object(postgresComponent, 'Cluster', {}, 'small'))).not.toContain('synchronous');
    expect(object(postgresComponent, 'Cluster', {}, 'large').spec).toMatchObject({
      postgresql: { synchronous: { number: 1 } },
    });
  });

  it('leaves the storage class to the cluster unless it is set', () => {
    expect(object(postgresComponent, 'Cluster').spec).toMatchObject({ storage: { size: '20Gi' } });
    expect(JSON.stringify(object(postgresComponent, 'Cluster'))).not.toContain('storageClass');
    expect(object(postgresComponent, 'Cluster', { storageClass: 'fast' }).spec).toMatchObject({
      storage: { storageClass: 'fast' },
    });
  });
});

describe('ClickHouse', () => {
  it.each(['ClickHouseCluster', 'KeeperCluster'])(
    'states an empty list of capabilities, because the operator fills in an absent one: %s',
    (kind) => {
      expect(object(clickhouseComponent, kind).spec).toMatchObject({
        containerTemplate: { securityContext: { capabilities: { add: [], drop: ['ALL'] } } },
      });
    },
  );

  it('has a Keeper also with one replica', () => {
    expect(object(clickhouseComponent, 'ClickHouseCluster', {}, 'small').spec).toMatchObject({
      replicas: 1,
      keeperClusterRef: { name: 'clickhouse' },
    });
    expect(object(clickhouseComponent, 'KeeperCluster', {}, 'small').spec).toMatchObject({ replicas: 1 });
  });
});

describe('Valkey', () => {
  it('never evicts, and keeps a quarter of its memory free', () => {
    const configuration = values(valkeyComponent, {
      resources: { requests: { memory: '1Gi' }, limits: { memory: '1Gi' } },
    }).valkeyConfig;
    expect(configuration).toContain('maxmemory-policy noeviction\n');
    expect(configuration).toContain(`maxmemory ${768 * 2 ** 20}\n`);
  });

  it('has no limit of its own without a memory limit', () => {
    expect(values(valkeyComponent, { resources: { limits: null } }).valkeyConfig).toContain('maxmemory 0\n');
  });

  it('stays a StatefulSet without replicas, so that it can grow', () => {
    expect(values(valkeyComponent, {}, 'small')).toMatchObject({ replica: { enabled: true, replicas: 0 } });
  });
});

describe('the object store', () => {
  it('writes every blob twice from two volume servers on', () => {
    const placement = (replicas: number) => values(objectStoreComponent, { volume: { replicas } }).global;
    expect(placement(1)).toMatchObject({ seaweedfs: { replicationPlacement: '000' } });
    expect(placement(2)).toMatchObject({ seaweedfs: { replicationPlacement: '001' } });
  });

  it('lets Langfuse do in its bucket what it needs, and no more', () => {
    const [secret] = objectStoreComponent.secrets?.(resolved(objectStoreComponent), STACK) ?? [];
    const content = secret?.keys.seaweedfs_s3_config;
    if (content === undefined || !('template' in content)) throw new Error('no template');
    const text = content.template((key) => key).replaceAll(/\{\{ (\S+) \}\}/g, '$1');
    expect(JSON.parse(text)).toEqual({
      identities: [
        {
          name: 'langfuse',
          actions: ['Read:langfuse', 'Write:langfuse', 'List:langfuse', 'Tagging:langfuse'],
          credentials: [{ accessKey: 'access-key', secretKey: 'secret-key' }],
        },
      ],
    });
  });

  it('stores nothing on the node', () => {
    expect(JSON.stringify(values(objectStoreComponent))).not.toContain('hostPath');
  });
});
