import type { Json, JsonObject } from '../json.ts';

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

/** What Kubernetes, Argo CD and Flux agree makes two manifests the same object. */
export function identityOf(manifest: Manifest): string {
  const group = manifest.apiVersion.includes('/') ? manifest.apiVersion.split('/')[0] : '';
  return `${group}/${manifest.kind}/${manifest.metadata.namespace ?? ''}/${manifest.metadata.name}`;
}
