import type { Json, JsonObject } from '../data/json.ts';

/** A Kubernetes object as we write it. Every namespaced object names its namespace: no engine fills it in. */
export interface Manifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ManifestMetadata;
}

export interface ManifestMetadata extends JsonObject {
  readonly name: string;
  readonly [key: string]: Json;
}

/** A component's answers are compared for every cluster: each object's identity is put together once. */
const identities = new WeakMap<Manifest, string>();

/** What Kubernetes, Argo CD and Flux agree makes two manifests the same object. */
export function identityOf(manifest: Manifest): string {
  const known = identities.get(manifest);
  if (known !== undefined) return known;
  const group = manifest.apiVersion.includes('/') ? manifest.apiVersion.split('/')[0] : '';
  const identity = `${group}/${manifest.kind}/${manifest.metadata.namespace ?? ''}/${manifest.metadata.name}`;
  identities.set(manifest, identity);
  return identity;
}
