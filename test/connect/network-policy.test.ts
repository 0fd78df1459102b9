/** The printed policy and the generated ones together, evaluated: an application reaches the collector, and nothing else. */
import { describe, expect, it } from 'vitest';
import { namespacesComponent } from '../../generator/components/namespaces/namespaces.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { egressPolicy } from '../../generator/connect/manifests.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import type { Component } from '../../generator/stack/component.ts';
import { buildGraph, type LevelGraph } from '../../generator/stack/graph.ts';
import { networkPolicies } from '../../generator/stack/network-policies.ts';
import { clusterOf, fleetOfInput } from './fleet.ts';
import { isAllowed, letsThrough, type Pod } from './policy-evaluation.ts';

/** As the registry has it: with no settings of its own. */
const namespaces: Component = namespacesComponent;

const APPLICATION = { name: 'assistant', namespace: 'search' };
const POD: Pod = {
  namespace: 'search',
  namespaceLabels: { 'lang-observatory.dev/telemetry': 'enabled' },
  labels: { 'app.kubernetes.io/name': 'assistant' },
};
/** As a careful team has it in its namespace. */
const DEFAULT_DENY: JsonObject = {
  metadata: { name: 'default-deny', namespace: 'search' },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
};

function graphOf(cluster: string): LevelGraph {
  const fleet = fleetOfInput();
  return buildGraph(fleet, clusterOf(fleet, cluster), REGISTRY);
}

/** Everything that is on the cluster: default deny in each namespace, and a policy for each workload. */
function generated(graph: LevelGraph): readonly JsonObject[] {
  const denied = namespaces.manifests?.({ mode: 'managed' }, graph.stack) ?? [];
  const policies = graph.deployed.flatMap((component) => networkPolicies(component, graph));
  return [...denied.filter(({ kind }) => kind === 'NetworkPolicy'), ...policies];
}

/** Every pod of the stack with every port that any flow names: `<component>/<workload>:<port>` of those that can be reached. */
function reachable(policies: readonly JsonObject[], from: Pod, graph: LevelGraph): readonly string[] {
  const ports = [...new Set(graph.flows.flatMap((flow) => flow.ports))];
  return [...graph.workloads.values()].flat().flatMap(({ component, name, namespace, podLabels }) => {
    const to: Pod = { namespace, namespaceLabels: {}, labels: podLabels };
    return ports.filter((port) => isAllowed(policies, from, to, port)).map((port) => `${component}/${name}:${port}`);
  });
}

const COLLECTOR = ['otel-gateway/collector:4317', 'otel-gateway/collector:4318'];

describe.each(['whole', 'private', 'metrics-only', 'traces-only'])('on a cluster that is %s', (cluster) => {
  const graph = graphOf(cluster);
  const ours = generated(graph);
  const printed = egressPolicy(APPLICATION, graph);
  const policies = [...ours, DEFAULT_DENY, printed];

  it('the application reaches the collector alone', () => {
    expect(reachable(policies, POD, graph)).toEqual(COLLECTOR);
  });

  it('both halves are needed: without the printed policy the namespace holds it back', () => {
    expect(reachable([...ours, DEFAULT_DENY], POD, graph)).toEqual([]);
  });

  it('a namespace without the label is not let in', () => {
    expect(reachable(policies, { ...POD, namespaceLabels: {} }, graph)).toEqual([]);
  });

  it('another application of the namespace is not let out', () => {
    expect(reachable(policies, { ...POD, labels: { 'app.kubernetes.io/name': 'other' } }, graph)).toEqual([]);
  });

  it('lets nothing in to the application', () => {
    const [collector] = graph.workloads.get('otel-gateway') ?? [];
    const pod: Pod = { namespace: 'lang-observatory', namespaceLabels: {}, labels: collector?.podLabels ?? {} };
    expect(letsThrough(policies, 'Ingress', POD, pod, 8080)).toBe(false);
  });
});

it('where no other policy selects the pod, the printed one closes what it does not name', () => {
  const graph = graphOf('whole');
  const provider: Pod = { namespace: 'elsewhere', namespaceLabels: {}, labels: {} };
  expect(letsThrough([], 'Egress', POD, provider, 443)).toBe(true);
  expect(letsThrough([egressPolicy(APPLICATION, graph)], 'Egress', POD, provider, 443)).toBe(false);
  expect(letsThrough([egressPolicy(APPLICATION, graph)], 'Egress', POD, provider, 53)).toBe(false);
  const dns: Pod = { namespace: 'kube-system', namespaceLabels: {}, labels: { 'k8s-app': 'kube-dns' } };
  const cache: Pod = { namespace: 'kube-system', namespaceLabels: {}, labels: {}, address: '169.254.20.10' };
  for (const answering of [dns, cache])
    expect(letsThrough([egressPolicy(APPLICATION, graph)], 'Egress', POD, answering, 53)).toBe(true);
});
