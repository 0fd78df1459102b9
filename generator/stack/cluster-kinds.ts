/** Cluster-scoped kinds, as an AppProject lists them: `group/Kind`. */

/** Cluster-scoped kinds of an operator with CRDs and admission webhooks. */
export const OPERATOR_KINDS: readonly string[] = [
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
];
