import * as z from 'zod';
import { resources } from '../../fleet/schema/quantities.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import { defineComponent } from '../../stack/component.ts';
import { kubernetesApiFlow } from '../../stack/kubernetes-api-flow.ts';
import { certManager } from '../cert-manager/handle.ts';
import { CHARTS } from '../charts.ts';
import { cloudnativePg } from '../cloudnative-pg/handle.ts';
import { postgres } from '../postgres/handle.ts';
import { barmanCloud } from './handle.ts';

const USAGE = usage('20m', '64Mi', '256Mi');

/** No setting for replicas: only the leader listens, and other replicas would never be ready. */
export const barmanCloudComponent = defineComponent(barmanCloud, {
  description: 'The CloudNativePG plugin that writes backups of PostgreSQL to an object store.',
  chart: CHARTS['barman-cloud'],
  pods: podsAt(['']),
  modes: ['on-demand', 'managed', 'existing', 'disabled'],
  avoidedBy: [{ component: postgres, path: ['backup', 'enabled'], value: false }],
  settings: z.strictObject({ resources: resources.prefault({}) }),
  sizes: { small: { resources: USAGE }, medium: { resources: USAGE }, large: { resources: USAGE } },
  clusterKinds: [
    'apiextensions.k8s.io/CustomResourceDefinition',
    'rbac.authorization.k8s.io/ClusterRole',
    'rbac.authorization.k8s.io/ClusterRoleBinding',
  ],
  exceptions: [
    {
      what: 'its service account may read, make and delete every Secret, and write Roles, in all namespaces',
      reason:
        'it allows the instances of a cluster to read the credentials of their store, and the chart has no narrower role',
    },
  ],
  // Operator and plugin authenticate each other with certificates.
  requires: () => [certManager, cloudnativePg],
  flows: (_s, stack) => [
    {
      from: cloudnativePg.controller,
      to: barmanCloud.plugin,
      ports: [9090],
      purpose: 'sidecars of the instances',
    },
    kubernetesApiFlow(barmanCloud.plugin, stack, 'watch object stores, write roles for the instances'),
  ],
  values: (s) => ({
    fullnameOverride: barmanCloud.name,
    replicaCount: 1,
    crds: { create: true },
    // The chart asks for debug; the last one counts.
    additionalArgs: ['--log-level=info'],
    resources: resourceRequirements(s.resources),
    podSecurityContext: RESTRICTED_POD,
    containerSecurityContext: RESTRICTED_CONTAINER,
  }),
});
