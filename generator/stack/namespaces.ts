/** Namespaces in which several components have objects. A namespace that only one component uses is in its handle. */
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import type { Namespace } from './handle.ts';

/** The namespace of the stack itself. Everything in it runs under Pod Security `restricted`. */
export const STACK: Namespace = { name: STACK_NAMESPACE, podSecurity: { level: 'restricted' } };

/** Of cert-manager, and of the Secrets of cluster-wide issuers. */
export const CERT_MANAGER: Namespace = { name: 'cert-manager', podSecurity: { level: 'restricted' } };

/** Of CloudNativePG and its plugins, which it finds in its own namespace only. */
export const CNPG_SYSTEM: Namespace = { name: 'cnpg-system', podSecurity: { level: 'restricted' } };

/** Of External Secrets, and of what its cluster-wide stores refer to. */
export const EXTERNAL_SECRETS: Namespace = { name: 'external-secrets', podSecurity: { level: 'restricted' } };
