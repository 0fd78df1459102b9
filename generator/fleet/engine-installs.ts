/** How Argo CD and Flux are installed, and how they treat a cluster. Each has been on a cluster before the stack. */

/** An Argo CD. */
export interface ArgocdInstance {
  /** Undefined for the only one of a fleet that names none: then it is in no name of an object. */
  readonly name: string | undefined;
  readonly namespace: string;
  /** What the names of its workloads begin with. */
  readonly workloads: string;
}

/** What Argo CD knows a cluster by. */
export type ArgocdDestination = { readonly name: string } | { readonly server: string };

/** What an Argo CD does with a cluster. */
export interface ArgocdCluster {
  readonly instance: ArgocdInstance;
  readonly destination: ArgocdDestination;
  /** Who syncs it: Argo CD as soon as Git differs, or a person. */
  readonly sync: (typeof SYNCS)[number];
  readonly syncWindows: readonly SyncWindow[];
  /** Whether what Argo CD deployed stays when the cluster, or a component of it, is no longer in Git. */
  readonly preserveOnDeletion: boolean;
}

export const SYNCS = ['automatic', 'manual'] as const;

/** A time at which Argo CD may sync, or may not. */
export interface SyncWindow {
  readonly kind: 'allow' | 'deny';
  /** When it begins: a cron schedule. */
  readonly schedule: string;
  readonly duration: string;
  readonly timeZone: string;
  /** Whether a person may sync although it is closed. */
  readonly manualSync: boolean;
}

export interface EngineInstalls {
  /** At least one; the first is that of clusters which name none. */
  readonly argocd: readonly ArgocdInstance[];
  readonly flux: FluxInstall;
}

/** The Flux of every cluster that has one. */
export interface FluxInstall {
  readonly namespace: string;
  /** What its Kustomizations apply as; undefined for the controller itself. */
  readonly serviceAccountName?: string | undefined;
}

/** What Flux does with a cluster. */
export interface FluxCluster {
  /** How it decrypts Secrets in the user's own manifests; undefined where it does not. */
  readonly decryption?:
    | { readonly secretName?: string | undefined; readonly serviceAccountName?: string | undefined }
    | undefined;
}

export const DEFAULT_ENGINE_INSTALLS = {
  argocd: [{ name: undefined, namespace: 'argocd', workloads: 'argocd' }],
  flux: { namespace: 'flux-system' },
} as const satisfies EngineInstalls;
