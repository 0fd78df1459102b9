import * as z from 'zod';
import { resources } from '../../fleet/schema/quantities.ts';
import { topologySpread } from '../../kubernetes/placement.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import { OPERATOR_KINDS } from '../../stack/cluster-kinds.ts';
import { defineComponent, type Namespace } from '../../stack/component.ts';
import { CHARTS } from '../charts.ts';
import { gateway, servesGatewayApi } from '../gateway/gateway.ts';
import { CERT_MANAGER_ALERTS } from './alerts.ts';

export const CERT_MANAGER_NAMESPACE: Namespace = { name: 'cert-manager', podSecurity: { level: 'restricted' } };

const RELEASE = 'cert-manager';
const USAGE = usage('50m', '128Mi', '256Mi');

function labels(component: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/component': component, 'app.kubernetes.io/instance': RELEASE };
}

/** Where ACME servers and the challenges are asked for, unless an issuer says otherwise. */
export const ACME_PORTS: readonly number[] = [80, 443];

export const certManager = defineComponent({
  name: 'cert-manager',
  description: 'Issues and renews certificates.',
  namespace: CERT_MANAGER_NAMESPACE,
  chart: CHARTS['cert-manager'],
  modes: ['on-demand', 'managed', 'existing', 'disabled'],
  settings: z.strictObject({
    replicas: z.int().min(1).default(2).describe('Replicas of the controller, the webhook and the CA injector.'),
    resources: resources
      .prefault({})
      .describe('Requests and limits of the controller and the CA injector, which hold every Secret in memory.'),
  }),
  sizes: {
    small: { replicas: 1, resources: USAGE },
    medium: { replicas: 2, resources: USAGE },
    large: { replicas: 2, resources: usage('50m', '256Mi', '512Mi') },
  },
  clusterKinds: OPERATOR_KINDS,
  // With the Gateway API switched on, the controller does not start before its definitions are there.
  alerts: CERT_MANAGER_ALERTS,
  requires: (_s, stack) => ['prometheus-crds', ...(servesGatewayApi(stack.of(gateway)) ? ['gateway-crds'] : [])],
  workloads: () => [
    { name: 'controller', podLabels: labels('controller') },
    { name: 'webhook', podLabels: labels('webhook') },
    { name: 'cainjector', podLabels: labels('cainjector') },
  ],
  flows: (_s, { kubernetesApi }) => [
    ...['controller', 'webhook', 'cainjector'].flatMap((workload) => [
      {
        from: `cert-manager/${workload}`,
        to: { outside: 'kubernetes-api' as const },
        ports: kubernetesApi.ports,
        purpose: 'watch and write objects',
      },
      { from: 'prometheus/prometheus', to: `cert-manager/${workload}`, ports: [9402], purpose: 'metrics' },
    ]),
    {
      from: { outside: 'kubernetes-api' },
      to: 'cert-manager/webhook',
      ports: [10250],
      purpose: 'admission of cert-manager objects',
    },
    {
      from: 'cert-manager/controller',
      to: { outside: 'anywhere' },
      ports: ACME_PORTS,
      purpose: 'ACME servers, and the self check of challenges',
    },
  ],
  values: ({ replicas, resources }, stack) => {
    const part = (component: string) => ({
      replicaCount: replicas,
      podDisruptionBudget: { enabled: replicas > 1 },
      topologySpreadConstraints: topologySpread(labels(component)),
      securityContext: RESTRICTED_POD,
      containerSecurityContext: RESTRICTED_CONTAINER,
      enableServiceLinks: false,
    });
    return {
      // Kept, because deleting a definition deletes every certificate.
      crds: { enabled: true, keep: true },
      global: { leaderElection: { namespace: CERT_MANAGER_NAMESPACE.name } },
      ...part('controller'),
      resources: resourceRequirements(resources),
      webhook: { ...part('webhook'), resources: usage('20m', '64Mi', '128Mi') },
      cainjector: { ...part('cainjector'), resources: resourceRequirements(resources) },
      config: {
        apiVersion: 'controller.config.cert-manager.io/v1alpha1',
        kind: 'ControllerConfiguration',
        // HTTP-01 challenges through the Gateway.
        gatewayAPI: { enabled: servesGatewayApi(stack.of(gateway)) },
      },
      prometheus: { enabled: true, servicemonitor: { enabled: true } },
      // A Helm hook that waits for the API; both engines wait by themselves.
      startupapicheck: { enabled: false },
    };
  },
});
