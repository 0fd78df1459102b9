/** TLS towards servers that run elsewhere: each client is told in its own words, and never less than was asked for. */
import { describe, expect, it } from 'vitest';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const MODES = ['disable', 'require', 'verify-full'] as const;

const FOLDER = '/etc/lang-observatory/authorities';

/** What each component says where these servers run elsewhere. */
function elsewhere(servers: Readonly<Record<string, JsonObject>>, more: JsonObject = {}) {
  return watchedCluster({
    cluster: {
      components: {
        ...more,
        ...Object.fromEntries(
          Object.entries(servers).map(([name, external]) => [name, { mode: 'external', external }]),
        ),
      },
    },
  });
}

type Answers = ReturnType<typeof elsewhere>;

function told(answers: Answers, component: string, ...path: readonly string[]): Json | undefined {
  return at(answers.get(component)?.values, ...path);
}

/** Variables that a pod of Langfuse gets beside those of its chart's own values. */
function environment(answers: Answers, pod: 'web' | 'worker'): Readonly<Record<string, Json>> {
  const variables = told(answers, 'langfuse', 'langfuse', pod, 'pod', 'additionalEnv');
  return Object.fromEntries(
    (isList(variables) ? variables : []).map((variable) => [at(variable, 'name'), at(variable, 'value')]),
  );
}

const volume = (server: string, secretName: string) => ({
  name: `authority-${server}`,
  secret: { secretName, items: [{ key: 'ca.crt', path: 'ca.crt' }] },
});

/**
 * What Prisma's driver makes of the arguments (prisma/prisma-engines:quaint/src/connector/postgres/url.rs): words that it does
 * not know are no mistake to it.
 */
function understoodByPrisma(text: Json | undefined) {
  const said = new URLSearchParams(String(text));
  const known = ['disable', 'prefer', 'require'].find((word) => word === said.get('sslmode'));
  const checks = said.has('sslaccept') && said.get('sslaccept') !== 'accept_invalid_certs';
  return { encrypts: known ?? 'prefer', checks, authority: said.get('sslcert') };
}

const PRISMA = {
  disable: { encrypts: 'disable', checks: false, authority: null },
  require: { encrypts: 'require', checks: false, authority: null },
  'verify-full': { encrypts: 'require', checks: true, authority: null },
};

describe('PostgreSQL elsewhere', () => {
  it.each(MODES)('is reached by Langfuse with what Prisma calls %s', (sslMode) => {
    const answers = elsewhere({ postgres: { host: 'pg.acme.io', sslMode } });
    expect(understoodByPrisma(told(answers, 'langfuse', 'postgresql', 'args'))).toEqual(PRISMA[sslMode]);
  });

  it.each(MODES)('is reached by Grafana with the very word: %s', (sslMode) => {
    const answers = elsewhere({ postgres: { host: 'pg.acme.io', sslMode } });
    expect(told(answers, 'grafana', 'grafana.ini', 'database')).toMatchObject({ ssl_mode: sslMode, ca_cert_path: '' });
  });

  it('is checked against the authority that is named, by both', () => {
    const answers = elsewhere({ postgres: { host: 'pg.acme.io', sslMode: 'verify-full', caSecretName: 'pg-ca' } });
    const file = `${FOLDER}/postgres/ca.crt`;
    expect(told(answers, 'langfuse', 'postgresql', 'args')).toBe(`sslmode=require&sslaccept=strict&sslcert=${file}`);
    expect(told(answers, 'langfuse', 'langfuse', 'extraVolumes')).toEqual([volume('postgres', 'pg-ca')]);
    expect(told(answers, 'langfuse', 'langfuse', 'extraVolumeMounts')).toEqual([
      { name: 'authority-postgres', mountPath: `${FOLDER}/postgres`, readOnly: true },
    ]);
    expect(told(answers, 'grafana', 'grafana.ini', 'database')).toMatchObject({
      ssl_mode: 'verify-full',
      ca_cert_path: file,
    });
    expect(told(answers, 'grafana', 'extraSecretMounts')).toMatchObject([
      { secretName: 'pg-ca', mountPath: `${FOLDER}/postgres` },
    ]);
  });
});

it('PostgreSQL of the cluster itself is never reached in plain text', () => {
  const answers = watchedCluster({});
  expect(understoodByPrisma(told(answers, 'langfuse', 'postgresql', 'args')).encrypts).toBe('require');
  expect(told(answers, 'grafana', 'grafana.ini', 'database', 'ssl_mode')).toBe('require');
});

describe('Valkey elsewhere', () => {
  it.each([
    ['disable', false, undefined],
    ['require', true, 'false'],
    ['verify-full', true, 'true'],
  ] as const)('is reached with TLS as %s says', (sslMode, enabled, checked) => {
    const answers = elsewhere({ valkey: { host: 'kv.acme.io', sslMode } });
    expect(told(answers, 'langfuse', 'redis', 'tls')).toEqual({ enabled, caPath: '' });
    for (const pod of ['web', 'worker'] as const)
      expect(environment(answers, pod).REDIS_TLS_REJECT_UNAUTHORIZED).toBe(checked);
  });

  it('is checked against the authority that is named', () => {
    const answers = elsewhere({ valkey: { host: 'kv.acme.io', sslMode: 'verify-full', caSecretName: 'kv-ca' } });
    expect(told(answers, 'langfuse', 'redis', 'tls', 'caPath')).toBe(`${FOLDER}/valkey/ca.crt`);
    expect(told(answers, 'langfuse', 'langfuse', 'extraVolumes')).toEqual([volume('valkey', 'kv-ca')]);
  });
});

