/**
 * A Secret of one namespace in another one. External Secrets reads it with an account that may read this Secret and no other. The provider
 * of secrets cannot bring it twice: what it generates for two namespaces differs.
 */
import { storedSecret } from './external-secret.ts';
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';
import { silentServiceAccount } from './service-account.ts';

interface CopyOptions {
  readonly component: string;
  /** The Secret that is read. */
  readonly from: { readonly name: string; readonly namespace: string };
  /** The Secret that is made; its store, account and role have its name too. */
  readonly to: { readonly name: string; readonly namespace: string };
  /** Templates of the keys of the copy, over the keys of the original. */
  readonly data: Readonly<Record<string, string>>;
}

/** The copy, and everything that External Secrets needs to make it and to keep it the same. */
export function secretCopy({ component, from, to, data }: CopyOptions): readonly Manifest[] {
  const there = namespaced(to.name, to.namespace, { component });
  const here = namespaced(to.name, from.namespace, { component });
  return [
    // Gets no token in pods: External Secrets requests one for itself.
    silentServiceAccount(to.name, to.namespace, component),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: here,
      rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [from.name], verbs: ['get'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: here,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: to.name },
      subjects: [{ kind: 'ServiceAccount', name: to.name, namespace: to.namespace }],
    },
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata: there,
      spec: {
        provider: {
          kubernetes: {
            remoteNamespace: from.namespace,
            server: {
              url: 'kubernetes.default',
              // Kubernetes puts it into every namespace.
              caProvider: { type: 'ConfigMap', name: 'kube-root-ca.crt', key: 'ca.crt' },
            },
            auth: { serviceAccount: { name: to.name } },
          },
        },
      },
    },
    storedSecret({ ...to, component, type: 'Opaque', labels: {}, data }, from.name, {
      kind: 'SecretStore',
      name: to.name,
    }),
  ];
}
