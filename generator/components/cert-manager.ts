import { z } from 'zod';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources, topologySpread } from '../kubernetes/security.ts';
import { CATALOGUE } from './catalogue.ts';
import { defineComponent, type Namespace } from './component.ts';

export const CERT_MANAGER_NAMESPACE: Namespace = { name: 'cert-manager', podSecurity: { level: 'restricted' } };

const RELEASE = 'cert-manager';

function labels(component: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/component': component, 'app.kubernetes.io/instance': RELEASE };
}

export const certManager = defineComponent({
  name: 'cert-manager',
  description: 'Issues and renews certificates.',
  namespace: CERT_MANAGER_NAMESPACE,
  chart: CATALOGUE['cert-manager'],
  modes: ['managed', 'existing', 'disabled'],
  onDemand: true,
  settings: z.strictObject({
    replicas: z.int().min(1).default(2).describe('Replicas of the controller, the webhook and the CA injector.'),
  }),
  sizes: { small: { replicas: 1 }, medium: { replicas: 2 }, large: { replicas: 2 } },
  clusterKinds: [
    'admissionregistration.k8s.io/MutatingWebhookConfiguration',
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    'apiextensions.k8s.io/CustomResourceDefinition',
    'rbac.authorization.k8s.io/ClusterRole',
    'rbac.authorization.k8s.io/ClusterRoleBinding',
  ],
  requires: () => ['prometheus-crds'],
  workloads: () => [
    { name: 'controller', podLabels: labels('controller') },
    { name: 'webhook', podLabels: labels('webhook') },
    { name: 'cainjector', podLabels: labels('cainjector') },
  ],
  flows: () => [
    ...['controller', 'webhook', 'cainjector'].flatMap((workload) => [
      { from: `cert-manager/${workload}`, to: { outside: 'kubernetes-api' as const }, ports: [443, 6443], purpose: 'watch and write objects' },
      { from: 'prometheus/prometheus', to: `cert-manager/${workload}`, ports: [9402], purpose: 'metrics' },
    ]),
    { from: { outside: 'kubernetes-api' }, to: 'cert-manager/webhook', ports: [10250], purpose: 'admission of cert-manager objects' },
    { from: 'cert-manager/controller', to: { outside: 'anywhere' }, ports: [80, 443], purpose: 'ACME servers, and the self check of challenges' },
  ],
  values: ({ replicas }) => {
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
      resources: resources('50m', '128Mi', '256Mi'),
      webhook: { ...part('webhook'), resources: resources('20m', '64Mi', '128Mi') },
      cainjector: { ...part('cainjector'), resources: resources('20m', '128Mi', '256Mi') },
      config: {
        apiVersion: 'controller.config.cert-manager.io/v1alpha1',
        kind: 'ControllerConfiguration',
        // HTTP-01 challenges through the Gateway.
        gatewayAPI: { enabled: true },
      },
      prometheus: { enabled: true, servicemonitor: { enabled: true } },
      // A Helm hook that waits for the API; both engines wait by themselves.
      startupapicheck: { enabled: false },
    };
  },
});
