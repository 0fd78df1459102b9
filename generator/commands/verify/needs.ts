/** What `verify` needs in a cluster: to find the pod behind a Service, and to connect to it. */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import type { Listing, Right } from '../../live/resource.ts';

const core = (plural: string, kind: string) => ({ group: '', version: 'v1', plural, kind });

export const LISTINGS: readonly Listing[] = [
  { resource: core('pods', 'Pod'), namespace: STACK_NAMESPACE },
  { resource: core('services', 'Service'), namespace: STACK_NAMESPACE },
];

/**
 * A port-forward over a WebSocket is a GET, which has always been the verb `get`; since Kubernetes 1.35 the server asks for `create` too
 * (kubernetes/enhancements: KEP-4006, "Synthetic RBAC CREATE Authorization Check").
 */
export const RIGHTS: readonly Right[] = [
  ...LISTINGS,
  { resource: core('pods/portforward', 'Pod'), namespace: STACK_NAMESPACE, verbs: ['create', 'get'] },
];

export const RIGHTS_HINT = '`lang-observatory verify CLUSTER --rights` prints the rights that are needed';
