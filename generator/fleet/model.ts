/**
 * The resolved fleet: typed, complete and immutable. Everything after `resolve` reads this and nothing else.
 * A *level* is one of the three answers that add up to a component on a cluster: base (the whole fleet), an environment, a cluster with its groups.
 */
import type { JsonObject } from '../data/json.ts';
import type { CommonMetadata } from '../kubernetes/common-metadata.ts';
import type { Placement } from '../kubernetes/placement.ts';
import type { ArgocdCluster, EngineInstalls, FluxCluster } from './engine-installs.ts';
import type { CustomComponent } from './schema/custom-components.ts';
import type { LevelField } from './schema/level-fields.ts';

export const SIZES = ['small', 'medium', 'large'] as const;
export type Size = (typeof SIZES)[number];

export const ENGINES = ['argocd', 'flux'] as const;
export type Engine = (typeof ENGINES)[number];

/** As people write them. */
export const ENGINE_TITLES: Readonly<Record<Engine, string>> = { argocd: 'Argo CD', flux: 'Flux' };

export const PROVIDERS = ['aws', 'azure', 'gcp', 'bare'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** Kubernetes minors that we have schemas for. The engines are proven on the newest (`test/engines`). */
export const KUBERNETES_MINORS = ['1.34', '1.35', '1.36', '1.37'] as const;
export type KubernetesMinor = (typeof KUBERNETES_MINORS)[number];

/**
 * - `on-demand`: we deploy it where another component that we deploy needs it.
 * - `managed`: we deploy it.
 * - `existing`: somebody else has installed it on the cluster; components that need it can rely on it.
 * - `external`: it runs elsewhere; settings say where.
 * - `disabled`: it is not deployed, and nothing replaces it.
 */
export const MODES = ['on-demand', 'managed', 'existing', 'external', 'disabled'] as const;
export type Mode = (typeof MODES)[number];

/** A Kustomize patch of the user on the manifests of a component, as in a kustomization's `patches`. */
export interface UserPatch {
  readonly target?: JsonObject;
  readonly patch: string;
}

/** Settings that every component has, besides its own. */
export interface CommonSettings {
  readonly mode: Mode;
  /** Pins the chart's version. */
  readonly version?: string | undefined;
  /** The namespace that it runs in, for an operator in mode `existing`: network policies of its workloads allow traffic from there. */
  readonly namespace?: string | undefined;
  /** Of its pods, over that of the level. */
  readonly placement?: Placement | undefined;
}

/** What the user added to a component at one level. It is not inherited, because each layer writes its own. */
export interface Additions {
  readonly patches: readonly UserPatch[];
  /** Folders with a kustomization.yaml, relative to the repository. */
  readonly manifestFolders: readonly string[];
}

/** What a standby cluster follows. */
export interface Standby {
  /** The cluster that it takes over from: what its components need to know of it. */
  readonly source: Pick<ClusterFacts, 'name'> & Pick<Level, 'settings'>;
  /** When it was promoted, as somebody wrote it; until then nothing on it writes into the stores. */
  readonly promotedAt: string | undefined;
}

export interface Level {
  readonly size: Size;
  readonly secrets: SecretsProvider;
  readonly kubernetesApi: KubernetesApi;
  readonly clusterDns: ClusterDns;
  /** Kind of the policies that name hosts; undefined where the cluster has none, so that every address must be allowed. */
  readonly hostPolicies?: HostPolicies | undefined;
  /** Of volumes whose component has no `storageClass` of its own; undefined for the default StorageClass of the cluster. */
  readonly storageClass?: string | undefined;
  readonly registry: Registry;
  /** Of all pods, field by field, unless their component says otherwise. */
  readonly placement: Placement;
  /** On every object that we write ourselves. */
  readonly commonMetadata: CommonMetadata;
  /** Where the certificates of private authorities are; undefined where only public ones are trusted. */
  readonly trust?: Trust | undefined;
  /** Empty where nothing is said. */
  readonly proxy: HttpProxy;
  /** Which of these fields `null` took away here or above, as a whole or in part: Helm cannot unset what values of a layer above say of them. */
  readonly taken?: readonly LevelField[] | undefined;
  /** Validated settings by component name, every default filled in. */
  readonly settings: ReadonlyMap<string, CommonSettings>;
  /** Raw chart values by component name, as set at each level down to this one, the uppermost first. */
  readonly values: ReadonlyMap<string, readonly JsonObject[]>;
  readonly additions: ReadonlyMap<string, Additions>;
  /** Of a cluster that is a standby. */
  readonly standby?: Standby | undefined;
  /** Equal for levels that are the same to every component. A level without one is never equal to another. */
  readonly fingerprint?: string | undefined;
}

/** Network plugins whose policies name hosts. */
export const HOST_POLICIES = ['cilium', 'calico'] as const;
export type HostPolicies = (typeof HOST_POLICIES)[number];

/** The proxies for servers outside of the cluster, by the scheme of the servers' addresses. */
export interface HttpProxy {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  /** Hosts and networks that are reached without it. */
  readonly noProxy?: readonly string[] | undefined;
}

/** A text of certificates in PEM, in namespaces of the stack. */
export interface Trust {
  readonly configMap: string;
  readonly key: string;
}

/** Where images and charts are taken from, in place of the registries of upstream; empty where nothing is said. */
export interface Registry {
  /** Host and path, without a slash at the end. */
  readonly images?: string | undefined;
  readonly charts?: { readonly url: string; readonly secretName?: string | undefined } | undefined;
  readonly pullSecrets?: readonly string[] | undefined;
}

/** Where pods reach the Kubernetes API. */
export interface KubernetesApi {
  readonly ports: readonly number[];
  /** Any address when empty. */
  readonly cidrs: readonly string[];
}

/** Ports of its Service, and of most servers behind it. */
export const DEFAULT_KUBERNETES_API: KubernetesApi = { ports: [443, 6443], cidrs: [] };

/** Where pods reach the DNS of the cluster. */
export interface ClusterDns {
  /** Of its pods. */
  readonly namespace: string;
  /** Of its pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** That its pods listen on. */
  readonly ports: readonly number[];
  /** Other addresses that answer DNS queries. */
  readonly cidrs: readonly string[];
}

/**
 * CoreDNS as nearly every distribution installs it, and link-local addresses: the node-local cache answers at one, and so does
 * the resolver of Google's cloud.
 */
export const DEFAULT_CLUSTER_DNS: ClusterDns = {
  namespace: 'kube-system',
  labels: { 'k8s-app': 'kube-dns' },
  ports: [53],
  cidrs: ['169.254.0.0/16'],
};

export type SecretsProvider =
  | { readonly provider: 'generated' }
  | { readonly provider: 'aws-secrets-manager'; readonly prefix: string; readonly region?: string | undefined }
  | { readonly provider: 'gcp-secret-manager'; readonly prefix: string; readonly projectID: string }
  | {
      readonly provider: 'azure-key-vault';
      readonly prefix: string;
      readonly vaultUrl: string;
      readonly tenantId: string;
    }
  | {
      readonly provider: 'vault';
      readonly prefix: string;
      readonly server: string;
      readonly path: string;
      readonly role: string;
      readonly mountPath: string;
      readonly namespace?: string | undefined;
      readonly caConfigMap?: string | undefined;
    };

export interface Wave {
  readonly name: string;
  /** Full Git ref, `refs/heads/…` or `refs/tags/…`. */
  readonly ref: string;
}

export interface Environment extends Level {
  readonly name: string;
  readonly wave: string;
  readonly flux: FluxCluster;
}

/** Settings that clusters share beside those of their environments. They are part of the level of each of its clusters. */
export interface Group {
  readonly name: string;
  /** Also part of those of each of its clusters, before their own. */
  readonly additions: ReadonlyMap<string, Additions>;
}

/** What only a cluster can know: handed to a component's `perCluster`. */
export interface ClusterFacts {
  readonly name: string;
  readonly environment: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly provider: { readonly name: ProviderName; readonly region?: string | undefined };
  /** Host names of this cluster end with it. */
  readonly domain: string;
  readonly kubernetes: KubernetesMinor;
}

export interface Cluster extends Level, ClusterFacts {
  /** Names of its groups, in the order in which they are merged. */
  readonly groups: readonly string[];
  readonly wave: string;
  /** Whether the cluster sets its wave itself: then the wave of its environment does not matter. */
  readonly hasOwnWave: boolean;
  readonly engine: Engine;
  /** Meaningless where the engine is another. */
  readonly argocd: ArgocdCluster;
  /** Meaningless where the engine is another. */
  readonly flux: FluxCluster;
}

/** What a folder of the user's own manifests contains. */
export interface OwnManifests {
  /** Folders and files outside of it that its kustomization includes, sorted. */
  readonly elsewhere: readonly string[];
  /** `group/Kind` of its cluster-scoped objects, sorted. */
  readonly clusterKinds: readonly string[];
  /** Namespaces of its other objects, sorted; objects without a namespace are left out. */
  readonly namespaces: readonly string[];
}

/** The Git repository that the fleet is in, as engines know it. */
export interface Repository {
  readonly url: string;
  readonly branch: string;
  /** Folder of the fleet in it; `.` for its root. */
  readonly path: string;
  /** The others say how Flux reads it. */
  readonly secretName?: string | undefined;
  readonly provider?: 'generic' | 'github' | 'azure' | 'aws' | undefined;
  readonly proxySecretName?: string | undefined;
  readonly verify?: { readonly secretName: string } | undefined;
}

export interface Fleet {
  readonly name: string;
  readonly repository: Repository;
  readonly engines: EngineInstalls;
  readonly domain: string;
  readonly waves: readonly Wave[];
  readonly base: Level;
  /** Sorted by name. */
  readonly environments: readonly Environment[];
  /** In the order in which they are merged. */
  readonly groups: readonly Group[];
  /** Sorted by name. */
  readonly clusters: readonly Cluster[];
  /** Definitions of components of its own, by name. */
  readonly customComponents: Readonly<Record<string, CustomComponent>>;
  /** By folder: every one that the input names. */
  readonly ownManifests: ReadonlyMap<string, OwnManifests>;
}
