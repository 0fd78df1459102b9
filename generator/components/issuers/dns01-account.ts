/**
 * A service account for the zone alone: cert-manager may ask for a token of it, and the IAM role lets nobody else in
 * (cert-manager docs: configuration/acme/dns01/route53, "referencing a ServiceAccount").
 */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced } from '../../kubernetes/metadata.ts';
import { silentServiceAccount } from '../../kubernetes/service-account.ts';
import { certManager } from '../cert-manager/handle.ts';
import { DNS01_ACCOUNT } from './dns01.ts';
import { issuers } from './handle.ts';

export function dns01Account(): readonly Manifest[] {
  const namespace = issuers.namespace.name;
  const metadata = namespaced(DNS01_ACCOUNT, namespace, { component: issuers.name });
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  return [
    silentServiceAccount(DNS01_ACCOUNT, namespace, issuers.name),
    {
      apiVersion,
      kind: 'Role',
      metadata,
      rules: [
        { apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [DNS01_ACCOUNT], verbs: ['create'] },
      ],
    },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: DNS01_ACCOUNT },
      // The chart names it as its release.
      subjects: [{ kind: 'ServiceAccount', name: certManager.name, namespace }],
    },
  ];
}
