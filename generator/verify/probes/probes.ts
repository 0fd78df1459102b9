/** What a probe pod is asked and what it answers. */
import { listAt, textAt } from '../../data/fields.ts';
import type { Json, JsonObject } from '../../data/json.ts';
import { isReady } from '../../live/clusters/service-pod.ts';
import { isOutside } from '../../stack/component.ts';
import type { LevelGraph, PlacedWorkload } from '../../stack/graph.ts';

/** A port of a workload that another one connects to. */
export interface Target {
  readonly to: PlacedWorkload;
  readonly port: number;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Each workload of the stack that connects to others, with the ports that it connects to over TCP, in the order of the graph. */
export function probedFlows({ workloads, flows }: LevelGraph): ReadonlyMap<PlacedWorkload, readonly Target[]> {
  const all = [...workloads.values()].flat();
  const placed = ({ component, name }: { readonly component: string; readonly name: string }) =>
    all.find((one) => one.component === component && one.name === name);
  const found = new Map<PlacedWorkload, Target[]>();
  for (const { from, to, ports, protocol = 'TCP' } of flows) {
    const [source, target] = [from, to].map((end) => (isOutside(end) ? undefined : placed(end)));
    if (source === undefined || target === undefined || protocol !== 'TCP') continue;
    const known = found.get(source) ?? [];
    for (const port of ports)
      if (!known.some((one) => one.to === target && one.port === port)) known.push({ to: target, port });
    found.set(source, known);
  }
  return found;
}

/** Such as `langfuse.web`. */
export function titleOf({ component, name }: PlacedWorkload): string {
  return `${component}.${name}`;
}

/** Where a target is reached: at a ready pod of it; undefined where there is none. */
export function addressOf({ to, port }: Target, pods: readonly JsonObject[]): Address | undefined {
  const labels = Object.entries(to.podLabels);
  const ready = pods.find(
    (pod) =>
      textAt(pod, 'metadata', 'namespace') === to.namespace &&
      labels.every(([key, value]) => textAt(pod, 'metadata', 'labels', key) === value) &&
      textAt(pod, 'metadata', 'labels', PROBE_LABEL) === '' &&
      isReady(pod),
  );
  const host = textAt(ready, 'status', 'podIP');
  return host === '' ? undefined : { host, port };
}

/** Of the pods that probe, whatever other labels they have. */
export const PROBE_LABEL = 'lang-observatory.dev/probe';

/** Whether packets arrive, by what a probe meets at an address: a refusal comes from the pod itself, which listens at another port now. */
export function arrives(reached: string): boolean {
  return reached === 'open' || reached === 'ECONNREFUSED';
}

/** How a probe pod has ended: what it met at each address, or why it says nothing; undefined while it may still say something. */
export function endOf(pod: JsonObject | undefined): readonly string[] | string | undefined {
  const [container]: readonly Json[] = listAt(pod, 'status', 'containerStatuses');
  const message = textAt(container, 'state', 'terminated', 'message');
  if (message !== '') return reachedIn(message);
  const ended = textAt(container, 'state', 'terminated', 'reason');
  if (ended !== '') return `it ends without a word: ${ended}`;
  const waiting = textAt(container, 'state', 'waiting', 'reason');
  if (STUCK.test(waiting)) return `it does not start: ${waiting}`;
  const unschedulable = listAt(pod, 'status', 'conditions').find(
    (one) => textAt(one, 'type') === 'PodScheduled' && textAt(one, 'reason') === 'Unschedulable',
  );
  return unschedulable === undefined ? undefined : `no node takes it: ${textAt(unschedulable, 'message')}`;
}

const STUCK = /^(?:ErrImagePull|ImagePullBackOff|InvalidImageName|CreateContainer\w*Error|RunContainerError)$/;

function reachedIn(message: string): readonly string[] | string {
  try {
    const said: unknown = JSON.parse(message);
    if (Array.isArray(said) && said.every((one) => typeof one === 'string')) return said;
  } catch {
    // Told below.
  }
  return 'it says nothing that can be read';
}
