/**
 * NetworkPolicies from the flows: all traffic of each workload is denied in both directions, except for exactly the flows of the workload
 * and DNS. Both ends of a flow get their rule, so a flow is either complete or absent.
 */

import type { JsonObject } from '../data/json.ts';
import type { EngineInstalls } from '../fleet/engine-installs.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { namespaced, TELEMETRY_LABEL } from '../kubernetes/metadata.ts';
import { type Component, type Flow, isOutside, type Outside, type Peer } from './component.ts';
import type { LevelGraph, PlacedWorkload } from './graph.ts';
import { type HostRule, hostPolicy } from './host-policies.ts';

/** The policies of a component's workloads, sorted by name. */
export function networkPolicies(component: Component, graph: LevelGraph): readonly Manifest[] {
  const workloads = graph.workloads.get(component.name) ?? [];
  return workloads
    .flatMap((workload) => [policy(workload, graph), ...policyOfHosts(workload, graph)])
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** The policy for the servers that the workload knows by name, where the cluster has policies that can name them. */
function policyOfHosts(workload: PlacedWorkload, graph: LevelGraph): readonly Manifest[] {
  const rules = graph.flows.flatMap(({ from, to, ports, protocol = 'TCP' }): readonly HostRule[] =>
    isEnd(from, workload) && isOutside(to) && to.outside === 'host' ? [{ host: to.name, ports, protocol }] : [],
  );
  // Asked last: without such a server it has no effect.
  const kind = rules.length === 0 ? undefined : graph.stack.hostPolicies;
  if (kind === undefined) return [];
  const { namespace, component, podLabels } = workload;
  const metadata = namespaced(`${policyName(workload)}-to-hosts`, namespace, { component });
  return [hostPolicy(kind, metadata, podLabels, distinct(rules), graph.stack.clusterDns)];
}

function policy(workload: PlacedWorkload, graph: LevelGraph): Manifest {
  const ingress = graph.flows
    .filter((flow) => isEnd(flow.to, workload))
    .flatMap((flow) => rule('from', workload.namespace, flow.from, flow, graph));
  const egress = graph.flows
    .filter((flow) => isEnd(flow.from, workload))
    .flatMap((flow) => rule('to', workload.namespace, flow.to, flow, graph));
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: namespaced(policyName(workload), workload.namespace, { component: workload.component }),
    spec: {
      podSelector: { matchLabels: workload.podLabels },
      policyTypes: ['Ingress', 'Egress'],
      ingress: distinct(ingress),
      egress: distinct([dns(graph), ...egress]),
    },
  };
}

/** Pods whose labels are unknown, as those of an existing component, have the same rule. */
function distinct<Rule extends object>(rules: readonly Rule[]): readonly Rule[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}

/**
 * The egress that applications in a namespace outside the stack need if their egress is denied:
 * their half of the flows that start with them, plus DNS.
 */
export function applicationEgress(namespace: string, graph: LevelGraph): readonly JsonObject[] {
  const flows = graph.flows.filter(({ from }) => isOutside(from) && isOf(namespace, from));
  return [dns(graph), ...flows.flatMap((flow) => rule('to', namespace, flow.to, flow, graph))];
}

/** Whether the pods of a namespace outside the stack are the ones that a flow is for. */
function isOf(namespace: string, from: Outside): boolean {
  if (from.outside === 'applications') return !from.except.includes(namespace);
  return from.outside === 'namespaces' && from.names.includes(namespace);
}

/** Only to the pods and addresses of the cluster's DNS: with any address, a pod could send data out as DNS queries. */
function dns({ stack: { clusterDns } }: LevelGraph): JsonObject {
  const { namespace, labels, ports, cidrs } = clusterDns;
  return {
    to: [
      { ...inNamespace(namespace), podSelector: { matchLabels: labels } },
      ...cidrs.map((cidr) => ({ ipBlock: { cidr } })),
    ],
    ports: ports.flatMap((port) => ['UDP', 'TCP'].map((protocol) => ({ port, protocol }))),
  };
}

function inNamespace(name: string): JsonObject {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
}

