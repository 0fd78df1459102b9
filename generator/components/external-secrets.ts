import { z } from 'zod';
import { resources, topologySpread } from '../kubernetes/security.ts';
import { CATALOGUE } from './catalogue.ts';
import { defineComponent, type Namespace } from './component.ts';

export const EXTERNAL_SECRETS_NAMESPACE: Namespace = { name: 'external-secrets', podSecurity: { level: 'restricted' } };

/** The chart names each part's pods by `app.kubernetes.io/name`. */
const PARTS = { controller: 'external-secrets', webhook: 'external-secrets-webhook', 'cert-controller': 'external-secrets-cert-controller' };

function labels(name: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/instance': 'external-secrets', 'app.kubernetes.io/name': name };
}

export const externalSecrets = defineComponent({
  name: 'external-secrets',
  description: 'Brings secrets from a store, or makes them in the cluster.',
  namespace: EXTERNAL_SECRETS_NAMESPACE,
  chart: CATALOGUE['external-secrets'],
  modes: ['managed', 'existing', 'disabled'],
  onDemand: true,
  settings: z.strictObject({
    replicas: z.int().min(1).default(2).describe('Replicas of the controller, the webhook and the certificate controller.'),
    serviceAccountAnnotations: z
      .record(z.string(), z.string())
      .default({})
      .describe("Annotations by which a cloud gives the controller's service account its identity."),
  }),
  sizes: { small: { replicas: 1 }, medium: { replicas: 2 }, large: { replicas: 2 } },
  clusterKinds: [
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    'apiextensions.k8s.io/CustomResourceDefinition',
    'rbac.authorization.k8s.io/ClusterRole',
    'rbac.authorization.k8s.io/ClusterRoleBinding',
  ],
  ignoreDifferences: [
    {
      group: 'admissionregistration.k8s.io',
      kind: 'ValidatingWebhookConfiguration',
      paths: ['/webhooks/0/clientConfig/caBundle', '/webhooks/1/clientConfig/caBundle'],
      reason: 'the certificate controller writes the authority of the certificates that it makes',
    },
  ],
  requires: () => ['prometheus-crds'],
  workloads: () => Object.entries(PARTS).map(([name, label]) => ({ name, podLabels: labels(label) })),
  flows: () => [
    ...Object.keys(PARTS).flatMap((name) => [
      { from: `external-secrets/${name}`, to: { outside: 'kubernetes-api' as const }, ports: [443, 6443], purpose: 'watch and write objects' },
      { from: 'prometheus/prometheus', to: `external-secrets/${name}`, ports: [8080], purpose: 'metrics' },
    ]),
    { from: { outside: 'kubernetes-api' }, to: 'external-secrets/webhook', ports: [10250], purpose: 'admission of external secrets' },
    { from: 'external-secrets/controller', to: { outside: 'anywhere' }, ports: [443, 8200], purpose: 'the store of the secrets' },
  ],
  values: ({ replicas, serviceAccountAnnotations }) => {
    const part = (name: string) => ({
      replicaCount: replicas,
      podDisruptionBudget: { enabled: replicas > 1, minAvailable: 1 },
      topologySpreadConstraints: topologySpread(labels(name)),
      resources: resources('20m', '128Mi', '256Mi'),
    });
    return {
      installCRDs: true,
      leaderElect: true,
      ...part(PARTS.controller),
      serviceAccount: { annotations: serviceAccountAnnotations },
      webhook: part(PARTS.webhook),
      certController: part(PARTS['cert-controller']),
      // Without this the chart looks for the definition at render time, and Argo CD renders without a cluster.
      serviceMonitor: { enabled: true, renderMode: 'alwaysRender' },
    };
  },
});