describe('ClickHouse and an object store elsewhere', () => {
  it.each([
    ['disable', 'ch.acme.io'],
    ['verify-full', 'https://ch.acme.io'],
  ])('ClickHouse is reached over HTTP as %s says', (sslMode, host) => {
    const answers = elsewhere({ clickhouse: { host: 'ch.acme.io', sslMode } });
    expect(told(answers, 'langfuse', 'clickhouse', 'host')).toBe(host);
    expect(environment(answers, 'web').NODE_EXTRA_CA_CERTS).toBeUndefined();
  });

  it('are checked against the authority that is named: Node.js reads one file for both', () => {
    const answers = elsewhere({
      clickhouse: { host: 'ch.acme.io', sslMode: 'verify-full', caSecretName: 'ours' },
      'object-store': { endpoint: 'https://s3.acme.io', caSecretName: 'ours' },
    });
    for (const pod of ['web', 'worker'] as const)
      expect(environment(answers, pod).NODE_EXTRA_CA_CERTS).toBe(`${FOLDER}/clickhouse/ca.crt`);
    expect(told(answers, 'langfuse', 'langfuse', 'extraVolumes')).toEqual([
      volume('clickhouse', 'ours'),
      volume('object-store', 'ours'),
    ]);
  });

  it('and backups of PostgreSQL know the authority of the store too', () => {
    const answers = elsewhere({ 'object-store': { endpoint: 'https://s3.acme.io', caSecretName: 'ours' } });
    const store = answers.get('postgres')?.manifests.find(({ kind }) => kind === 'ObjectStore');
    expect(at(store?.spec, 'configuration', 'endpointCA')).toEqual({ name: 'ours', key: 'ca.crt' });
  });
});

describe('Langfuse elsewhere', () => {
  const DISABLED = { mode: 'disabled' } as const;

  it.each([
    ['otel-gateway', DISABLED],
    ['otel-sampler', { mode: 'managed' }],
  ] as const)('is checked by %s, whichever collector sends to it', (sender, sampler) => {
    const external = { url: 'https://langfuse.acme.io', caSecretName: 'ours' };
    const answers = elsewhere({ langfuse: external }, { 'otel-sampler': sampler });
    expect(told(answers, sender, 'alternateConfig', 'exporters', 'otlp_http/langfuse', 'tls')).toEqual({
      ca_file: `${FOLDER}/langfuse/ca.crt`,
    });
    expect(told(answers, sender, 'extraVolumes')).toEqual([volume('langfuse', 'ours')]);
    expect(told(answers, sender, 'extraVolumeMounts')).toMatchObject([{ mountPath: `${FOLDER}/langfuse` }]);
  });

  it('is not known to a collector that sends to a sampler', () => {
    const external = { url: 'https://langfuse.acme.io', caSecretName: 'ours' };
    const answers = elsewhere({ langfuse: external }, { 'otel-sampler': { mode: 'managed' } });
    expect(told(answers, 'otel-gateway', 'extraVolumes')).toEqual([]);
    expect(told(answers, 'otel-gateway', 'alternateConfig', 'exporters', 'otlp_http/langfuse', 'tls', 'ca_file')).toBe(
      '',
    );
  });
});

it('a target of remote write is checked against the authority that is named', () => {
  const answers = elsewhere(
    {},
    { prometheus: { remoteWrite: [{ name: 'hub', url: 'https://hub.acme.io/write', caSecretName: 'ours' }] } },
  );
  expect(told(answers, 'prometheus', 'prometheus', 'prometheusSpec', 'remoteWrite')).toMatchObject([
    { tlsConfig: { ca: { secret: { name: 'ours', key: 'ca.crt' } } } },
  ]);
});

/** The paths of the leaves: Helm cannot take away a key that an upper layer has written. */
function paths(value: Json | undefined, path = ''): readonly string[] {
  return isObject(value) ? Object.entries(value).flatMap(([key, child]) => paths(child, `${path}/${key}`)) : [path];
}

it.each(['langfuse', 'grafana'])(
  'values of %s have the same keys wherever the stores are, and whatever is checked',
  (component) => {
    const open = {
      postgres: { host: 'pg.acme.io', sslMode: 'disable' },
      valkey: { host: 'kv.acme.io' },
      clickhouse: { host: 'ch.acme.io' },
      'object-store': { endpoint: 'http://s3.acme.io' },
    };
    const checked = { sslMode: 'verify-full', caSecretName: 'ours' };
    const closed = {
      postgres: { host: 'pg.acme.io', ...checked },
      valkey: { host: 'kv.acme.io', ...checked },
      clickhouse: { host: 'ch.acme.io', ...checked },
      'object-store': { endpoint: 'https://s3.acme.io', caSecretName: 'ours' },
    };
    const [managed = [], ...others] = [{}, open, closed].map((servers) =>
      [...paths(elsewhere(servers).get(component)?.values)].sort(),
    );
    for (const other of others) expect(other).toEqual(managed);
  },
);
