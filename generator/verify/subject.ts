/** What a cluster has that can be checked, from its input. */
import { gateway, isExposed } from '../components/gateway/handle.ts';
import type { Cluster } from '../fleet/model.ts';
import type { ServicePlace } from '../live/clusters/service-pod.ts';
import type { LevelGraph } from '../stack/graph.ts';
import type { Handle } from '../stack/handle.ts';
import { startsLater } from '../stack/standby.ts';

export interface Subject {
  readonly cluster: Cluster;
  readonly graph: LevelGraph;
  /** Whether probe pods may be made, which changes the cluster for a moment. */
  readonly probes?: boolean;
}

/** Whether a component is deployed and has pods: a standby has none of some until it is promoted. */
export function runs({ graph: { stack } }: Subject, component: Handle): boolean {
  return stack.deploys(component) && !startsLater(component, stack);
}

export function isPublic({ graph: { stack } }: Subject): boolean {
  return isExposed(stack.of(gateway));
}

/** The Service of an address such as `http://web.lang-observatory.svc:3000`. */
export function placeOf(url: string): ServicePlace {
  const { hostname, port } = new URL(url);
  const [service = '', namespace = ''] = hostname.split('.');
  return { service, namespace, port: Number(port) };
}
