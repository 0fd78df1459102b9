/** Public host names that lead nowhere. */
import { gateway, publicHost } from '../components/gateway/handle.ts';
import { publicUis } from '../components/public-uis.ts';
import type { Cluster } from '../fleet/model.ts';
import type { Stack } from '../stack/component.ts';
import type { Finding, Subject } from './finding.ts';

/** Those of the UIs of a cluster. */
export function publicHosts({ domain }: Pick<Cluster, 'domain'>, stack: Stack): readonly string[] {
  return publicUis(stack).map(({ ui }) => publicHost(stack.of(gateway), ui.name, domain));
}

export function hostFindings({ unresolved }: Subject): readonly Finding[] {
  return unresolved.map((host) => ({
    path: ['domain'],
    message: `${host} has no address in the DNS that this machine asks`,
    hint: 'add an entry for the address of the Gateway or Ingress, or run this where the zone is seen',
  }));
}
