import { z } from 'zod';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources } from '../kubernetes/security.ts';
import { CATALOGUE } from './catalogue.ts';
import { defineComponent } from './component.ts';

const LABELS = { 'app.kubernetes.io/name': 'clickhouse-operator', 'control-plane': 'controller-manager' };

export const clickhouseOperator = defineComponent({
  name: 'clickhouse-operator',
  description: 'The operator that runs ClickHouse and its Keeper.',
  namespace: { name: 'clickhouse-operator', podSecurity: { level: 'restricted' } },
  chart: CATALOGUE['clickhouse-operator'],
  modes: ['managed', 'existing', 'disabled'],
  onDemand: true,
  settings: z.strictObject({
    replicas: z.int().min(1).default(1).describe('Replicas of the operator; one leads.'),
  }),
  sizes: { small: { replicas: 1 }, medium: { replicas: 1 }, large: { replicas: 2 } },
  clusterKinds: [
    'admissionregistration.k8s.io/MutatingWebhookConfiguration',
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    'apiextensions.k8s.io/CustomResourceDefinition',
    'rbac.authorization.k8s.io/ClusterRole',
    'rbac.authorization.k8s.io/ClusterRoleBinding',
  ],
  // Its webhooks get their certificates from cert-manager.
  requires: () => ['cert-manager', 'prometheus-crds'],
  workloads: () => [{ name: 'controller', podLabels: LABELS }],
  flows: () => [
    { from: 'clickhouse-operator/controller', to: { outside: 'kubernetes-api' }, ports: [443, 6443], purpose: 'watch and write objects' },
    { from: 'clickhouse-operator/controller', to: 'clickhouse/server', ports: [9001], purpose: 'state of the servers, and their schemas' },
    { from: 'clickhouse-operator/controller', to: 'clickhouse/keeper', ports: [2181, 9123], purpose: 'state of the Keepers' },
    { from: { outside: 'kubernetes-api' }, to: 'clickhouse-operator/controller', ports: [9443], purpose: 'admission of clusters' },
    { from: 'prometheus/prometheus', to: 'clickhouse-operator/controller', ports: [8080], purpose: 'metrics' },
  ],
  values: ({ replicas }) => ({
    crd: { enable: true, keep: true },
    certManager: { enable: true, install: false },
    webhook: { enable: true },
    metrics: { enable: true, secure: false },
    prometheus: { service_monitor: true },
    manager: {
      replicas,
      podSecurityContext: RESTRICTED_POD,
      containerSecurityContext: RESTRICTED_CONTAINER,
      resources: resources('50m', '128Mi', '256Mi'),
    },
  }),
});
