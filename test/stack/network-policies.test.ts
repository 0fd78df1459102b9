/**
 * A flow is two openings, one at each end, and nothing is open but by a flow: for every component of the registry, in every mode.
 * What flows come to is worked out here once more, and compared with the policies as they are generated.
 */
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { type CommonSettings, DEFAULT_KUBERNETES_API, type Level, type Mode } from '../../generator/fleet/model.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { ownAnswer } from '../../generator/layers/answer.ts';
import { type Component, type Flow, isOutside, type Outside, type Peer } from '../../generator/stack/component.ts';
import type { LevelGraph } from '../../generator/stack/graph.ts';
import type { Workload } from '../../generator/stack/handle.ts';
import { graphOf, levelWith, type Said } from './level-with.ts';

/** Where those run that are elsewhere, and from where those call that were there before. */
const PLACES: Readonly<Record<string, Partial<Record<Mode, JsonObject>>>> = {
  langfuse: { external: { external: { url: 'https://langfuse.acme.io:8443' } } },
  postgres: { external: { external: { host: 'db.acme.io', port: 6432 } } },
  clickhouse: { external: { external: { host: 'ch.acme.io', httpPort: 8443, nativePort: 9440 } } },
  valkey: { external: { external: { host: 'kv.acme.io', port: 6380 } } },
  'object-store': { external: { external: { endpoint: 'https://s3.acme.io' } } },
  'cloudnative-pg': { existing: { namespace: 'databases' } },
  'clickhouse-operator': { existing: { namespace: 'databases' } },
};

interface Variant {
  readonly said: Said;
  readonly level?: Partial<Omit<Level, 'settings'>>;
}

/** Settings that flows depend on. */
const VARIANTS: Readonly<Record<string, Variant>> = {
  'as it comes': { said: {} },
  'with everything on': {
    said: {
      'otel-sampler': { mode: 'managed' },
      'model-serving': {
        servers: [
          { engine: 'vllm', namespaces: ['models'], selector: { app: 'llama' } },
          { engine: 'sglang', namespaces: ['models', 'research'], selector: { app: 'qwen' }, port: 9000 },
        ],
      },
      gpu: { mode: 'existing', namespace: 'nvidia', port: 9401 },
      'llm-gateways': {
        gateways: [{ engine: 'litellm', namespaces: ['gateways'], selector: { app: 'litellm' } }],
      },
      issuers: { kind: 'acme', acme: { server: 'https://ca.acme.io:9000/acme/directory' } },
      langfuse: {
        internet: true,
        retentionDays: 90,
        projects: [
          { name: 'search', namespaces: ['search', 'search-eval'] },
          { name: 'support', namespaces: ['support'] },
        ],
        egress: [{ to: 'pods', namespaces: ['models'], selector: { app: 'litellm' }, ports: [4000] }],
      },
      openlit: { egress: [{ to: 'pods', namespaces: ['models', 'research'], ports: [8000, 8001] }] },
      grafana: {
        egress: [
          { to: 'addresses', cidr: '10.20.0.0/16', ports: [3306, 5432] },
          { to: 'host', host: 'warehouse.acme.io', ports: [5439] },
        ],
      },
      'otel-gateway': {
        egress: [{ to: 'addresses', cidr: '0.0.0.0/0', ports: [4317] }],
        outside: [{ name: 'checkout', project: 'search' }, { name: 'billing' }],
      },
      prometheus: {
        remoteWrite: [{ name: 'central', url: 'https://metrics.acme.io:8443/write' }],
        egress: [{ to: 'pods', namespaces: ['search'], selector: { 'app.kubernetes.io/name': 'api' }, ports: [9102] }],
        alertmanagerEgress: [{ to: 'addresses', cidr: 'fd00:10::/64', ports: [25] }],
      },
      'object-store': { publicDownloads: true },
      clickhouse: { backup: { enabled: true, drill: { enabled: true } } },
      postgres: { pooler: { instances: 2 }, backup: { enabled: true, drill: { enabled: true } } },
      alerting: {
        alerting: {
          slack: { channel: '#alerts' },
          webhook: { port: 8080 },
          email: { to: ['sre@acme.io'] },
          smtp: { host: 'mail.acme.io', port: 2525, from: 'observatory@acme.io' },
        },
      },
    },
    level: {
      secrets: {
        provider: 'vault',
        prefix: 'observatory',
        server: 'https://vault.acme.io:8200',
        path: 'kv',
        role: 'reader',
        mountPath: 'kubernetes',
      },
      kubernetesApi: { ports: [6443], cidrs: ['10.0.0.1/32', '10.0.0.2/32'] },
    },
  },
  "with a cloud's own Gateway": {
    said: {
      gateway: { className: 'gke-l7-global-external-managed' },
      issuers: { mode: 'existing' },
      'otel-gateway': { outside: [{ name: 'checkout' }] },
    },
  },
  'with policies for hosts': {
    said: {
      langfuse: { egress: [{ to: 'host', host: '*.acme.io', ports: [8443] }] },
      grafana: { egress: [{ to: 'host', host: 'warehouse.acme.io', ports: [5439] }] },
      prometheus: { remoteWrite: [{ name: 'central', url: 'https://metrics.acme.io:8443/write' }] },
      issuers: { kind: 'acme', acme: { server: 'https://ca.acme.io:9000/acme/directory' } },
    },
    level: { hostPolicies: 'cilium' },
  },
  'with classic Ingress': {
    said: {
      gateway: { kind: 'ingress', className: 'haproxy' },
      issuers: { kind: 'acme' },
      openlit: { mode: 'managed', public: true },
    },
    level: { kubernetesApi: DEFAULT_KUBERNETES_API },
  },
};

