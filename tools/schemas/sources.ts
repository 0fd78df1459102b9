/**
 * Which schemas the bundle holds and the pinned release that each comes from.
 * A kind that the generator writes and that is missing here fails `validate`: a missing schema is never skipped.
 */
import type { KubernetesMinor } from '../../generator/fleet/model.ts';

export const KUBERNETES_MODULE = 'k8s.io/kubernetes';

/** The patch release whose OpenAPI document stands for a minor. */
export const KUBERNETES_RELEASES = {
  '1.34': 'v1.34.4',
  '1.35': 'v1.35.4',
  '1.36': 'v1.36.3',
  '1.37': 'v1.37.2',
} as const satisfies Record<KubernetesMinor, string>;

/** Custom resources borrow `metadata` and the pod's parts from the newest minor. */
export const NEWEST_MINOR = '1.37' satisfies KubernetesMinor;

/** The built-in kinds that the generator or a user's own manifests are likely to hold. */
export const BUILT_IN_KINDS: Readonly<Record<string, readonly string[]>> = {
  v1: [
    'Namespace',
    'ConfigMap',
    'Secret',
    'Service',
    'ServiceAccount',
    'PersistentVolumeClaim',
    'Pod',
    'ResourceQuota',
    'LimitRange',
  ],
  'apps/v1': ['Deployment', 'StatefulSet', 'DaemonSet'],
  'batch/v1': ['Job', 'CronJob'],
  'networking.k8s.io/v1': ['NetworkPolicy', 'Ingress'],
  'policy/v1': ['PodDisruptionBudget'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'rbac.authorization.k8s.io/v1': ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'],
  'scheduling.k8s.io/v1': ['PriorityClass'],
  'storage.k8s.io/v1': ['StorageClass'],
  'apiextensions.k8s.io/v1': ['CustomResourceDefinition'],
};

export interface CustomResourceSource {
  readonly project: string;
  readonly module: string;
  readonly version: string;
  /** Folder of CustomResourceDefinition files inside the module. */
  readonly folder: string;
  /** All kinds in the folder unless said. */
  readonly kinds?: readonly string[];
  readonly note?: string;
}

export const CUSTOM_RESOURCES: readonly CustomResourceSource[] = [
  { project: 'Argo CD', module: 'github.com/argoproj/argo-cd/v3', version: 'v3.5.7', folder: 'manifests/crds' },
  {
    project: 'Flux source-controller',
    module: 'github.com/fluxcd/source-controller',
    version: 'v1.9.6',
    folder: 'config/crd/bases',
  },
  {
    project: 'Flux kustomize-controller',
    module: 'github.com/fluxcd/kustomize-controller',
    version: 'v1.9.6',
    folder: 'config/crd/bases',
  },
  {
    project: 'Flux helm-controller',
    module: 'github.com/fluxcd/helm-controller',
    version: 'v1.6.4',
    folder: 'config/crd/bases',
  },
  {
    project: 'cert-manager',
    module: 'github.com/cert-manager/cert-manager',
    version: 'v1.21.2',
    folder: 'deploy/crds',
    kinds: ['Certificate', 'Issuer', 'ClusterIssuer'],
  },
  {
    project: 'External Secrets Operator',
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    folder: 'config/crds/bases',
    note: 'The newest release published as a Go module. Version 2.9.0 only adds to the fields of the kinds used here, apart from the provider "alibaba", which it no longer has, and the type of refreshInterval of a store, which it opens to strings.',
  },
  {
    project: 'CloudNativePG',
    module: 'github.com/cloudnative-pg/cloudnative-pg',
    version: 'v1.30.0',
    folder: 'config/crd/bases',
  },
  {
    project: 'CloudNativePG Barman Cloud plugin',
    module: 'github.com/cloudnative-pg/plugin-barman-cloud',
    version: 'v0.15.0',
    folder: 'config/crd/bases',
  },
  {
    project: 'Prometheus Operator',
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.91.0',
    folder: 'example/prometheus-operator-crd',
  },
  {
    project: 'Gateway API, standard channel',
    module: 'sigs.k8s.io/gateway-api',
    version: 'v1.6.3',
    folder: 'config/crd/standard',
  },
];
