/** What NetworkPolicies allow, by the rules of Kubernetes: for the selectors, peers and ports that ours use, and a loud end for others. */
import { BlockList, isIPv6 } from 'node:net';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';

export interface Pod {
  readonly namespace: string;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** None that a policy names where nothing is said. */
  readonly address?: string;
}

type Direction = 'Ingress' | 'Egress';

/** Whether a connection is allowed at both of its ends. */
export function isAllowed(policies: readonly JsonObject[], from: Pod, to: Pod, port: number): boolean {
  return letsThrough(policies, 'Egress', from, to, port) && letsThrough(policies, 'Ingress', to, from, port);
}

/** A pod that no policy selects in a direction is open in it; else one of those that do must allow the connection. */
export function letsThrough(
  policies: readonly JsonObject[],
  direction: Direction,
  own: Pod,
  other: Pod,
  port: number,
): boolean {
  const selecting = policies
    .filter(({ metadata }) => object(metadata).namespace === own.namespace)
    .map(({ spec }) => object(spec))
    .filter((spec) => list(spec.policyTypes).includes(direction) && matches(spec.podSelector, own.labels));
  if (selecting.length === 0) return true;
  const [rules, peers] = direction === 'Ingress' ? (['ingress', 'from'] as const) : (['egress', 'to'] as const);
  return selecting.some((spec) =>
    list(spec[rules] ?? []).some((rule) => {
      const { ports, [peers]: allowed } = object(rule);
      return hasPort(ports, port) && (allowed === undefined || list(allowed).some((peer) => isPeer(peer, own, other)));
    }),
  );
}

function hasPort(ports: Json | undefined, port: number): boolean {
  return (
    ports === undefined || list(ports).some((entry) => object(entry).port === port && object(entry).protocol === 'TCP')
  );
}

/** A peer without a namespaceSelector is in the policy's own namespace. */
function isPeer(peer: Json, own: Pod, other: Pod): boolean {
  const { namespaceSelector, podSelector, ipBlock, ...rest } = object(peer);
  if (Object.keys(rest).length > 0) throw new Error(`unknown peer ${JSON.stringify(peer)}`);
  if (ipBlock !== undefined) return other.address !== undefined && isIn(other.address, ipBlock);
  const inNamespace =
    namespaceSelector === undefined
      ? other.namespace === own.namespace
      : matches(namespaceSelector, { ...other.namespaceLabels, 'kubernetes.io/metadata.name': other.namespace });
  return inNamespace && (podSelector === undefined || matches(podSelector, other.labels));
}

function isIn(address: string, ipBlock: Json): boolean {
  const { cidr, ...rest } = object(ipBlock);
  if (Object.keys(rest).length > 0) throw new Error(`unknown block ${JSON.stringify(ipBlock)}`);
  const [network = '', prefix = ''] = String(cidr).split('/');
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), isIPv6(network) ? 'ipv6' : 'ipv4');
  return block.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function matches(selector: Json | undefined, labels: Readonly<Record<string, string>>): boolean {
  const { matchLabels = {}, ...rest } = object(selector);
  if (Object.keys(rest).length > 0) throw new Error(`unknown selector ${JSON.stringify(selector)}`);
  return Object.entries(object(matchLabels)).every(([key, value]) => labels[key] === value);
}

function object(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new Error(`no object: ${JSON.stringify(value)}`);
  return value;
}

function list(value: Json | undefined): readonly Json[] {
  if (!isList(value)) throw new Error(`no list: ${JSON.stringify(value)}`);
  return value;
}
