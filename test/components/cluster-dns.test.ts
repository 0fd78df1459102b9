/** Every workload asks the DNS of the cluster, and no other address on its port. */
import { describe, expect, it } from 'vitest';
import { isObject, type Json } from '../../generator/data/json.ts';
import { type Sections, watchedCluster } from '../telemetry/rules/watched-cluster.ts';

/** The first rule of each policy of a workload, by its name. */
function dnsRules(sections: Sections): ReadonlyMap<string, Json> {
  const policies = [...watchedCluster(sections).values()].flatMap(({ manifests }) =>
    manifests.filter(({ kind }) => kind === 'NetworkPolicy'),
  );
  return new Map(
    policies.flatMap(({ metadata, spec }) =>
      isObject(spec) && Array.isArray(spec.egress) && spec.egress.length > 0 ? [[metadata.name, spec.egress[0]]] : [],
    ),
  );
}

const PORTS = (port: number) => [
  { port, protocol: 'UDP' },
  { port, protocol: 'TCP' },
];

describe('the DNS of the cluster', () => {
  it('is CoreDNS, or a cache on the node, where nothing is said', () => {
    const rules = dnsRules({});
    expect(rules.size).toBeGreaterThan(20);
    for (const rule of rules.values())
      expect(rule).toEqual({
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
            podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
          },
          { ipBlock: { cidr: '169.254.0.0/16' } },
        ],
        ports: PORTS(53),
      });
  });

  it('is where the levels say, each field from the lowest one that has it', () => {
    const rules = dnsRules({
      fleet: { clusterDns: { namespace: 'openshift-dns', ports: [5353] } },
      environment: { clusterDns: { labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } } },
      cluster: { clusterDns: { cidrs: [] } },
    });
    for (const rule of rules.values())
      expect(rule).toEqual({
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } },
            podSelector: { matchLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } },
          },
        ],
        ports: PORTS(5353),
      });
  });
});
