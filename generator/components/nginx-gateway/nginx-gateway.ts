import * as z from 'zod';
import type { ProviderName } from '../../fleet/model.ts';
import { cidr, resources } from '../../fleet/schema/quantities.ts';
import { certificate, type IssuerReference, issuer, rootCertificate } from '../../kubernetes/certificate.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { podMonitor } from '../../kubernetes/monitor.ts';
import { disruptionBudget, topologySpread } from '../../kubernetes/placement.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { resources as usage } from '../../kubernetes/security.ts';
import { defineComponent } from '../../stack/component.ts';
import { kubernetesApiFlow } from '../../stack/kubernetes-api-flow.ts';
import { certManager } from '../cert-manager/handle.ts';
import { CHARTS } from '../charts.ts';
import { gateway } from '../gateway/handle.ts';
import { gatewayCrds } from '../gateway-crds/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { clientAddresses, proxyConfiguration } from './client-addresses.ts';
import { nginxGateway } from './handle.ts';

/** The Service that proxies get their configuration from: the chart's full name for release `nginx-gateway`. */
const SERVICE = 'nginx-gateway-nginx-gateway-fabric';
const SERVER_TLS = 'server-tls';
const AGENT_TLS = 'agent-tls';

/** A bare cluster may have no implementation of load balancers. */
const SERVICE_TYPES: Readonly<Record<ProviderName, 'LoadBalancer' | 'NodePort'>> = {
  aws: 'LoadBalancer',
  azure: 'LoadBalancer',
  bare: 'NodePort',
  gcp: 'LoadBalancer',
};

const USAGE = { resources: usage('50m', '128Mi', '256Mi'), proxyResources: usage('100m', '128Mi', '512Mi') };

export const nginxGatewayComponent = defineComponent(nginxGateway, {
  description: 'NGINX Gateway Fabric: the controller of the GatewayClass nginx.',
  chart: CHARTS['nginx-gateway'],
  // Proxies have no priority class: NGINX Gateway Fabric makes their Deployment (nginx/nginx-gateway-fabric:apis/v1alpha2/nginxproxy_types.go PodSpec).
  pods: podsAt(['nginxGateway', 'nginx.pod'], { priorityClassName: ['nginxGateway'] }),
  modes: ['on-demand', 'managed', 'existing', 'disabled'],
  settings: z.strictObject({
    replicas: z.int().min(1).default(2).describe('Replicas of the controller, with leader election.'),
    resources: resources.prefault({}).describe('Requests and limits of the controller.'),
    proxyReplicas: z.int().min(1).default(2).describe('Replicas of the proxy that serves the Gateway.'),
    proxyResources: resources.prefault({}).describe('Requests and limits of the proxy.'),
    sourceRanges: z
      .array(cidr)
      .default([])
      .describe('Addresses that the load balancer accepts; an empty list accepts any address.'),
    clientAddresses,
    serviceType: z
      .enum(['LoadBalancer', 'NodePort', 'ClusterIP'])
      .optional()
      .describe(
        "Type of the proxy's Service; by default a load balancer on a cloud, and node ports on a bare cluster.",
      ),
  }),
  sizes: {
    small: { replicas: 1, proxyReplicas: 1, ...USAGE },
    medium: { replicas: 2, proxyReplicas: 2, ...USAGE },
    large: {
      replicas: 2,
      proxyReplicas: 3,
      resources: usage('100m', '256Mi', '512Mi'),
      proxyResources: usage('500m', '256Mi', '1Gi'),
    },
  },
  clusterKinds: [
    'apiextensions.k8s.io/CustomResourceDefinition',
    'gateway.networking.k8s.io/GatewayClass',
    'rbac.authorization.k8s.io/ClusterRole',
    'rbac.authorization.k8s.io/ClusterRoleBinding',
  ],
  requires: () => [certManager, gatewayCrds, prometheusCrds],
  flows: (_s, stack) => [
    kubernetesApiFlow(nginxGateway.controller, stack),
    { from: prometheus.prometheus, to: nginxGateway.controller, ports: [9113], purpose: 'metrics' },
  ],
  values: (s) => ({
    nginxGateway: {
      replicas: s.replicas,
      resources: resourceRequirements(s.resources),
      topologySpreadConstraints: topologySpread(nginxGateway.controller.podLabels),
      productTelemetry: { enable: false },
      metrics: { enable: true, port: 9113 },
    },
    nginx: {
      replicas: s.proxyReplicas,
      container: { resources: resourceRequirements(s.proxyResources) },
      pod: { topologySpreadConstraints: topologySpread(gateway.proxy.podLabels) },
      ...proxyConfiguration(s.clientAddresses),
      service: { type: s.serviceType ?? 'LoadBalancer', loadBalancerSourceRanges: s.sourceRanges },
    },
    // A Helm hook: Argo CD would run it before the network policy that lets it reach the API, and wait for it without end.
    certGenerator: { enable: false, serverTLSSecretName: SERVER_TLS, agentTLSSecretName: AGENT_TLS },
  }),
  // The chart has no disruption budget and no monitor, and its Service leaves out the metrics port.
  manifests: () => {
    const options = {
      name: nginxGateway.name,
      namespace: nginxGateway.namespace.name,
      component: nginxGateway.name,
      matchLabels: nginxGateway.controller.podLabels,
    };
    return [disruptionBudget(options), podMonitor({ ...options, port: 'metrics' }), ...connectionCertificates()];
  },
  mistakes: ({ sourceRanges, serviceType }, _stack, { provider }) => {
    const type = serviceType ?? SERVICE_TYPES[provider.name];
    if (sourceRanges.length === 0 || type === 'LoadBalancer') return [];
    const message = `needs a load balancer, and the Service of the proxy has type ${type}: Kubernetes rejects it`;
    const hint =
      'set components.nginx-gateway.serviceType: LoadBalancer, or restrict addresses in front of the cluster';
    return [{ code: 'invalid-value', path: ['sourceRanges'], message, hint }];
  },
  perCluster: ({ serviceType }, _stack, { provider }) => ({
    values: serviceType === undefined ? { nginx: { service: { type: SERVICE_TYPES[provider.name] } } } : {},
  }),
});

/** Mutual TLS between controller and proxies, under an authority of their own. The controller hands `agent-tls` to the proxies. */
function connectionCertificates(): readonly Manifest[] {
  const namespace = nginxGateway.namespace.name;
  const component = nginxGateway.name;
  const selfSigned: IssuerReference = { kind: 'Issuer', name: 'nginx-gateway-self-signed' };
  const authority: IssuerReference = { kind: 'Issuer', name: 'nginx-gateway-ca' };
  const common = { namespace, component, issuer: authority } as const;
  return [
    issuer(selfSigned.name, namespace, component, { selfSigned: {} }),
    rootCertificate(authority.name, namespace, component, selfSigned),
    issuer(authority.name, namespace, component, { ca: { secretName: authority.name } }),
    certificate({ ...common, name: SERVER_TLS, secretName: SERVER_TLS, dnsNames: [`${SERVICE}.${namespace}.svc`] }),
    // The name that the chart's own Job gives it; nothing looks it up.
    certificate({
      ...common,
      name: AGENT_TLS,
      secretName: AGENT_TLS,
      dnsNames: ['*.cluster.local'],
      usages: ['client auth'],
    }),
  ];
}