/** Names of namespaces are set by Kubernetes itself, and cannot be changed. */
function applications(except: readonly string[]): JsonObject {
  if (except.length === 0) return { matchLabels: TELEMETRY_LABEL };
  const others = { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...except] };
  return { matchLabels: TELEMETRY_LABEL, matchExpressions: [others] };
}

function engineNamespaces({ argocd, flux }: EngineInstalls): readonly string[] {
  return [...new Set([...argocd.map(({ namespace }) => namespace).sort(), flux.namespace])];
}

/** A selector of namespaces by their names. */
function named(names: readonly string[]): JsonObject {
  return { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [...names] }] };
}

/** Pods with these labels in any of the namespaces, or all pods. */
function inNamespaces(names: readonly string[], podLabels: Readonly<Record<string, string>> | undefined): JsonObject {
  const namespaceSelector = named(names);
  return podLabels === undefined
    ? { namespaceSelector }
    : { namespaceSelector, podSelector: { matchLabels: podLabels } };
}

/**
 * The peers of a rule for a component that exists but is not deployed by the stack; undefined if there are none.
 * An existing component connects from the namespace that the input names, with unknown labels; an external component does
 * so only if it says from where. Both are reachable at any address.
 */
function elsewhere(side: 'from' | 'to', component: string, graph: LevelGraph): JsonObject | undefined {
  const mode = graph.modeOf(component);
  if (side === 'to') return mode === 'existing' || mode === 'external' ? {} : undefined;
  const party = graph.connectsFrom(component);
  if (party !== undefined) return { from: outsiders('from', party, graph) };
  const namespace = graph.namespaceOf(component);
  return mode === 'existing' && namespace !== undefined ? { from: [inNamespace(namespace)] } : undefined;
}

function policyName(workload: PlacedWorkload): string {
  return workload.name === workload.component ? workload.component : `${workload.component}-${workload.name}`;
}

function isEnd(peer: Peer, workload: PlacedWorkload): boolean {
  return !isOutside(peer) && peer.component === workload.component && peer.name === workload.name;
}

/** No rule if the other end does not exist; a rule without peers (any address) if its pods cannot be selected. */
function rule(
  side: 'from' | 'to',
  namespace: string,
  other: Peer,
  flow: Flow,
  graph: LevelGraph,
): readonly JsonObject[] {
  const ports = flow.ports.map((port) => ({ port, protocol: flow.protocol ?? 'TCP' }));
  if (isOutside(other)) {
    if (other.outside === 'host' && graph.stack.hostPolicies !== undefined) return [];
    const peers = outsiders(side, other, graph);
    return [{ ...(peers.length === 0 ? {} : { [side]: peers }), ports }];
  }
  const { component, name } = other;
  const workloads = graph.workloads.get(component);
  if (workloads === undefined) {
    const peers = elsewhere(side, component, graph);
    return peers === undefined ? [] : [{ ...peers, ports }];
  }
  const peer = workloads.find((workload) => workload.name === name);
  if (peer === undefined)
    throw new Error(
      `flow "${flow.purpose}" ends at ${component}/${name}, which ${component} does not have with these settings: make the flow depend on the same settings as \`workloads\` of ${component}`,
    );
  return [{ [side]: [selector(peer, namespace)], ports }];
}

/** Empty for any address. Requests from the API server may have other source addresses than it listens on: a proxy or a node of the provider. */
function outsiders(side: 'from' | 'to', party: Outside, { stack }: LevelGraph): readonly JsonObject[] {
  const { outside } = party;
  if (party.outside === 'addresses') return [{ ipBlock: { cidr: party.cidr } }];
  if (party.outside === 'namespaces') return [inNamespaces(party.names, party.podLabels)];
  if (party.outside === 'applications') return [{ namespaceSelector: applications(party.except) }];
  if (outside === 'kubernetes-api' && side === 'to')
    return stack.kubernetesApi.cidrs.map((cidr) => ({ ipBlock: { cidr } }));
  return party.outside === 'engines' ? [{ namespaceSelector: named(engineNamespaces(stack.fleet.engines)) }] : [];
}

function selector(peer: PlacedWorkload, from: string): JsonObject {
  const podSelector = { matchLabels: peer.podLabels };
  if (peer.namespace === from) return { podSelector };
  return { ...inNamespace(peer.namespace), podSelector };
}
