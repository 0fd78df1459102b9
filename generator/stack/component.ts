/**
 * What a component is: a few functions from resolved settings to Helm values and manifests.
 * A component does not depend on engines, layers or the disk. It computes values and manifests from its settings; `layers/` compares the results.
 *
 * Two duties:
 * - `values` is total: the same keys for every setting (an off value instead of an omission), and never `null`,
 *   because Helm cannot unset a value of an upper layer.
 * - everything is pure: no clock, no random, no environment.
 */
import type { z } from 'zod';
import type { JsonObject } from '../data/json.ts';
import type { ClusterFacts, CommonSettings, Fleet, Level, Mode, Size, Standby } from '../fleet/model.ts';
import type { Change } from '../fleet/resolve/change.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import type { ChartPods } from '../kubernetes/pod-places.ts';
import type { Alert } from '../telemetry/alert.ts';
import type { DashboardDrawing } from '../telemetry/grafana/dashboard.ts';
import type { Handle, Namespace, Workload } from './handle.ts';
import type { Restore } from './restore.ts';

export interface Chart {
  /** `https://…` for a chart repository, `oci://…` (without the chart's name) for a registry. */
  readonly repository: string;
  readonly name: string;
  readonly version: string;
  /** In the namespace of Flux, with the credentials. */
  readonly secretName?: string | undefined;
}

/**
 * A folder of upstream's own manifests, for objects that no chart can install: the charts with the Gateway API's definitions
 * exceed the size limit of a Helm release in the cluster, one megabyte. They are applied unchanged, and never removed.
 */
export interface UpstreamFolder {
  readonly repository: string;
  readonly path: string;
  /** A tag. */
  readonly version: string;
}

/** A party outside the stack. */
export type Outside =
  | Party
  /** Pods in namespaces labelled `lang-observatory.dev/telemetry: enabled` but for these: the applications that send telemetry. */
  | { readonly outside: 'applications'; readonly except: readonly string[] }
  /** Pods of these namespaces, which are somebody else's: what protects its pods must let the traffic in. All pods unless it says labels. */
  | {
      readonly outside: 'namespaces';
      readonly names: readonly string[];
      readonly podLabels?: Readonly<Record<string, string>>;
    }
  | { readonly outside: 'addresses'; readonly cidr: string }
  /** A server outside the cluster by its name, or every name one level below one that begins with `*.`. */
  | { readonly outside: 'host'; readonly name: string };

interface Party {
  readonly outside: /** To it, on the ports of `stack.kubernetesApi`. */
    | 'kubernetes-api'
    /** Node addresses: kubelets. */
    | 'nodes'
    /** Any address, in or out of the cluster. */
    | 'anywhere'
    /** The namespaces of Argo CD and Flux. */
    | 'engines';
}

/** Pods of a component, by its handle (`clickhouse.server`), or a party outside the stack. */
export type Peer = Workload | Outside;

export function isOutside(peer: Peer): peer is Outside {
  return 'outside' in peer;
}

/** "A connects to B on port p." Ports are container ports, because NetworkPolicies use those. DNS needs no flow. */
export interface Flow {
  readonly from: Peer;
  readonly to: Peer;
  readonly ports: readonly number[];
  readonly protocol?: 'TCP' | 'UDP';
  readonly purpose: string;
}

/** One key of a Secret and where its content comes from. */
export type SecretKey =
  /** Random: made in the cluster (provider `generated`) or kept as this property of the entry in the store. */
  | { readonly generate: 'alphanumeric' | 'hex'; readonly prefix?: string }
  /** A value that only people know, such as the URL of a receiver: it is in the store, or in a Secret that the setting names. */
  | { readonly given: string; readonly setting: readonly (string | number)[] }
  /** Not secret, such as a user name. */
  | { readonly value: string }
  /** A Go template over generated and given keys, each of which `key` turns into an expression: `Basic {{ printf "%s:%s" ${key('a')} ${key('b')} | b64enc }}`. */
  | { readonly template: (key: (name: string) => string) => string };

export interface Secret {
  readonly name: string;
  readonly purpose: string;
  readonly type?: 'Opaque' | 'kubernetes.io/basic-auth' | 'kubernetes.io/dockerconfigjson';
  readonly keys: Readonly<Record<string, SecretKey>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Of an external component: the setting that names a Secret of the user instead, `external.secretName` if it is absent. */
  readonly setting?: readonly string[];
}

/** A Secret that the stack needs at a level. */
export interface NeededSecret extends Secret {
  /** Where it is needed. */
  readonly namespace: string;
  /** Whether it is for an external system: then the values are defined there, and must not be generated. */
  readonly elsewhere: boolean;
}

/** The other components, as a component may see them at the level that is being composed. */
export interface Stack {
  readonly fleet: Pick<Fleet, 'name' | 'domain' | 'repository' | 'engines'>;
  readonly size: Size;
  readonly secretsProvider: Level['secrets'];
  readonly kubernetesApi: Level['kubernetesApi'];
  readonly clusterDns: Level['clusterDns'];
  readonly hostPolicies?: Level['hostPolicies'];
  readonly storageClass: Level['storageClass'];
  readonly registry: Level['registry'];
  readonly placement: Level['placement'];
  readonly commonMetadata: Level['commonMetadata'];
  readonly trust?: Level['trust'];
  readonly proxy: Level['proxy'];
  readonly taken?: Level['taken'];
  /** Where the cluster is a standby of another one. */
  readonly standby?: Standby | undefined;
  /** Settings of another component at the same level. */
  of<S extends CommonSettings>(component: Handle<S>): S;
  /** Whether a component is deployed by us at this level. */
  deploys(component: Handle): boolean;
  /** Namespaces of deployed components that the stack creates, sorted by name, without duplicates. */
  readonly namespaces: readonly Namespace[];
  /** Names of the namespaces in which deployed components have objects, created by the stack or not, sorted. */
  readonly occupied: readonly string[];
  /** Secrets that components declare, deployed or external, sorted by name. */
  readonly secrets: readonly NeededSecret[];
}

