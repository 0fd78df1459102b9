import { z } from 'zod';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources, topologySpread } from '../kubernetes/security.ts';
import { CATALOGUE } from './catalogue.ts';
import { defineComponent } from './component.ts';

const LABELS = { 'app.kubernetes.io/instance': 'cloudnative-pg', 'app.kubernetes.io/name': 'cloudnative-pg' };

export const cloudnativePg = defineComponent({
  name: 'cloudnative-pg',
  description: 'The operator that runs PostgreSQL.',
  namespace: { name: 'cnpg-system', podSecurity: { level: 'restricted' } },
  chart: CATALOGUE['cloudnative-pg'],
  modes: ['managed', 'existing', 'disabled'],
  onDemand: true,
  settings: z.strictObject({
    replicas: z.int().min(1).default(2).describe('Replicas of the operator; one leads.'),
  }),
  sizes: { small: { replicas: 1 }, medium: { replicas: 2 }, large: { replicas: 2 } },
  clusterKinds: [
    'admissionregistration.k8s.io/MutatingWebhookConfiguration',
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    'apiextensions.k8s.io/CustomResourceDefinition',
    'rbac.authorization.k8s.io/ClusterRole',
    'rbac.authorization.k8s.io/ClusterRoleBinding',
  ],
  ignoreDifferences: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'].map((kind) => ({
    group: 'admissionregistration.k8s.io',
    kind,
    paths: [0, 1, 2, 3, 4].map((index) => `/webhooks/${index}/clientConfig/caBundle`),
    reason: 'the operator writes the authority of the certificates that it makes',
  })),
  requires: () => ['prometheus-crds'],
  workloads: () => [{ name: 'controller', podLabels: LABELS }],
  flows: () => [
    { from: 'cloudnative-pg/controller', to: { outside: 'kubernetes-api' }, ports: [443, 6443], purpose: 'watch and write objects' },
    { from: 'cloudnative-pg/controller', to: 'postgres/instances', ports: [8000], purpose: 'status of the instances' },
    { from: { outside: 'kubernetes-api' }, to: 'cloudnative-pg/controller', ports: [9443], purpose: 'admission of clusters' },
    { from: 'prometheus/prometheus', to: 'cloudnative-pg/controller', ports: [8080], purpose: 'metrics' },
  ],
  values: ({ replicas }) => ({
    crds: { create: true },
    replicaCount: replicas,
    resources: resources('50m', '128Mi', '256Mi'),
    podSecurityContext: RESTRICTED_POD,
    containerSecurityContext: RESTRICTED_CONTAINER,
    topologySpreadConstraints: topologySpread(LABELS),
    monitoring: { podMonitorEnabled: true },
  }),
});
