/** Policies that let the same peer in or out are one danger to somebody who reads: a new pod is told of once. */
import { grouped } from '../../layers/selector.ts';
import type { Danger } from '../plan.ts';
import { named } from './lines.ts';

/** In the order of the first of each; every other danger stays as it is. */
export function dangersPerPeer(dangers: readonly Danger[], most: number): readonly Danger[] {
  return grouped(dangers, ({ code, clusters, opened, ...danger }) =>
    JSON.stringify(opened === undefined ? [code, clusters, danger] : [code, clusters, opened.peer]),
  ).map((group) => (group.length === 1 ? group[0] : onePeer(group, most)));
}

function onePeer(group: readonly [Danger, ...Danger[]], most: number): Danger {
  const [{ opened, ...first }] = group;
  const where = group.flatMap((danger) => danger.opened?.where ?? []);
  const components = [...new Set(group.flatMap(({ component }) => component ?? []))];
  return {
    ...first,
    message: `NetworkPolicies allow ${opened?.peer} where they did not: ${named(where, most)}`,
    ...(components.length === 0 ? {} : { component: named(components, most) }),
  };
}
