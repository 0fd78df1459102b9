import * as z from 'zod';
import { existingNamespace, resources } from '../../fleet/schema/quantities.ts';
import { disruptionBudget, topologySpread } from '../../kubernetes/placement.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import { OPERATOR_KINDS } from '../../stack/cluster-kinds.ts';
import { defineComponent } from '../../stack/component.ts';
import { kubernetesApiFlow } from '../../stack/kubernetes-api-flow.ts';
import { CHARTS } from '../charts.ts';
import { postgres } from '../postgres/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { cloudnativePg } from './handle.ts';

const USAGE = usage('50m', '128Mi', '256Mi');

export const cloudnativePgComponent = defineComponent(cloudnativePg, {
  description: 'The operator that runs PostgreSQL.',
  chart: CHARTS['cloudnative-pg'],
  pods: podsAt(['']),
  modes: ['on-demand', 'managed', 'existing', 'disabled'],
  settings: z.strictObject({
    replicas: z.int().min(1).default(2).describe('Replicas of the operator, with leader election.'),
    resources: resources.prefault({}),
    namespace: existingNamespace,
  }),
  sizes: {
    small: { replicas: 1, resources: USAGE },
    medium: { replicas: 2, resources: USAGE },
    large: { replicas: 2, resources: USAGE },
  },
  clusterKinds: OPERATOR_KINDS,
  ignoreDifferences: Object.entries({ MutatingWebhookConfiguration: 4, ValidatingWebhookConfiguration: 5 }).map(
    ([kind, webhooks]) => ({
      group: 'admissionregistration.k8s.io',
      kind,
      paths: Array.from({ length: webhooks }, (_, index) => `/webhooks/${index}/clientConfig/caBundle`),
      reason: 'the operator writes the certificate authority of its own certificates',
    }),
  ),
  requires: () => [prometheusCrds],
  flows: (_s, stack) => [
    kubernetesApiFlow(cloudnativePg.controller, stack),
    { from: cloudnativePg.controller, to: postgres.instances, ports: [8000], purpose: 'status of the instances' },
    {
      from: { outside: 'kubernetes-api' },
      to: cloudnativePg.controller,
      ports: [9443],
      purpose: 'admission of clusters',
    },
    { from: prometheus.prometheus, to: cloudnativePg.controller, ports: [8080], purpose: 'metrics' },
  ],
  values: ({ replicas, resources }) => ({
    crds: { create: true },
    replicaCount: replicas,
    resources: resourceRequirements(resources),
    podSecurityContext: RESTRICTED_POD,
    containerSecurityContext: RESTRICTED_CONTAINER,
    topologySpreadConstraints: topologySpread(cloudnativePg.controller.podLabels),
    monitoring: { podMonitorEnabled: true },
  }),
  // The chart has none.
  manifests: () => [
    disruptionBudget({
      name: cloudnativePg.name,
      namespace: cloudnativePg.namespace.name,
      component: cloudnativePg.name,
      matchLabels: cloudnativePg.controller.podLabels,
    }),
  ],
});
