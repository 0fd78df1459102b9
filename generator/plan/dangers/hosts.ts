/** Public host names. */

import { listAt, textAt } from '../../data/fields.ts';
import { asText } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { ComponentRule } from './danger.ts';
import { subjectOf } from './subject.ts';

type HostsOf = (object: Manifest) => readonly string[];

/** Where each kind says its hosts. */
const HOSTS: ReadonlyMap<string, HostsOf> = new Map(
  Object.entries<HostsOf>({
    HTTPRoute: (object) => listAt(object, 'spec', 'hostnames').map(asText),
    GRPCRoute: (object) => listAt(object, 'spec', 'hostnames').map(asText),
    TLSRoute: (object) => listAt(object, 'spec', 'hostnames').map(asText),
    Gateway: (object) => listAt(object, 'spec', 'listeners').map((listener) => textAt(listener, 'hostname')),
    Ingress: (object) => listAt(object, 'spec', 'rules').map((rule) => textAt(rule, 'host')),
  }),
);

/** Of a component that stays: what goes with it is told as removed. */
export const changedHosts: ComponentRule = ({ change, pairs }) => {
  if (change.fate !== 'changed') return [];
  return pairs.flatMap(({ before, after }) => {
    if (before === undefined) return [];
    const [old, now] = [hostsOf(before), after === undefined ? [] : hostsOf(after)];
    const gone = old.filter((host) => !now.includes(host));
    if (gone.length === 0) return [];
    const added = now.filter((host) => !old.includes(host));
    const instead = added.length === 0 ? '' : `, and answers for ${added.join(', ')}`;
    const message = `${subjectOf(before)} no longer answers for ${gone.join(', ')}${instead}`;
    return [{ code: 'public-host-changed', message }];
  });
};

function hostsOf(object: Manifest): readonly string[] {
  return (HOSTS.get(object.kind)?.(object) ?? []).filter((host) => host !== '');
}
