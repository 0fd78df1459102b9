/** Public host names that lead nowhere. */
import { gateway, OTLP_HOST, type PublicHost, publicHost } from '../components/gateway/handle.ts';
import { objectStore } from '../components/object-store/handle.ts';
import { outsideApplications } from '../components/outside-applications.ts';
import { hasPublicDownloads } from '../components/public-downloads.ts';
import { publicUis } from '../components/public-uis.ts';
import type { Cluster } from '../fleet/model.ts';
import type { Stack } from '../stack/component.ts';
import type { Finding, Subject } from './finding.ts';

/** Those of a cluster: of UIs, of the object store and of OTLP. */
export function publicHosts({ domain }: Pick<Cluster, 'domain'>, stack: Stack): readonly string[] {
  const hosts: readonly PublicHost[] = [
    ...publicUis(stack).map(({ ui }) => ui.name),
    ...(hasPublicDownloads(stack) ? [objectStore.name] : []),
    ...(outsideApplications(stack).length > 0 ? [OTLP_HOST] : []),
  ];
  return hosts.map((host) => publicHost(stack.of(gateway), host, domain));
}
export function hostFindings({ asked: { unresolved = [] } }: Subject): readonly Finding[] {
  if (unresolved.length === 0) return [];
  return [
    {
      name: 'host-unknown',
      path: ['domain'],
      message: `${unresolved.join(' and ')} ${unresolved.length === 1 ? 'has' : 'have'} no address in the DNS that this machine asks`,
      hint: 'add an entry for the address of the Gateway or Ingress, or run this where the zone is seen',
    },
  ];
}
