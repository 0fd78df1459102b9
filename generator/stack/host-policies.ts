/**
 * Policies of network plugins for servers that are known by their host names. They stand beside the NetworkPolicy of the same pods, which
 * denies everything else: all policies that select a pod are added up.
 */
import type { JsonObject } from '../data/json.ts';
import type { HostPolicies } from '../fleet/model.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import type { Stack } from './component.ts';

/** A server, the ports that are open to it, and their protocol. */
export interface HostRule {
  readonly host: string;
  readonly ports: readonly number[];
  readonly protocol: 'TCP' | 'UDP';
}

type Labels = Readonly<Record<string, string>>;

/** The policy that allows pods with these labels to connect to the servers. */
export function hostPolicy(
  kind: HostPolicies,
  metadata: Manifest['metadata'],
  podLabels: Labels,
  rules: readonly HostRule[],
  dns: Stack['clusterDns'],
): Manifest {
  return kind === 'cilium' ? cilium(metadata, podLabels, rules, dns) : calico(metadata, podLabels, rules);
}

/**
 * Cilium learns the addresses of names from the answers of DNS that pass its proxy, and those pass that a rule with `dns` allows
 * (docs.cilium.io/en/stable/security/policy/language/#dns-based).
 */
function cilium(
  metadata: Manifest['metadata'],
  podLabels: Labels,
  rules: readonly HostRule[],
  dns: Stack['clusterDns'],
): Manifest {
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata,
    spec: {
      endpointSelector: { matchLabels: podLabels },
      egress: [
        ...dnsServers(dns).map((servers) => ({
          ...servers,
          toPorts: [
            {
              ports: dns.ports.map((port) => ({ port: String(port), protocol: 'ANY' })),
              rules: { dns: [{ matchPattern: '*' }] },
            },
          ],
        })),
        ...rules.map(({ host, ports, protocol }) => ({
          toFQDNs: [host.startsWith('*.') ? { matchPattern: host } : { matchName: host }],
          toPorts: [{ ports: ports.map((port) => ({ port: String(port), protocol })) }],
        })),
      ],
    },
  };
}

function dnsServers({ namespace, labels, cidrs }: Stack['clusterDns']): readonly JsonObject[] {
  return [
    { toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': namespace, ...labels } }] },
    ...(cidrs.length === 0 ? [] : [{ toCIDR: [...cidrs] }]),
  ];
}

/**
 * Without an order, which is after the NetworkPolicies of Kubernetes in the same tier; what no policy of the tier allows is denied
 * (docs.tigera.io/calico-enterprise/latest/network-policy/domain-based-policy).
 */
function calico(metadata: Manifest['metadata'], podLabels: Labels, rules: readonly HostRule[]): Manifest {
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      tier: 'default',
      selector: Object.entries(podLabels)
        .map(([key, value]) => `${key} == '${value}'`)
        .join(' && '),
      types: ['Egress'],
      egress: rules.map(({ host, ports, protocol }) => ({
        action: 'Allow',
        protocol,
        destination: { domains: [host], ports: [...ports] },
      })),
    },
  };
}