const MODES_OF_ALL = REGISTRY.flatMap(({ name, modes }) => modes.map((mode) => ({ name, mode })));

/** Everything that can be is there, but for the one that the case is about. */
function levelOf({ said, level = {} }: Variant, name: string, mode: Mode): Level {
  return levelWith({ ...said, [name]: { ...said[name], mode, ...PLACES[name]?.[mode] } }, level);
}

/** One port in one direction between the pods of a workload and one other party, as a line to compare. */
function opening(workload: string, side: 'in' | 'out', party: string, port: Json, protocol: Json): string {
  return `${workload} ${side} ${party} ${String(port)}/${String(protocol)}`;
}

const ANY = 'anybody';
const byName = (namespace: string): JsonObject => ({ matchLabels: { 'kubernetes.io/metadata.name': namespace } });
const pods = (namespaces: JsonObject, labels: Json): string => JSON.stringify([namespaces, labels]);

/** What the policies open. */
function generated(policies: readonly Manifest[]): readonly string[] {
  return policies.flatMap(({ metadata, spec }) => {
    const namespace = String(metadata.namespace);
    if (!isObject(spec) || !isObject(spec.podSelector)) throw new Error(`policy ${metadata.name} selects no pods`);
    expect([metadata.name, spec.policyTypes]).toEqual([metadata.name, ['Ingress', 'Egress']]);
    const workload = pods(byName(namespace), spec.podSelector.matchLabels ?? {});
    const openings = (side: 'in' | 'out', rules: Json | undefined, key: 'from' | 'to'): readonly string[] =>
      listed(rules).flatMap((rule) => {
        const parties = rule[key] === undefined ? [ANY] : objects(rule[key]).map((peer) => partyOf(peer, namespace));
        return parties.flatMap((party) =>
          objects(rule.ports).map(({ port = '', protocol = '' }) => opening(workload, side, party, port, protocol)),
        );
      });
    return [...openings('in', spec.ingress, 'from'), ...openings('out', spec.egress, 'to')];
  });
}

function listed(list: Json | undefined): readonly JsonObject[] {
  if (!isList(list)) throw new Error('not a list');
  return list.filter(isObject);
}

function objects(list: Json | undefined): readonly JsonObject[] {
  const found = listed(list);
  if (found.length === 0) throw new Error('a rule with an empty list of ports or parties opens everything');
  return found;
}

function partyOf({ ipBlock, namespaceSelector, podSelector }: JsonObject, namespace: string): string {
  if (isObject(ipBlock)) return String(ipBlock.cidr);
  const labels = isObject(podSelector) ? (podSelector.matchLabels ?? {}) : '*';
  return pods(isObject(namespaceSelector) ? namespaceSelector : byName(namespace), labels);
}

/** What the flows of the components ask for. */
function expected(component: Component, graph: LevelGraph, level: Level): readonly string[] {
  const { stack, deployed } = graph;
  const settingsOf = (one: Component): CommonSettings => stack.of(one.handle);
  const isNeeded = (one: Component): boolean =>
    deployed.some((user) => (user.requires?.(settingsOf(user), stack) ?? []).some(({ name }) => name === one.name));
  const speaking = REGISTRY.filter(
    (one) => deployed.includes(one) || (settingsOf(one).mode === 'existing' && isNeeded(one)),
  );
  const flows = speaking.flatMap((one) => one.flows?.(settingsOf(one), stack) ?? []);
  return workloadsOf(component, settingsOf(component), graph).flatMap((own) => [
    ...flows.flatMap((flow) => (flow.to === own ? halves(flow, own, 'in', graph, level) : [])),
    ...flows.flatMap((flow) => (flow.from === own ? halves(flow, own, 'out', graph, level) : [])),
    ...dns(own, graph, level),
  ]);
}

function workloadsOf(
  component: Component,
  settings: CommonSettings,
  { stack, deployed }: LevelGraph,
): readonly Workload[] {
  if (!deployed.includes(component)) return [];
  const flags = component.workloads?.(settings, stack) ?? {};
  return Object.values(component.handle.workloads).filter(({ name }) => flags[name] ?? true);
}

