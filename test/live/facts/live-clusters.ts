/** Objects of clusters as their API servers list them, with the fields that count. */
import type { JsonObject } from '../../../generator/data/json.ts';

type Marks = Readonly<Record<string, string>>;

export function node(providerID: string, region: string, kubeletVersion = 'v1.35.4-eks-4'): JsonObject {
  return {
    kind: 'Node',
    metadata: { name: `node-${providerID}`, labels: region === '' ? {} : { 'topology.kubernetes.io/region': region } },
    spec: { providerID },
    status: { nodeInfo: { kubeletVersion } },
  };
}

export function classOf(kind: string, name: string, isDefault = false): JsonObject {
  const prefix = kind === 'StorageClass' ? 'storageclass' : 'ingressclass';
  const annotations = isDefault ? { [`${prefix}.kubernetes.io/is-default-class`]: 'true' } : {};
  return { kind, metadata: { name, annotations } };
}

export function gatewayClass(name: string, status = 'True'): JsonObject {
  return { kind: 'GatewayClass', metadata: { name }, status: { conditions: [{ type: 'Accepted', status }] } };
}

export function definition(name: string, annotations: Marks = {}, labels: Marks = {}): JsonObject {
  return { kind: 'CustomResourceDefinition', metadata: { name, annotations, labels } };
}

export function deployment(namespace: string, name: string, image: string, annotations: Marks = {}): JsonObject {
  return {
    kind: 'Deployment',
    metadata: { name, namespace, annotations },
    spec: { template: { spec: { containers: [{ name, image }] } } },
  };
}

export function service(namespace: string, name: string, selector: Marks, ports: readonly JsonObject[]): JsonObject {
  return { kind: 'Service', metadata: { name, namespace }, spec: { selector, ports } };
}

export function slice(namespace: string, of: string, ports: readonly JsonObject[]): JsonObject {
  const labels = { 'kubernetes.io/service-name': of };
  return { kind: 'EndpointSlice', metadata: { name: `${of}-a1b2c`, namespace, labels }, ports };
}

export const DNS = [
  service('kube-system', 'kube-dns', { 'k8s-app': 'kube-dns' }, [
    { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
    { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
  ]),
  slice('kube-system', 'kube-dns', [{ name: 'dns', port: 53, protocol: 'UDP' }]),
];

export const API = [
  service('default', 'kubernetes', {}, [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 443 }]),
  slice('default', 'kubernetes', [{ name: 'https', port: 443, protocol: 'TCP' }]),
];

/** Amazon EKS as a platform team has it. */
export const EKS: readonly JsonObject[] = [
  node('aws:///eu-west-1a/i-0a', 'eu-west-1'),
  node('aws:///eu-west-1b/i-0b', 'eu-west-1', 'v1.34.9-eks-2'),
  ...DNS,
  ...API,
  classOf('StorageClass', 'gp3', true),
  classOf('StorageClass', 'efs'),
  classOf('IngressClass', 'alb', true),
  definition('certificates.cert-manager.io'),
  deployment('cert-manager', 'cert-manager', 'quay.io/jetstack/cert-manager-controller:v1.20.2'),
  definition('externalsecrets.external-secrets.io'),
  deployment('secrets', 'external-secrets', 'mirror.acme.io/oci/external-secrets/external-secrets:v2.4.1@sha256:00'),
  definition('clusters.postgresql.cnpg.io'),
  deployment('databases', 'cnpg', 'ghcr.io/cloudnative-pg/cloudnative-pg:1.29.0'),
  definition('prometheuses.monitoring.coreos.com', { 'operator.prometheus.io/version': '0.92.1' }),
  deployment('kube-system', 'metrics-server', 'registry.k8s.io/metrics-server/metrics-server:v0.8.1'),
];
