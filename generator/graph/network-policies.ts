/**
 * NetworkPolicies from the flows: each workload is closed in both directions and then opened for exactly the flows it takes part in,
 * plus DNS. Both ends of a flow get their half, so a flow is either whole or absent.
 */
import type { Component, Flow, Peer } from '../components/component.ts';
import type { Mode } from '../fleet/model.ts';
import type { JsonObject } from '../json.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { ENGINE_NAMESPACES, namespaced, TELEMETRY_LABEL } from '../kubernetes/metadata.ts';
import type { LevelGraph, PlacedWorkload } from './stack.ts';

/** The policies of a component's workloads, sorted by name. */
export function networkPolicies(component: Component, graph: LevelGraph): readonly Manifest[] {
  const workloads = graph.workloads.get(component.name) ?? [];
  return workloads
    .map((workload) => policy(workload, graph))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
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
      ingress,
      egress: [DNS, ...egress],
    },
  };
}

/**
 * What applications in a namespace outside the stack must be let out to, where their egress is denied:
 * their half of the flows that start with applications, plus DNS.
 */
export function applicationEgress(namespace: string, graph: LevelGraph): readonly JsonObject[] {
  const flows = graph.flows.filter(({ from }) => typeof from !== 'string' && from.outside === 'applications');
  return [DNS, ...flows.flatMap((flow) => rule('to', namespace, flow.to, flow, graph))];
}

/** To any address: cluster DNS may be a Service, a node-local cache on a link-local address, or a cloud's resolver. */
const DNS: JsonObject = {
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ],
};

/** Parties outside the stack whose namespaces we know; the others may have any address. */
const KNOWN_NAMESPACES: Readonly<Record<string, JsonObject>> = {
  applications: { matchLabels: TELEMETRY_LABEL },
  engines: {
    matchExpressions: [
      { key: 'kubernetes.io/metadata.name', operator: 'In', values: Object.values(ENGINE_NAMESPACES) },
    ],
  },
};

/** Modes in which a component is there to talk to, at an address that we do not know. */
const RUNS_ELSEWHERE: ReadonlySet<Mode> = new Set(['external', 'existing']);

function policyName(workload: PlacedWorkload): string {
  return workload.name === workload.component ? workload.component : `${workload.component}-${workload.name}`;
}

function isEnd(peer: Peer, workload: PlacedWorkload): boolean {
  return typeof peer === 'string' && (peer === workload.component || peer === `${workload.component}/${workload.name}`);
}

/** No rule when the other end is not on this cluster; a rule without peers (any address) when it is outside our reach. */
function rule(
  side: 'from' | 'to',
  namespace: string,
  other: Peer,
  flow: Flow,
  graph: LevelGraph,
): readonly JsonObject[] {
  const ports = flow.ports.map((port) => ({ port, protocol: flow.protocol ?? 'TCP' }));
  if (typeof other !== 'string') {
    const namespaces = KNOWN_NAMESPACES[other.outside];
    return [{ ...(namespaces === undefined ? {} : { [side]: [{ namespaceSelector: namespaces }] }), ports }];
  }
  const [component = '', name] = other.split('/');
  const workloads = graph.workloads.get(component);
  if (workloads === undefined) return side === 'to' && RUNS_ELSEWHERE.has(graph.modeOf(component)) ? [{ ports }] : [];
  const peers = workloads.filter((workload) => name === undefined || workload.name === name);
  if (peers.length === 0) throw new Error(`flow "${flow.purpose}" names ${other}, which is no workload`);
  return [{ [side]: peers.map((peer) => selector(peer, namespace)), ports }];
}

function selector(peer: PlacedWorkload, from: string): JsonObject {
  const podSelector = { matchLabels: peer.podLabels };
  if (peer.namespace === from) return { podSelector };
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': peer.namespace } }, podSelector };
}