export interface PerCluster {
  /** Merged over `values`, as Helm merges. */
  readonly values?: JsonObject;
  /** Added to `manifests`; an object with the identity of one of them replaces it. */
  readonly manifests?: readonly Manifest[];
}

export interface Component<S extends CommonSettings = CommonSettings> {
  readonly handle: Handle;
  /** Of the handle. */
  readonly name: string;
  /** Of the handle. */
  readonly namespace: Namespace;
  /** One sentence, for the documentation. */
  readonly description: string;
  readonly chart?: Chart;
  /** Instead of a chart. */
  readonly upstream?: UpstreamFolder;
  /** The places in the values of its chart that place its pods: `podsAt([])` where only its manifests have pods. */
  readonly pods?: ChartPods;
  /** The first one is the default. */
  readonly modes: readonly [Mode, ...Mode[]];
  /** Settings to change so that nothing requires the component, if that is less than disabling the components that do. */
  readonly avoidedBy?: readonly Avoidance[];
  /** Component-owned settings, with descriptions and defaults; `mode`, `version`, `values`, `patches`, `manifests` are added to it. */
  readonly settings: z.ZodObject;
  /** Defaults of each size; every other layer overrides them. */
  readonly sizes?: Readonly<Record<Size, JsonObject>>;
  /** Settings that clusters cannot share, so they are allowed in cluster.yaml only. */
  readonly clusterOnly?: readonly string[];
  /** Folders, relative to the repository, whose kustomization is part of the manifests. */
  readonly includes?: readonly string[];
  /** Cluster-scoped kinds that the chart or the manifests create, as `group/Kind` (`/Namespace` for the core group). */
  readonly clusterKinds?: readonly string[];
  /** Fields that controllers in the cluster change legitimately: both engines ignore drift there. */
  readonly ignoreDifferences?: readonly IgnoreDifference[];
  /** Objects of it that are ready later than their `Ready` condition says: Flux lets components that require this one wait for them. */
  readonly readiness?: readonly Readiness[];
  /** Exceptions of its pods from the security rules of the stack, with a reason; `validate` lists them. */
  readonly exceptions?: readonly SecurityException[];

  /** Its alerts, which become a PrometheusRule if Prometheus is there. */
  readonly alerts?: readonly Alert[];
  /** Dashboards about this component only; those about several are in `telemetry/dashboards/`. */
  readonly dashboards?: readonly DashboardDrawing[];

  /** How data of an earlier time comes back, where it has backups. */
  readonly restore?: Restore<S, Stack>;

  requires?(settings: S, stack: Stack): readonly Handle[];
  /** Where its pods connect from in mode external; without it they do not connect to the stack. */
  connectsFrom?(settings: S): Outside | undefined;
  secrets?(settings: S, stack: Stack): readonly Secret[];
  /** Which workloads of its handle exist; a workload that is not listed always exists. */
  workloads?(settings: S, stack: Stack): Readonly<Record<string, boolean | undefined>>;
  flows?(settings: S, stack: Stack): readonly Flow[];
  values?(settings: S, stack: Stack): JsonObject;
  manifests?(settings: S, stack: Stack): readonly Manifest[];
  perCluster?(settings: S, stack: Stack, cluster: ClusterFacts): PerCluster;
  /** Mistakes in combinations of valid settings, on a cluster where the component is deployed. */
  mistakes?(settings: S, stack: Stack, cluster: ClusterFacts & Pick<Level, 'values'>): readonly Mistake[];
}

/** A setting of another component with which it does not require this one. */
export interface Avoidance extends Omit<Change, 'component'> {
  readonly component: Handle;
}

export interface Mistake {
  readonly code: 'invalid-value' | 'required-component-disabled';
  /** Below the component. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint: string;
}

export interface SecurityException {
  readonly what: string;
  readonly reason: string;
}

export interface IgnoreDifference {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
  /** JSON pointers. */
  readonly paths: readonly string[];
  readonly reason: string;
}

/** A kind of object, and the conditions of its status that are all `True` when others may use it. */
export interface Readiness {
  readonly apiVersion: string;
  readonly kind: string;
  readonly conditions: readonly string[];
}

type Settings<O extends z.ZodObject> = z.output<O> & CommonSettings;

/** A component as its file defines it: the type of its settings comes from the schema, and the names of workloads from the handle. */
export type ComponentDefinition<O extends z.ZodObject, WorkloadName extends string> = Omit<
  Component<Settings<O>>,
  'handle' | 'name' | 'namespace' | 'settings' | 'workloads'
> & {
  readonly settings: O;
  workloads?(settings: Settings<O>, stack: Stack): { readonly [Name in WorkloadName]?: boolean };
};

/** Ties a component's functions to its handle and to the type of its settings, which must be the type that the handle declares. */
export function defineComponent<
  S extends CommonSettings,
  WorkloadName extends string,
  O extends z.ZodObject & z.ZodType<Omit<S, keyof CommonSettings>>,
>(
  handle: Handle<S> & { readonly workloads: Readonly<Record<WorkloadName, Workload>> },
  definition: ComponentDefinition<O, WorkloadName>,
): Component<Settings<O>> {
  const { name, namespace } = handle;
  return { ...definition, handle, name, namespace };
}
