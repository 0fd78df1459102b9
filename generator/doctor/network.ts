/** Addresses that network policies open, against where the cluster really has them: what is missing is closed without a word. */
import type { Finding, Subject } from './finding.ts';

export function networkFindings({ cluster, facts }: Subject): readonly Finding[] {
  const closed = (facts.apiPorts ?? []).filter((port) => !cluster.kubernetesApi.ports.includes(port));
  const { dns } = facts;
  const isKnown =
    dns === undefined ||
    (dns.namespace === cluster.clusterDns.namespace &&
      Object.entries(dns.labels).some(([key, value]) => cluster.clusterDns.labels[key] === value) &&
      dns.ports.every((port) => cluster.clusterDns.ports.includes(port)));
  return [
    ...(closed.length === 0
      ? []
      : [
          {
            name: 'api-port-closed' as const,
            path: ['kubernetesApi'],
            message: `its API server listens on port ${closed.join(' and ')}, which network policies do not open`,
            hint: `set kubernetesApi: {ports: [${facts.apiPorts?.join(', ')}]}`,
          },
        ]),
    ...(isKnown
      ? []
      : [
          {
            name: 'dns-closed' as const,
            path: ['clusterDns'],
            message: `its DNS is in namespace ${dns.namespace} on port ${dns.ports.join(' and ')}, which network policies do not open`,
            hint: `set clusterDns: {namespace: ${dns.namespace}, labels: ${flow(dns.labels)}, ports: [${dns.ports.join(', ')}]}`,
          },
        ]),
  ];
}

function flow(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')}}`;
}