function halves(flow: Flow, own: Workload, side: 'in' | 'out', graph: LevelGraph, level: Level): readonly string[] {
  const workload = placed(own, graph);
  return parties(side === 'in' ? flow.from : flow.to, side, graph, level).flatMap((party) =>
    flow.ports.map((port) => opening(workload, side, party, port, flow.protocol ?? 'TCP')),
  );
}

function placed({ component, podLabels, namespace }: Workload, { stack }: LevelGraph): string {
  const owner = REGISTRY.find(({ name }) => name === component);
  if (owner === undefined) throw new Error(`${component} is not in the registry`);
  const labels = typeof podLabels === 'function' ? podLabels(stack.of(owner.handle)) : podLabels;
  return pods(byName(namespace ?? owner.namespace.name), labels);
}

function parties(peer: Peer, side: 'in' | 'out', graph: LevelGraph, level: Level): readonly string[] {
  if (isOutside(peer)) return outsiders(peer, side, level);
  if (graph.deployed.some(({ name }) => name === peer.component)) return [placed(peer, graph)];
  const settings = level.settings.get(peer.component);
  if (side === 'out') return settings?.mode === 'existing' || settings?.mode === 'external' ? [ANY] : [];
  return settings?.mode === 'existing' && settings.namespace !== undefined
    ? [pods(byName(settings.namespace), '*')]
    : [];
}

function outsiders(
  peer: Outside,
  side: 'in' | 'out',
  { kubernetesApi: { cidrs }, hostPolicies }: Level,
): readonly string[] {
  switch (peer.outside) {
    case 'kubernetes-api':
      return side === 'out' && cidrs.length > 0 ? cidrs : [ANY];
    case 'host':
      // Another policy names it.
      return hostPolicies === undefined ? [ANY] : [];
    case 'applications':
      return [pods(sending(peer.except), '*')];
    case 'engines':
      return [pods(oneOf(['argocd', 'flux-system']), '*')];
    case 'namespaces':
      return [pods(oneOf(peer.names), peer.podLabels ?? '*')];
    case 'addresses':
      return [peer.cidr];
    default:
      return [ANY];
  }
}

function sending(except: readonly string[]): JsonObject {
  const matchLabels = { 'lang-observatory.dev/telemetry': 'enabled' };
  if (except.length === 0) return { matchLabels };
  const others = { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...except] };
  return { matchLabels, matchExpressions: [others] };
}

function oneOf(namespaces: readonly string[]): JsonObject {
  return {
    matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [...namespaces] }],
  };
}

function dns(own: Workload, graph: LevelGraph, { clusterDns }: Level): readonly string[] {
  const { namespace, labels, ports, cidrs } = clusterDns;
  return [pods(byName(namespace), labels), ...cidrs].flatMap((party) =>
    ports.flatMap((port) =>
      ['UDP', 'TCP'].map((protocol) => opening(placed(own, graph), 'out', party, port, protocol)),
    ),
  );
}

const policiesOf = (component: Component, graph: LevelGraph): readonly Manifest[] =>
  ownAnswer(component, graph).manifests.filter(
    ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name !== 'default-deny',
  );

const sorted = (lines: readonly string[]): readonly string[] => [...new Set(lines)].sort();

describe.each(Object.entries(VARIANTS))('the policies of the stack %s', (_variant, variant) => {
  it.each(MODES_OF_ALL)('open what its flows name, and nothing else: $name is $mode', ({ name, mode }) => {
    const level = levelOf(variant, name, mode);
    const graph = graphOf(level);
    for (const component of graph.deployed) {
      const policies = policiesOf(component, graph);
      expect([component.name, policies.length]).toEqual([
        component.name,
        workloadsOf(component, graph.stack.of(component.handle), graph).length,
      ]);
      expect([component.name, ...sorted(generated(policies))]).toEqual([
        component.name,
        ...sorted(expected(component, graph, level)),
      ]);
    }
  });
});

it('every component is deployed in some of these stacks, and every workload of every handle has a policy in one of them', () => {
  const graphs = Object.values(VARIANTS).flatMap((variant) =>
    MODES_OF_ALL.map(({ name, mode }) => graphOf(levelOf(variant, name, mode))),
  );
  const deployed = new Set(graphs.flatMap((graph) => graph.deployed.map(({ name }) => name)));
  expect(REGISTRY.map(({ name }) => name).filter((name) => !deployed.has(name))).toEqual([]);
  const placedOnce = new Set(
    graphs.flatMap((graph) =>
      [...graph.workloads.values()].flat().map(({ component, name }) => `${component}/${name}`),
    ),
  );
  const declared = REGISTRY.flatMap(({ handle }) =>
    Object.values(handle.workloads).map(({ component, name }) => `${component}/${name}`),
  );
  expect([...placedOnce].sort()).toEqual(declared.sort());
});
