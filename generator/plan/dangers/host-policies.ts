/** Policies of network plugins that allow a server more than before, by its host name. */
import { fieldAt, listAt, textAt } from '../../data/fields.ts';
import { asText, isEqual } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { groupKindOf } from '../../kubernetes/scope.ts';
import type { ComponentRule } from './danger.ts';
import { subjectOf } from './subject.ts';

/** A host and a port, as `NetworkPolicy` writes ports. */
interface Way {
  readonly host: string;
  readonly port: string;
  readonly protocol: string;
}

/** How each kind writes its ways. */
const WAYS: Readonly<Record<string, (policy: Manifest) => readonly Way[]>> = {
  'cilium.io/CiliumNetworkPolicy': (policy) =>
    listAt(policy, 'spec', 'egress').flatMap((rule) =>
      listAt(rule, 'toFQDNs').flatMap((name) =>
        listAt(rule, 'toPorts').flatMap((ports) =>
          listAt(ports, 'ports').map((one) => ({
            host: textAt(name, 'matchName') || textAt(name, 'matchPattern'),
            port: textAt(one, 'port'),
            protocol: textAt(one, 'protocol'),
          })),
        ),
      ),
    ),
  'projectcalico.org/NetworkPolicy': (policy) =>
    listAt(policy, 'spec', 'egress').flatMap((rule) =>
      listAt(rule, 'destination', 'domains').flatMap((host) =>
        listAt(rule, 'destination', 'ports').map((port) => ({
          host: asText(host),
          port: asText(port),
          protocol: textAt(rule, 'protocol'),
        })),
      ),
    ),
};

export const openedHosts: ComponentRule = ({ change, pairs }) =>
  change.fate !== 'changed'
    ? []
    : pairs.flatMap(({ before, after }) => {
        if (after === undefined) return [];
        const waysOf = WAYS[groupKindOf(after)];
        if (waysOf === undefined) return [];
        const had = before === undefined ? [] : waysOf(before);
        const open = pairs.flatMap((pair) => (pair.before === undefined ? [] : openPorts(pair.before, after)));
        const more = waysOf(after).filter(
          (way) => !had.some((one) => isEqual({ ...one }, { ...way })) && !open.includes(`${way.port}/${way.protocol}`),
        );
        if (more.length === 0) return [];
        const ways = more.map(({ host, port, protocol }) => `${host} on port ${port}/${protocol}`);
        return [
          {
            code: 'network-opened',
            message: `${subjectOf(after)} allows more egress: ${[...new Set(ways)].join('; ')}`,
          },
        ];
      });

/** Ports that the NetworkPolicy of the same workload left open to every address. */
function openPorts(policy: Manifest, hosts: Manifest): readonly string[] {
  const isOfSame =
    groupKindOf(policy) === 'networking.k8s.io/NetworkPolicy' &&
    policy.metadata.namespace === hosts.metadata.namespace &&
    hosts.metadata.name.startsWith(`${policy.metadata.name}-to-`);
  if (!isOfSame) return [];
  return listAt(policy, 'spec', 'egress').flatMap((rule) =>
    fieldAt(rule, 'to') === undefined
      ? listAt(rule, 'ports').map((one) => `${asText(fieldAt(one, 'port') ?? '')}/${textAt(one, 'protocol')}`)
      : [],
  );
}
