import * as z from 'zod';
import { resources } from '../../fleet/schema/quantities.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import { defineComponent } from '../../stack/component.ts';
import { CHARTS } from '../charts.ts';
import { OPERATORS_NAMESPACE } from '../cloudnative-pg/cloudnative-pg.ts';

const NAME = 'barman-cloud';
const USAGE = usage('20m', '64Mi', '256Mi');

/** No setting for replicas: only the one that leads listens, and others would never be ready. */
export const barmanCloud = defineComponent({
  name: NAME,
  description: 'The plugin with which CloudNativePG writes backups of PostgreSQL to an object store.',
  // The operator finds plugins in its own namespace only.
  namespace: OPERATORS_NAMESPACE,
  chart: CHARTS[NAME],
  modes: ['on-demand', 'managed', 'existing', 'disabled'],
  avoidedBy: [{ component: 'postgres', path: ['backup', 'enabled'], value: false }],
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
        'it lets the instances of a cluster read the credentials of their store, and the chart knows no narrower role',
    },
  ],
  // Operator and plugin know each other by certificates.
  requires: () => ['cert-manager', 'cloudnative-pg'],
  workloads: () => [
    {
      name: 'plugin',
      podLabels: { 'app.kubernetes.io/name': 'plugin-barman-cloud', 'app.kubernetes.io/instance': NAME },
    },
  ],
  flows: (_s, { kubernetesApi }) => [
    {
      from: 'cloudnative-pg/controller',
      to: 'barman-cloud/plugin',
      ports: [9090],
      purpose: 'sidecars of the instances',
    },
    {
      from: 'barman-cloud/plugin',
      to: { outside: 'kubernetes-api' },
      ports: kubernetesApi.ports,
      purpose: 'stores, and roles for the instances',
    },
  ],
  values: (s) => ({
    fullnameOverride: NAME,
    replicaCount: 1,
    crds: { create: true },
    // The chart asks for debug; the last one counts.
    additionalArgs: ['--log-level=info'],
    resources: resourceRequirements(s.resources),
    podSecurityContext: RESTRICTED_POD,
    containerSecurityContext: RESTRICTED_CONTAINER,
  }),
});
