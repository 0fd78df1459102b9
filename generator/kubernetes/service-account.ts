/** Service accounts for pods that do not talk to the Kubernetes API. */
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';

/** No pod that runs under it gets a token: for controllers that let us name an account, but not refuse its token. */
export function silentServiceAccount(name: string, namespace: string, component: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: namespaced(name, namespace, { component }),
    automountServiceAccountToken: false,
  };
}
