/**
 * Whether a setting has an effect is checked by leaving it out and comparing the composed files.
 * Exactly the settings without an effect must be refused, for every setting of every component in all modes.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isEqual, isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import type { Diagnostic } from '../../generator/fleet/diagnostic.ts';
import type { Cluster } from '../../generator/fleet/model.ts';
import type { Path } from '../../generator/fleet/parse/path.ts';
import { dotted } from '../../generator/fleet/parse/positioned-document.ts';
import { mergeSettings } from '../../generator/fleet/resolve/merge.ts';
import { SECTIONS, SECTIONS_COMPONENT } from '../../generator/fleet/schema/sections.ts';
import { arbitrary, notationOf } from '../layers/arbitrary-settings.ts';
import { answerOf, composedOf, filesOf, load, resolved, type World, without } from './world.ts';

/** As much as a schema lets one say, with a list of everything that may be one. */
function everything(schema: unknown, without: readonly string[] = []): Json {
  if (notationOf(schema) === undefined) {
    if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
      return everything(schema.unwrap(), without);
    if (schema instanceof z.ZodObject && !('min' in schema.shape))
      return Object.fromEntries(
        Object.entries(schema.shape)
          .filter(([key]) => !without.includes(key))
          .map(([key, inner]) => [key, everything(inner)]),
      );
    if (schema instanceof z.ZodArray && schema.element instanceof z.ZodObject) return [everything(schema.element)];
  }
  const accepted = arbitrary(schema).filter((value) => schema instanceof z.ZodType && schema.safeParse(value).success);
  const samples = fc.sample(accepted, { numRuns: 40, seed: 7 });
  return samples.reduce((most, sample) => (sizeOf(sample) > sizeOf(most) ? sample : most));
}

function sizeOf(value: Json): number {
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length : 0;
}

/** All settings of all components but their modes, and of the sections, laid under what a world says. */
function everySetting(): JsonObject {
  const settings = REGISTRY.map((component) => [
    component.name,
    {
      ...asObject(everything(component.settings)),
      ...(component.chart === undefined ? {} : { version: component.chart.version.replace(/\d+$/, '999') }),
      ...(component.name === SECTIONS_COMPONENT ? {} : { values: { raw: { value: 1 } } }),
    },
  ]);
  const byName = asObject(Object.fromEntries(settings));
  return { ...asObject(byName[SECTIONS_COMPONENT] ?? {}), components: without(byName, [SECTIONS_COMPONENT]) };
}

function asObject(value: Json): JsonObject {
  return isObject(value) ? value : {};
}

const VAULT = { provider: 'vault', server: 'https://vault.acme.io', prefix: 'p' };
const flux = { engine: 'flux', provider: { name: 'bare' } };
const argocd = { engine: 'argocd', provider: { name: 'aws', region: 'eu-west-1' } };
/** What does not go with everything else, whatever the modes. */
const FITTING = {
  // Of no well-known issuer, whose addresses must be said.
  auth: {
    oidc: {
      issuer: 'https://login.acme.io',
      endpoints: {
        authorizationUrl: 'https://login.acme.io/auth',
        tokenUrl: 'https://login.acme.io/token',
        userinfoUrl: 'https://login.acme.io/userinfo',
      },
      scopes: ['openid', 'email', 'groups'],
      allowedDomains: null,
    },
  },
  components: {
    'nginx-gateway': { serviceType: 'LoadBalancer' },
    // Each of its own, and the certificate of an issuer.
    gateway: {
      hosts: {
        langfuse: 'traces',
        grafana: 'dashboards',
        openlit: 'telemetry',
        'object-store': 'files',
        otlp: 'ingest',
      },
      certificate: null,
    },
    // A project that there is.
    langfuse: { projects: [{ name: 'search', namespaces: ['search'] }] },
    // Only without a key.
    'object-store': { external: { provider: 's3', identity: null, publicEndpoint: 'https://objects.acme.io' } },
    // Of no workspace of Amazon.
    prometheus: { external: { signIn: { kind: 'basic', secretName: 'theirs', roleArn: null } } },
    // Another one than the host.
    clickhouse: { external: { readOnlyHost: 'reader.acme.io' } },
    // Only with the fitting topology.
    valkey: { external: { topology: null, nodes: null, sentinel: null } },
    // Room for what is in any memory, and no autoscaler.
    'otel-gateway': {
      outside: [{ name: 'checkout', project: 'search' }, { name: 'billing' }],
      replicas: { min: 3, max: 3 },
      queue: { storage: '100Ti' },
    },
    'otel-sampler': { queue: { storage: '100Ti' } },
  },
};
const external = { mode: 'external' };
const disabled = { mode: 'disabled' };
const existing = { mode: 'existing' };
const STORES = ['postgres', 'clickhouse', 'valkey', 'object-store'];
const LINES = ['logs', 'audit', 'otel-agent', 'otel-events'];
const EXISTING = REGISTRY.filter(({ modes }) => modes.includes('existing')).map(({ name }) => name);

