/** What `verify` needs in a cluster: to find the pod behind a Service and to connect to it, and for probe pods to make Jobs. */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import type { Listing, Right } from '../../live/resource.ts';
import type { LevelGraph } from '../../stack/graph.ts';
import { probedFlows } from '../../verify/probes/probes.ts';

const core = (plural: string, kind: string) => ({ group: '', version: 'v1', plural, kind });

export const PODS = core('pods', 'Pod');
const JOBS = { group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job' } as const;

export const LISTINGS: readonly Listing[] = [
  { resource: PODS, namespace: STACK_NAMESPACE },
  { resource: core('services', 'Service'), namespace: STACK_NAMESPACE },
];

/**
 * A port-forward over a WebSocket is a GET, which has always been the verb `get`; since Kubernetes 1.35 the server asks for `create` too
 * (kubernetes/enhancements: KEP-4006, "Synthetic RBAC CREATE Authorization Check").
 */
export const RIGHTS: readonly Right[] = [
  ...LISTINGS,
  { resource: core('pods/portforward', 'Pod'), namespace: STACK_NAMESPACE, verbs: ['create', 'get'] },
];

/** Of probe pods besides: pods are listed where any end of a flow is, and Jobs made where one begins. */
export function probeRights(graph: LevelGraph): readonly Right[] {
  const sources = [...new Set([...probedFlows(graph).keys()].map(({ namespace }) => namespace))].sort();
  return [
    ...namespacesOf(graph)
      .filter((namespace) => namespace !== STACK_NAMESPACE)
      .map((namespace) => ({ resource: PODS, namespace })),
    ...sources.map((namespace) => ({ resource: JOBS, namespace, verbs: ['create', 'delete'] })),
  ];
}

/** Of the workloads at both ends of flows. */
export function namespacesOf(graph: LevelGraph): readonly string[] {
  const ends = [...probedFlows(graph)].flatMap(([source, targets]) => [source, ...targets.map(({ to }) => to)]);
  return [...new Set(ends.map(({ namespace }) => namespace))].sort();
}

export const RIGHTS_HINT = '`lang-observatory verify CLUSTER --rights` prints the rights that are needed';
