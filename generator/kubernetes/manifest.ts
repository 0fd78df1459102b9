import type { Json, JsonObject } from '../data/json.ts';

/** A Kubernetes object as we write it. Every namespaced object names its namespace: engines do not set it. */
export interface Manifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ManifestMetadata;
}

export interface ManifestMetadata extends JsonObject {
  readonly name: string;
  readonly [key: string]: Json;
}

/** Objects are compared for every cluster, so the identity of each is computed once. */
const identities = new WeakMap<Manifest, string>();

/** What identifies an object for Kubernetes, Argo CD and Flux alike. */
export function identityOf(manifest: Manifest): string {
  const known = identities.get(manifest);
  if (known !== undefined) return known;
  const group = manifest.apiVersion.includes('/') ? manifest.apiVersion.split('/')[0] : '';
  const identity = `${group}/${manifest.kind}/${manifest.metadata.namespace ?? ''}/${manifest.metadata.name}`;
  identities.set(manifest, identity);
  return identity;
}
