/** NetworkPolicies that allow more than before. */

import { fieldAt, listAt, textAt } from '../../data/fields.ts';
import { isEqual, type JsonList } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { groupKindOf } from '../../kubernetes/scope.ts';
import type { Opened } from '../plan.ts';
import type { ComponentRule, Finding } from './danger.ts';
import { type Allowed, peerText, portText, ruleText } from './rule-text.ts';
import { subjectOf } from './subject.ts';

const CODE = 'network-opened';

export const openedNetwork: ComponentRule = ({ change, pairs }) =>
  change.fate !== 'changed'
    ? []
    : pairs
        .filter(({ before, after }) => groupKindOf(after ?? before ?? NONE) === 'networking.k8s.io/NetworkPolicy')
        .flatMap(({ before, after }) => opened(before, after));

const NONE = { apiVersion: '', kind: '' };

function opened(before: Manifest | undefined, after: Manifest | undefined): readonly Finding[] {
  if (before === undefined)
    return after !== undefined && DIRECTIONS.some((direction) => rulesOf(after, direction).some(isForAll))
      ? [{ code: CODE, message: `${subjectOf(after)} is new, and allows what is in any namespace or at any address` }]
      : [];
  // Without a policy that selects them, pods are open; others in the namespace may still select them.
  if (after === undefined)
    return isEqual(fieldAt(before, 'spec', 'podSelector') ?? {}, {})
      ? [{ code: CODE, message: `${subjectOf(before)} is removed, which isolates all pods of its namespace` }]
      : [];
  const reasons: readonly Reason[] = [
    ...(isEqual(fieldAt(before, 'spec', 'podSelector') ?? {}, fieldAt(after, 'spec', 'podSelector') ?? {})
      ? []
      : [{ text: 'is for other pods' }]),
    ...DIRECTIONS.flatMap((direction) => reasonsIn(before, after, direction)),
  ];
  return reasons.map(({ text, ...opened }) => ({ code: CODE, message: `${subjectOf(after)} ${text}`, ...opened }));
}

interface Reason {
  readonly text: string;
  readonly opened?: Opened;
}

interface Direction {
  readonly field: 'ingress' | 'egress';
  readonly peers: 'from' | 'to';
  readonly type: 'Ingress' | 'Egress';
}

const DIRECTIONS: readonly Direction[] = [
  { field: 'ingress', peers: 'from', type: 'Ingress' },
  { field: 'egress', peers: 'to', type: 'Egress' },
];

function reasonsIn(before: Manifest, after: Manifest, direction: Direction): readonly Reason[] {
  const { field } = direction;
  if (!isIsolated(before, direction)) return [];
  if (!isIsolated(after, direction)) return [{ text: `no longer restricts ${field}` }];
  const old = rulesOf(before, direction);
  const added = rulesOf(after, direction).filter((rule) => !old.some((other) => covers(other, rule)));
  if (added.length === 0) return [];
  const text = `allows more ${field}: ${[...new Set(added.map(ruleText))].join('; ')}`;
  const [peer, ...others] = new Set(added.map((rule) => peerText(rule.peer)));
  if (peer === undefined || others.length > 0) return [{ text }];
  const ports = [...new Set(added.map(({ port }) => portText(port)))].join(' and ');
  const { namespace, name } = after.metadata;
  return [{ text, opened: { peer, where: `${field} of ${namespace}/${name} on ${ports}` } }];
}

function isIsolated(policy: Manifest, { field, type }: Direction): boolean {
  const types = listAt(policy, 'spec', 'policyTypes');
  return types.length > 0
    ? types.includes(type)
    : field === 'ingress' || fieldAt(policy, 'spec', 'egress') !== undefined;
}

function rulesOf(policy: Manifest, { field, peers }: Direction): readonly Allowed[] {
  return listAt(policy, 'spec', field).flatMap((rule) =>
    orAny(listAt(rule, peers)).flatMap((peer) => orAny(listAt(rule, 'ports')).map((port) => ({ peer, port }))),
  );
}

/** An empty list of a rule is for anything. */
function orAny(list: JsonList): JsonList {
  return list.length === 0 ? [null] : list;
}

function covers(one: Allowed, other: Allowed): boolean {
  return (['peer', 'port'] as const).every((part) => one[part] === null || isEqual(one[part], other[part]));
}

function isForAll({ peer }: Allowed): boolean {
  return (
    peer === null ||
    isEqual(fieldAt(peer, 'namespaceSelector') ?? null, {}) ||
    ['0.0.0.0/0', '::/0'].includes(textAt(peer, 'ipBlock', 'cidr'))
  );
}
