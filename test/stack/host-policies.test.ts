/** Servers that are known by their host names: what a NetworkPolicy can say of them, and what the policies of network plugins say. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/data/json.ts';
import type { HostPolicies, Level } from '../../generator/fleet/model.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { networkPolicies } from '../../generator/stack/network-policies.ts';
import { graphOf, levelWith, type Said } from './level-with.ts';

function policies(said: Said, level: Partial<Omit<Level, 'settings'>> = {}): readonly Manifest[] {
  const graph = graphOf(levelWith(said, level));
  return graph.deployed.flatMap((component) => networkPolicies(component, graph));
}

const named = (all: readonly Manifest[], name: string): Manifest | undefined =>
  all.find(({ metadata }) => metadata.name === name);

const toHosts = (all: readonly Manifest[]): readonly string[] =>
  all.map(({ metadata }) => metadata.name).filter((name) => name.endsWith('-to-hosts'));

const MAIL: JsonObject = { to: 'host', host: 'mail.acme.io', ports: [465, 587] };
const GRAFANA: Said = { grafana: { egress: [MAIL, { to: 'host', host: '*.warehouse.acme.io', ports: [443] }] } };
const ANY_ADDRESS = { ports: [465, 587].map((port) => ({ port, protocol: 'TCP' })) };
const LABELS = { 'app.kubernetes.io/instance': 'grafana', 'app.kubernetes.io/name': 'grafana' };

describe('a server by its host name', () => {
  it('is any address on its ports where no policy can name it', () => {
    const all = policies(GRAFANA);
    expect(toHosts(all)).toEqual([]);
    expect(named(all, 'grafana')?.spec).toMatchObject({ egress: expect.arrayContaining([ANY_ADDRESS]) });
  });

  it.each(['cilium', 'calico'] satisfies HostPolicies[])(
    'is no address at all in the NetworkPolicy beside one of %s',
    (hostPolicies) => {
      const all = policies(GRAFANA, { hostPolicies });
      expect(toHosts(all)).toEqual(['grafana-to-hosts']);
      expect(named(all, 'grafana')?.spec).not.toMatchObject({ egress: expect.arrayContaining([ANY_ADDRESS]) });
    },
  );

  it('is named by Cilium, which reads the answers of the DNS that the cluster has', () => {
    const clusterDns = { namespace: 'dns', labels: { app: 'coredns' }, ports: [5353], cidrs: ['169.254.20.10/32'] };
    const dnsRule = {
      toPorts: [{ ports: [{ port: '5353', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
    };
    expect(named(policies(GRAFANA, { hostPolicies: 'cilium', clusterDns }), 'grafana-to-hosts')).toMatchObject({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      spec: {
        endpointSelector: { matchLabels: LABELS },
        egress: [
          {
            toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'dns', app: 'coredns' } }],
            ...dnsRule,
          },
          { toCIDR: ['169.254.20.10/32'], ...dnsRule },
          {
            toFQDNs: [{ matchName: 'mail.acme.io' }],
            toPorts: [{ ports: ['465', '587'].map((port) => ({ port, protocol: 'TCP' })) }],
          },
          {
            toFQDNs: [{ matchPattern: '*.warehouse.acme.io' }],
            toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }],
          },
        ],
      },
    });
  });

  it('is named by Calico in the tier of the NetworkPolicies', () => {
    expect(named(policies(GRAFANA, { hostPolicies: 'calico' }), 'grafana-to-hosts')).toMatchObject({
      apiVersion: 'projectcalico.org/v3',
      kind: 'NetworkPolicy',
      spec: {
        tier: 'default',
        selector: "app.kubernetes.io/name == 'grafana' && app.kubernetes.io/instance == 'grafana'",
        types: ['Egress'],
        egress: [
          { action: 'Allow', protocol: 'TCP', destination: { domains: ['mail.acme.io'], ports: [465, 587] } },
          { action: 'Allow', protocol: 'TCP', destination: { domains: ['*.warehouse.acme.io'], ports: [443] } },
        ],
      },
    });
  });
});

/** What leads to a server that the input names by an address. */
const ADDRESSES: Readonly<Record<string, (address: string) => Said>> = {
  'otel-gateway': (endpoint) => ({ 'otel-gateway': { sendTo: [{ name: 'apm', endpoint, signals: ['traces'] }] } }),
  prometheus: (url) => ({ prometheus: { remoteWrite: [{ name: 'central', url }] } }),
  'cert-manager-controller': (server) => ({ issuers: { kind: 'acme', acme: { email: 'sre@acme.io', server } } }),
};

describe.each(Object.entries(ADDRESSES))('the server that %s connects to', (workload, said) => {
  const egress = (address: string, hostPolicies?: HostPolicies) => {
    const all = policies(said(address), { hostPolicies });
    return { hosts: toHosts(all), rules: all.flatMap(({ spec }) => JSON.stringify(spec)).join('\n') };
  };

  it('is named where a policy can', () => {
    const { hosts, rules } = egress('https://server.acme.io:29443/v1', 'cilium');
    expect(hosts.filter((name) => name.startsWith(workload))).toHaveLength(1);
    expect(rules).toContain(
      '"toFQDNs":[{"matchName":"server.acme.io"}],"toPorts":[{"ports":[{"port":"29443","protocol":"TCP"}]}]',
    );
    expect(rules).not.toContain('{"ports":[{"port":29443,"protocol":"TCP"}]}');
  });

  it.each(['https://server.tools.svc:29443', 'https://server.tools.svc.cluster.local:29443', 'https://server:29443'])(
    'stays any address where it is a Service: %s',
    (address) => {
      const { hosts, rules } = egress(address, 'cilium');
      expect(hosts).toEqual([]);
      expect(rules).toContain('{"ports":[{"port":29443,"protocol":"TCP"}]}');
    },
  );

  it('is its address where it has no name', () => {
    const { hosts, rules } = egress('https://192.0.2.7:29443', 'cilium');
    expect(hosts).toEqual([]);
    expect(rules).toContain('{"to":[{"ipBlock":{"cidr":"192.0.2.7/32"}}],"ports":[{"port":29443,"protocol":"TCP"}]}');
  });
});
