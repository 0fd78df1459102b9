/** OpenLIT shares ClickHouse and the telemetry with Langfuse, and must not be able to hurt it. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import type { Answer } from '../../generator/layers/answer.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const OPENLIT = { openlit: { mode: 'managed' } } as const;
const EXTERNAL = { mode: 'external', external: { host: 'clickhouse.acme.io' } } as const;

type Answers = ReadonlyMap<string, Answer>;

/** What each component says on a cluster with these components and no sampler. */
function onCluster(components: JsonObject, secrets: JsonObject = { provider: 'generated' }): Answers {
  return watchedCluster({ fleet: { secrets, components } });
}

function specOf(answers: Answers, component: string, kind: string, name: string): Json | undefined {
  return answers.get(component)?.manifests.find((each) => each.kind === kind && each.metadata.name === name)?.spec;
}

function pipelines(answers: Answers, collector = 'otel-gateway'): Json | undefined {
  return at(answers.get(collector)?.values, 'alternateConfig', 'service', 'pipelines');
}

const clickhouseOf = (answers: Answers) => specOf(answers, 'clickhouse', 'ClickHouseCluster', 'clickhouse');

describe("OpenLIT's user of ClickHouse", () => {
  it('may do everything in its database, and nothing in another one', () => {
    const spec = clickhouseOf(onCluster(OPENLIT));
    expect(at(spec, 'settings', 'extraUsersConfig', 'users', 'openlit')).toEqual({
      profile: 'default',
      quota: 'default',
      password: [{ '@from_env': 'OPENLIT_PASSWORD' }],
      grants: { query: ['GRANT ALL ON openlit.*'] },
    });
    expect(at(spec, 'containerTemplate', 'env')).toContainEqual({
      name: 'OPENLIT_PASSWORD',
      valueFrom: { secretKeyRef: { name: 'clickhouse-openlit', key: 'password' } },
    });
  });

  it('is not there without OpenLIT', () => {
    const spec = clickhouseOf(onCluster({}));
    expect(spec).toBeDefined();
    expect(JSON.stringify(spec)).not.toMatch(/openlit/i);
  });

  it.each([
    ['generated', { provider: 'generated' }],
    ['vault', { provider: 'vault', server: 'https://vault.acme.io' }],
  ])('has its password from one Secret, which is copied to OpenLIT (%s)', (_, secrets) => {
    const answers = onCluster(OPENLIT, secrets);
    expect(specOf(answers, 'credentials', 'ExternalSecret', 'clickhouse-openlit')).toBeDefined();
    expect(specOf(answers, 'openlit', 'ExternalSecret', 'openlit-database')).toMatchObject({
      secretStoreRef: { kind: 'SecretStore', name: 'openlit-database' },
      target: { template: { data: { username: 'openlit', password: '{{ index . "password" }}' } } },
      dataFrom: [{ extract: { key: 'clickhouse-openlit' } }],
    });
    const config = at(answers.get('openlit')?.values, 'config');
    expect(config).toMatchObject({
      secret: { name: 'openlit-database', usernameKey: 'username', passwordKey: 'password' },
      database: { name: 'openlit', username: '', password: '' },
    });
  });

  it('is copied by an account that may read this Secret and no other', () => {
    const roles =
      onCluster(OPENLIT)
        .get('openlit')
        ?.manifests.filter(({ kind, metadata }) => kind === 'Role' && metadata.name === 'openlit-database') ?? [];
    expect(roles.map(({ metadata, rules }) => [metadata.namespace, rules])).toEqual([
      [
        'lang-observatory',
        [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['clickhouse-openlit'], verbs: ['get'] }],
      ],
    ]);
  });

  it('of an external server is the one that the input names', () => {
    const external = { ...EXTERNAL.external, openlit: { database: 'llm', username: 'reader', secretName: 'ours' } };
    const answers = onCluster(
      { ...OPENLIT, clickhouse: { mode: 'external', external } },
      { provider: 'vault', server: 'https://vault.acme.io' },
    );
    expect(specOf(answers, 'openlit', 'ExternalSecret', 'openlit-database')).toMatchObject({
      target: { template: { data: { username: 'reader' } } },
      dataFrom: [{ extract: { key: 'ours' } }],
    });
    expect(at(answers.get('openlit')?.values, 'config', 'database')).toMatchObject({
      host: 'clickhouse.acme.io',
      name: 'llm',
    });
    expect(specOf(answers, 'credentials', 'ExternalSecret', 'clickhouse-openlit')).toBeUndefined();
  });

  it('is made by those who make all Secrets, where that is not the stack', () => {
    const answers = onCluster({ ...OPENLIT, credentials: { mode: 'existing' } });
    const kinds = answers.get('openlit')?.manifests.map(({ kind }) => kind);
    expect(kinds).not.toContain('ExternalSecret');
    expect(kinds).not.toContain('SecretStore');
  });
});