/** What a cluster says beside everything, and the components whose settings are left out one by one. */
const WORLDS: readonly (readonly [string, World, readonly string[]])[] = [
  ['by default', { fleet: {}, cluster: flux }, REGISTRY.map(({ name }) => name)],
  [
    'with a sampler',
    { fleet: {}, cluster: { ...argocd, components: { 'otel-sampler': { mode: 'managed' } } } },
    ['otel-sampler', 'otel-gateway'],
  ],
  [
    'with lines of pods and events',
    { fleet: {}, cluster: { ...flux, components: modesOf(LINES, { mode: 'managed' }) } },
    LINES,
  ],
  [
    'with the audit stream of pods alone',
    { fleet: {}, cluster: { ...argocd, components: modesOf(['audit', 'otel-agent'], { mode: 'managed' }) } },
    ['audit', 'otel-agent'],
  ],
  [
    'with log stores elsewhere',
    {
      fleet: {},
      cluster: {
        ...flux,
        components: {
          logs: { mode: 'external', external: { kind: 'victoria-logs', url: 'https://logs.acme.io' } },
          audit: { mode: 'external', external: { kind: 'loki', url: 'https://loki.acme.io/audit' } },
          'otel-agent': { mode: 'managed' },
        },
      },
    },
    ['logs', 'audit', 'otel-agent', 'grafana'],
  ],
  [
    'with a certificate of somebody else',
    {
      fleet: {},
      cluster: {
        ...flux,
        components: { gateway: { certificate: { from: 'secret', secretName: 'acme-wildcard', options: null } } },
      },
    },
    ['gateway', 'issuers'],
  ],
  [
    'with Langfuse elsewhere',
    { fleet: {}, cluster: { ...argocd, components: { langfuse: external } } },
    ['langfuse', 'postgres', 'object-store'],
  ],
  ['with stores elsewhere', { fleet: {}, cluster: { ...flux, components: modesOf(STORES, external) } }, STORES],
  [
    'with a role for the bucket',
    {
      fleet: {},
      cluster: {
        ...argocd,
        components: {
          'object-store': {
            mode: 'external',
            external: {
              endpoint: 'https://s3.eu-west-1.amazonaws.com',
              secretName: null,
              identity: { roleArn: 'arn:aws:iam::123456789012:role/bucket' },
            },
          },
        },
      },
    },
    ['object-store'],
  ],
  [
    'with a bucket of Google',
    {
      fleet: {},
      cluster: {
        ...flux,
        components: {
          'object-store': {
            mode: 'external',
            external: {
              provider: 'google',
              identity: { serviceAccount: 'observatory@acme-prod.iam.gserviceaccount.com' },
            },
          },
        },
      },
    },
    ['object-store'],
  ],
  [
    'with a container of Azure',
    {
      fleet: {},
      cluster: {
        ...argocd,
        components: {
          'object-store': {
            mode: 'external',
            external: {
              provider: 'azure',
              storageAccount: 'acmeobservatory',
              identity: {
                clientId: '5b0c2f0e-6a0f-4f0a-8d1b-6f6f5f1d2c3b',
                tenantId: '11111111-2222-3333-4444-555555555555',
              },
            },
          },
          clickhouse: external,
        },
      },
    },
    ['object-store'],
  ],
  [
    'with Sentinels',
    {
      fleet: {},
      cluster: {
        ...flux,
        components: {
          valkey: {
            mode: 'external',
            external: {
              topology: 'sentinel',
              nodes: ['kv-2.acme.io'],
              port: 26379,
              username: null,
              sentinel: { masterName: 'mymaster', serverPort: 6390, secretName: 'sentinels' },
            },
          },
        },
      },
    },
    ['valkey'],
  ],
  [
    'with OpenLIT, and ClickHouse elsewhere',
    {
      fleet: {},
      cluster: {
        ...flux,
        components: {
          openlit: { mode: 'managed' },
          clickhouse: { mode: 'external', external: { sslMode: 'disable', caSecretName: null, nativePort: 9000 } },
        },
      },
    },
    ['openlit', 'clickhouse'],
  ],
  [
    'with operators that were there',
    { fleet: {}, cluster: { ...flux, components: modesOf(EXISTING, existing) } },
    ['cert-manager', 'issuers', 'nginx-gateway', 'gateway'],
  ],
  [
    'with Ingress and ACME',
    {
      fleet: {},
      cluster: { ...argocd, components: { gateway: { kind: 'ingress' }, issuers: { kind: 'acme' } } },
    },
    ['gateway', 'issuers'],
  ],
  [
    'without Prometheus',
    {
      fleet: {},
      cluster: { ...flux, components: modesOf(['prometheus', 'blackbox', 'grafana', 'gateway'], disabled) },
    },
    ['alerting', 'otel-gateway', 'prometheus'],
  ],
  [
    'with Prometheus elsewhere',
    { fleet: {}, cluster: { ...flux, components: { prometheus: external } } },
    ['alerting', 'prometheus', 'grafana'],
  ],
  [
    'with a workspace of Amazon in place of Prometheus',
    {
      fleet: {},
      cluster: {
        ...argocd,
        components: {
          prometheus: {
            mode: 'external',
            external: {
              url: 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1',
              writeUrls: ['https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write'],
              signIn: { kind: 'sigv4', secretName: null, roleArn: 'arn:aws:iam::123456789012:role/metrics' },
            },
          },
          // Grafana has one role.
          grafana: { dataSources: null },
        },
      },
    },
    ['prometheus', 'grafana'],
  ],
  [
    'that is small',
    {
      fleet: {},
      cluster: { ...argocd, size: 'small', components: { postgres: { backup: { enabled: false }, recovery: null } } },
    },
    ['postgres'],
  ],
];

