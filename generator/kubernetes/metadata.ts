/** Names, labels and annotations of all our manifests. */
import type { ManifestMetadata } from './manifest.ts';

/** The namespace of the stack itself; operators have their own. */
export const STACK_NAMESPACE = 'lang-observatory';

/** Where the engines run. They are on a cluster before the stack. */
export const ENGINE_NAMESPACES = { argocd: 'argocd', flux: 'flux-system' } as const;

/** Namespaces with this label may send telemetry to the collector. */
export const TELEMETRY_LABEL = { 'lang-observatory.dev/telemetry': 'enabled' } as const;

/**
 * Both engines keep an object with these when it is removed from Git, and Argo CD does not report it as OutOfSync.
 * For all objects that hold data: deleting them is a separate, explicit step.
 */
export const KEEP_ANNOTATIONS = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
  'helm.sh/resource-policy': 'keep',
} as const;

/** On what replaces data by that of backups: which, and when that was asked for. `plan` tells of it. */
export const RESTORE_ANNOTATION = 'lang-observatory.dev/restore';

interface MetadataOptions {
  /** The component that the object belongs to: the `app.kubernetes.io/name` label. */
  readonly component: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** The object holds data: see KEEP_ANNOTATIONS. */
  readonly keep?: boolean;
}

function labelsOf(options: MetadataOptions): Readonly<Record<string, string>> {
  return {
    'app.kubernetes.io/name': options.component,
    'app.kubernetes.io/part-of': 'lang-observatory',
    ...options.labels,
  };
}

function annotationsOf(options: MetadataOptions): { readonly annotations?: Readonly<Record<string, string>> } {
  const annotations = { ...options.annotations, ...(options.keep ? KEEP_ANNOTATIONS : {}) };
  return Object.keys(annotations).length > 0 ? { annotations } : {};
}

/** Metadata of a namespaced object. */
export function namespaced(name: string, namespace: string, options: MetadataOptions): ManifestMetadata {
  return { name, namespace, labels: labelsOf(options), ...annotationsOf(options) };
}

/** Metadata of a cluster-scoped object. */
export function clusterScoped(name: string, options: MetadataOptions): ManifestMetadata {
  return { name, labels: labelsOf(options), ...annotationsOf(options) };
}