describe('OpenLIT', () => {
  it('uses the one server that its tables are on', () => {
    expect(at(onCluster(OPENLIT).get('openlit')?.values, 'config', 'database')).toMatchObject({
      host: 'clickhouse-clickhouse-0-0-0.clickhouse-clickhouse-headless.lang-observatory.svc',
      port: '8123',
    });
  });

  it('is one pod, behind a Service that only the cluster sees', () => {
    expect(onCluster(OPENLIT).get('openlit')?.values).toMatchObject({
      replicaCount: 1,
      service: { type: 'ClusterIP' },
      ingress: { enabled: false },
      clickhouse: { enabled: false },
      'openlit-controller': { enabled: false },
    });
  });

  it('tells its makers nothing', () => {
    expect(at(onCluster(OPENLIT).get('openlit')?.values, 'config', 'usageMetrics')).toBe(false);
  });

  it('is in a namespace of its own, with the reason why its pods may run as root', () => {
    const namespaces = onCluster(OPENLIT).get('namespaces')?.manifests ?? [];
    const own = namespaces.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === 'openlit');
    expect(own?.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'baseline' });
    expect(at(own?.metadata, 'annotations', 'lang-observatory.dev/pod-security-reason')).toMatch(/runs as root/);
  });

  it.each([
    [false, []],
    [true, [{ ports: [{ port: 443, protocol: 'TCP' }] }]],
  ])('reaches the internet only where the input says so: %s', (internet, expected) => {
    const policy = specOf(
      onCluster({ openlit: { mode: 'managed', internet } }),
      'openlit',
      'NetworkPolicy',
      'openlit-server',
    );
    const rules = (at(policy, 'egress') ?? []) as readonly JsonObject[];
    expect(rules.filter(({ to }) => to === undefined)).toEqual(expected);
  });
});

const APART = { receivers: ['forward/openlit'], processors: ['batch/openlit'], exporters: ['otlp_http/openlit'] };
const NOTHING = { receivers: ['nop'], processors: [], exporters: ['nop'] };

describe('the collectors', () => {
  it('send OpenLIT everything, apart from what goes to Langfuse and Prometheus', () => {
    const all = pipelines(onCluster({ ...OPENLIT, prometheus: { replicas: 2 } }));
    expect(all).toMatchObject({
      traces: { exporters: ['otlp_http/langfuse', 'forward/openlit'] },
      metrics: { exporters: ['prometheus_remote_write/0', 'prometheus_remote_write/1', 'forward/openlit'] },
      logs: { exporters: ['forward/openlit'] },
      'traces/openlit': APART,
      'metrics/openlit': APART,
      'logs/openlit': APART,
    });
  });

  it('never make an application wait for OpenLIT', () => {
    const exporter = at(
      onCluster(OPENLIT).get('otel-gateway')?.values,
      'alternateConfig',
      'exporters',
      'otlp_http/openlit',
    );
    expect(exporter).toMatchObject({
      endpoint: 'http://openlit.openlit.svc:4318',
      sending_queue: { block_on_overflow: false, queue_size: 2 ** 30 / 16 },
    });
  });

  it('send it the traces that a sampler keeps, where there is one', () => {
    const answers = onCluster({ ...OPENLIT, 'otel-sampler': { mode: 'managed' } });
    expect(pipelines(answers)).toMatchObject({
      traces: { exporters: ['load_balancing'] },
      'traces/openlit': NOTHING,
      'metrics/openlit': APART,
    });
    expect(pipelines(answers, 'otel-sampler')).toMatchObject({
      traces: { exporters: ['otlp_http/langfuse', 'forward/openlit'] },
      'traces/openlit': APART,
    });
    const policy = specOf(answers, 'openlit', 'NetworkPolicy', 'openlit-server');
    expect(JSON.stringify(at(policy, 'ingress'))).toContain('otel-sampler');
  });

  it('send it nothing where it is not deployed', () => {
    expect(pipelines(onCluster({}))).toMatchObject({
      traces: { exporters: ['otlp_http/langfuse'] },
      logs: { exporters: ['nop'] },
      'traces/openlit': NOTHING,
      'metrics/openlit': NOTHING,
      'logs/openlit': NOTHING,
    });
  });
});