function modesOf(names: readonly string[], mode: JsonObject): JsonObject {
  return Object.fromEntries(names.map((name) => [name, mode]));
}

/** No port and no Secret twice: what falls back to another one would say the same without. */
function distinct(value: JsonObject): JsonObject {
  let count = 0;
  const renumbered = (key: string, inner: Json): Json => {
    count += 1;
    if (key === 'secretName') return `secret-${count}`;
    if (key === 'port') return 1000 + count;
    if (isList(inner)) return inner.map((item) => renumbered('', item));
    return isObject(inner) ? distinctIn(inner) : inner;
  };
  const distinctIn = (map: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(map).map(([key, inner]) => [key, renumbered(key, inner)]));
  return distinctIn(value);
}

/** The leaves of what a cluster says that are judged. */
function leavesOf(cluster: JsonObject): readonly Path[] {
  return ['components', ...SECTIONS].flatMap((root) => leaves(cluster[root], [root]));
}

function leaves(value: Json | undefined, path: Path): readonly Path[] {
  if (value === undefined) return [];
  if (isObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
  if (isList(value) && value.some((item) => isObject(item)))
    return value.flatMap((item, index) => leaves(item, [...path, index]));
  return [path];
}

/** The paths that a mistake covers: its own, and what is below it. */
function refuses({ path, code }: Diagnostic, leaf: Path): boolean {
  if (code !== 'setting-unused' && code !== 'external-unused') throw new Error(`${path}: ${code}`);
  const whole = dotted(['spec', ...leaf]);
  return whole === path || whole.startsWith(`${path}.`) || whole.startsWith(`${path}[`);
}

describe.each(WORLDS)('what a cluster says of everything, %s', (_, { fleet, cluster }, closely) => {
  const spec = { secrets: VAULT, ...fleet };
  const world = { fleet: spec, cluster: mergeSettings(mergeSettings(distinct(everySetting()), FITTING), cluster) };

  it('is refused where it changes nothing, and nowhere else', () => {
    const { diagnostics } = load(world, true);
    const composed = composedOf(world);
    const { fleet: levels, cluster: before } = resolved(world);
    const files = filesOf(composed, before);
    const answers = new Map(REGISTRY.map((component) => [component, answerOf(component, levels, before)]));
    const isIdle = (leaf: Path, after: Cluster): boolean => {
      const owner = REGISTRY.find(({ name }) => isOf([name], leaf));
      const isAnswerAlike = owner === undefined || isEqual(answerOf(owner, levels, after), answers.get(owner) ?? null);
      return isAnswerAlike && isEqual([...filesOf(composed, after)], [...files]);
    };
    const leaves = leavesOf(world.cluster);
    const refused = leaves.filter((leaf) => diagnostics.some((diagnostic) => refuses(diagnostic, leaf)));
    const rest = resolved({ fleet: spec, cluster: pruned(refused.reduceRight(without, world.cluster)) });
    expect(filesOf(composed, rest.cluster)).toEqual(files);
    const wrong = leaves
      .filter((leaf) => isOf(closely, leaf))
      .flatMap((leaf) => {
        const [after] = load({ fleet: spec, cluster: without(world.cluster, leaf) }, false).fleet?.clusters ?? [];
        // What others need cannot be left out alone, and what says what is so anyway changes nothing by right.
        if (after === undefined || isSame(before, after)) return [];
        const idle = isIdle(leaf, after);
        return idle === refused.includes(leaf) || isAlike(leaf)
          ? []
          : [`${leaf.join('.')} ${idle ? 'changes nothing' : 'is of use'}`];
      });
    expect(wrong).toEqual([]);
  });
});

function isEmpty(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

/** Settings of which two values may come to the same, and why. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/^alerting\..*severity$/, 'engines tell warnings alone, which whoever wants notices wants as well'],
];

function isAlike(leaf: Path): boolean {
  return ALIKE.some(([pattern]) => pattern.test(leaf.join('.')));
}

/** Without the maps that have nothing left in them. */
function pruned(value: JsonObject): JsonObject {
  const entries = Object.entries(value).map(([key, inner]): readonly [string, Json] => {
    if (isList(inner))
      return [key, inner.map((item) => (isObject(item) ? pruned(item) : item)).filter((item) => !isEmpty(item))];
    return [key, isObject(inner) ? pruned(inner) : inner];
  });
  return Object.fromEntries(entries.filter(([, inner]) => !isEmpty(inner)));
}

function isOf(components: readonly string[], [first, second]: Path): boolean {
  return components.includes(String(first === 'components' ? second : SECTIONS_COMPONENT));
}

/** Whether a setting said what is so without it. */
function isSame(a: ReturnType<typeof resolved>['cluster'], b: ReturnType<typeof resolved>['cluster']): boolean {
  const plain = ({ settings, values, additions }: typeof a): Json =>
    JSON.parse(JSON.stringify([[...settings], [...values], [...additions]]));
  return isEqual(plain(a), plain(b));
}
