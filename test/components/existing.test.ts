/** What was on the cluster before us is as much part of the network as what we bring: nothing else in the stack is to notice. */
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const EVERYTHING: JsonObject = {
  issuers: { kind: 'acme' },
  gpu: { mode: 'managed' },
  instrumentation: { mode: 'managed' },
  'otel-sampler': { mode: 'managed' },
};

/** The policies of each deployed component. */
function policiesWith(components: JsonObject): ReadonlyMap<string, readonly Manifest[]> {
  const answers = watchedCluster({ fleet: { components: EVERYTHING }, cluster: { components } });
  return new Map(
    [...answers].map(([name, { manifests }]) => [name, manifests.filter(({ kind }) => kind === 'NetworkPolicy')]),
  );
}

function rulesOf({ spec }: Manifest, direction: 'ingress' | 'egress'): readonly JsonObject[] {
  const rules = isObject(spec) ? spec[direction] : [];
  return Array.isArray(rules) ? rules.filter(isObject) : [];
}

/** Each port that a component's pods are opened for, as `<policy> <direction> <port>`. */
function openings(policies: readonly Manifest[]): readonly string[] {
  return policies.flatMap((policy) =>
    (['ingress', 'egress'] as const).flatMap((direction) =>
      rulesOf(policy, direction)
        .flatMap(({ ports }): readonly Json[] => (Array.isArray(ports) ? ports : []))
        .map((port) => `${policy.metadata.name} ${direction} ${isObject(port) ? port.port : ''}`),
    ),
  );
}

/** Where those are that what they run must let in. */
const PLACES: Readonly<Record<string, JsonObject>> = {
  'cloudnative-pg': { namespace: 'databases' },
  'clickhouse-operator': { namespace: 'databases' },
};

const CAN_EXIST = REGISTRY.filter(({ modes }) => modes.includes('existing')).map(({ name }) => name);
const MANAGED = policiesWith({});

describe.each(CAN_EXIST)('an existing %s', (name) => {
  const existing = policiesWith({ [name]: { mode: 'existing', ...PLACES[name] } });

  it('is not deployed', () => {
    expect(MANAGED.has(name)).toBe(true);
    expect(existing.has(name)).toBe(false);
  });

  it('has the same flows as a managed one', () => {
    for (const [component, policies] of existing)
      expect([component, ...openings(policies)]).toEqual(
        expect.arrayContaining([component, ...openings(MANAGED.get(component) ?? [])]),
      );
  });
});

describe('an existing operator', () => {
  const existing = policiesWith({
    'cloudnative-pg': { mode: 'existing', namespace: 'databases' },
    'barman-cloud': { mode: 'existing' },
    'clickhouse-operator': { mode: 'existing', namespace: 'databases' },
  });
  const letIn = (component: string, port: number): readonly (Json | undefined)[] =>
    (existing.get(component) ?? [])
      .flatMap((policy) => rulesOf(policy, 'ingress'))
      .filter(({ ports }) => JSON.stringify(ports).includes(`"port":${port},`))
      .map(({ from }) => from);
  const ITS_PODS = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'databases' } } }];

  it('reaches its databases from the namespace that the input names', () => {
    expect(letIn('postgres', 8000)).toContainEqual(ITS_PODS);
    for (const port of [9001, 2181, 9123]) expect(letIn('clickhouse', port)).toContainEqual(ITS_PODS);
  });

  it('is allowed from its namespace only: no rule is for every namespace', () => {
    const open = [...existing.values()]
      .flat()
      .filter((policy) => JSON.stringify(policy).includes('"namespaceSelector":{}'));
    expect(open.map(({ metadata }) => metadata.name)).toEqual([]);
  });

  it('opens no address outside the cluster, and no other port', () => {
    for (const port of [8000, 9001, 2181, 9123])
      for (const component of ['postgres', 'clickhouse']) expect(letIn(component, port)).not.toContain(undefined);
    for (const port of [5432, 9187]) expect(letIn('postgres', port)).not.toContainEqual(ITS_PODS);
  });
});

it.each([
  ['https://ca.acme.io:9000/acme/directory', 1],
  ['https://ca.acme.io/acme/directory', 0],
])('cert-manager reaches an ACME server on its own port: %s', (server, count) => {
  const policies = policiesWith({ issuers: { kind: 'acme', acme: { server } } }).get('cert-manager') ?? [];
  expect(openings(policies).filter((opening) => opening.endsWith('egress 9000'))).toHaveLength(count);
});

it('an existing issuer may use ACME: the gateway allows its challenges', () => {
  const names = (components: JsonObject): readonly string[] =>
    (policiesWith(components).get('gateway') ?? []).map(({ metadata }) => metadata.name);
  expect(names({ issuers: { mode: 'existing' } })).toContain('gateway-http01-solver');
  expect(names({})).not.toContain('gateway-http01-solver');
});
