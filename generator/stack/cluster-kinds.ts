/** Cluster-scoped kinds, as an AppProject lists them: `group/Kind`. */

/** What an operator with definitions and admission webhooks brings. */
export const OPERATOR_KINDS: readonly string[] = [
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
];
