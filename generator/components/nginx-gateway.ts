import { z } from 'zod';
import type { ProviderName } from '../fleet/model.ts';
import { serviceMonitor } from '../kubernetes/monitor.ts';
import { resources, topologySpread } from '../kubernetes/security.ts';
import { CATALOGUE } from './catalogue.ts';
import { defineComponent, type Namespace } from './component.ts';

const NAMESPACE: Namespace = { name: 'nginx-gateway', podSecurity: { level: 'restricted' } };
const LABELS = { 'app.kubernetes.io/instance': 'nginx-gateway', 'app.kubernetes.io/name': 'nginx-gateway-fabric' };

/** A bare cluster may have nothing that hands out load balancers. */
const SERVICE_TYPES: Readonly<Record<ProviderName, 'LoadBalancer' | 'NodePort'>> = {
  aws: 'LoadBalancer',
  azure: 'LoadBalancer',
  bare: 'NodePort',
  gcp: 'LoadBalancer',
};

export const nginxGateway = defineComponent({
  name: 'nginx-gateway',
  description: 'NGINX Gateway Fabric: the controller of the GatewayClass nginx.',
  namespace: NAMESPACE,
  chart: CATALOGUE['nginx-gateway'],
  modes: ['managed', 'existing', 'disabled'],
  onDemand: true,
  settings: z.strictObject({
    replicas: z.int().min(1).default(2).describe('Replicas of the controller; one leads.'),
    proxyReplicas: z.int().min(1).default(2).describe('Replicas of the proxy that serves the Gateway.'),
    serviceType: z.enum(['LoadBalancer', 'NodePort', 'ClusterIP']).optional().describe("Type of the proxy's Service; by the provider when absent."),
  }),
  sizes: {
    small: { replicas: 1, proxyReplicas: 1 },
    medium: { replicas: 2, proxyReplicas: 2 },
    large: { replicas: 2, proxyReplicas: 3 },
  },
  clusterKinds: [
    'apiextensions.k8s.io/CustomResourceDefinition',
    'gateway.networking.k8s.io/GatewayClass',
    'rbac.authorization.k8s.io/ClusterRole',
    'rbac.authorization.k8s.io/ClusterRoleBinding',
  ],
  requires: () => ['gateway-crds', 'prometheus-crds'],
  workloads: () => [
    { name: 'controller', podLabels: LABELS },
    // The Job that makes the certificates between controller and proxies; Helm runs it before each install and upgrade.
    { name: 'cert-generator', podLabels: { 'batch.kubernetes.io/job-name': 'nginx-gateway-nginx-gateway-fabric-cert-generator' } },
  ],
  flows: () => [
    { from: 'nginx-gateway/controller', to: { outside: 'kubernetes-api' }, ports: [443, 6443], purpose: 'watch and write objects' },
    { from: 'nginx-gateway/cert-generator', to: { outside: 'kubernetes-api' }, ports: [443, 6443], purpose: 'write the certificates' },
    { from: 'prometheus/prometheus', to: 'nginx-gateway/controller', ports: [9113], purpose: 'metrics' },
  ],
  values: ({ replicas, proxyReplicas, serviceType }) => ({
    nginxGateway: {
      replicas,
      resources: resources('50m', '128Mi', '256Mi'),
      topologySpreadConstraints: topologySpread(LABELS),
      podDisruptionBudget: { enable: replicas > 1, minAvailable: 1 },
      productTelemetry: { enable: false },
      metrics: { enable: true, port: 9113 },
    },
    nginx: {
      replicas: proxyReplicas,
      container: { resources: resources('100m', '128Mi', '512Mi') },
      service: { type: serviceType ?? 'LoadBalancer' },
    },
  }),
  // The chart has no monitor.
  extras: () => [
    serviceMonitor({ name: 'nginx-gateway', namespace: NAMESPACE.name, component: 'nginx-gateway', matchLabels: LABELS, port: 'metrics' }),
  ],
  local: ({ serviceType }, _stack, { provider }) => ({
    values: serviceType === undefined ? { nginx: { service: { type: SERVICE_TYPES[provider.name] } } } : {},
  }),
});
