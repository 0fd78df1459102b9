/** What the webhook of the operator may do: read what it needs to change a pod, and nothing else. */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { clusterScoped } from '../../kubernetes/metadata.ts';
import { otelOperator } from './handle.ts';

const READ = ['get', 'list', 'watch'] as const;

/**
 * As the handler of pods declares it (open-telemetry/opentelemetry-operator:internal/webhook/podmutation/webhookhandler.go), without
 * Secrets: only exporters with certificates of their own need those. The owners of a pod are read for the name of its service.
 */
const RULES = [
  { apiGroups: [''], resources: ['namespaces'], verbs: READ },
  { apiGroups: ['apps'], resources: ['replicasets'], verbs: READ },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: READ },
  { apiGroups: ['opentelemetry.io'], resources: ['instrumentations', 'opentelemetrycollectors'], verbs: READ },
  { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
] as const;

export function permissions(): readonly Manifest[] {
  const { name, namespace } = otelOperator;
  const metadata = clusterScoped(name, { component: name });
  return [
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata, rules: RULES },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: namespace.name }],
    },
  ];
}
