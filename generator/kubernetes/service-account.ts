/** Service accounts for pods that do not use the Kubernetes API. */
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';

/** Its pods get no token: for charts and controllers with a setting for the account, but none for its token. */
export function silentServiceAccount(
  name: string,
  namespace: string,
  component: string,
  annotations: Readonly<Record<string, string>> = {},
): Manifest {
  const metadata = namespaced(name, namespace, { component });
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations },
    automountServiceAccountToken: false,
  };
}
