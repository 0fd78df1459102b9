/** What a cluster shows of itself, as far as the input of a fleet can say it. */
import type { Engine, KubernetesMinor, ProviderName } from '../../fleet/model.ts';

/** Something of which a cluster can have several, with the one that is taken when nobody says which. */
export interface Choice {
  readonly name: string;
  readonly isDefault: boolean;
}

/** A component of the stack that somebody else has installed. */
export interface Installed {
  readonly component: string;
  /** As its image or its definition says; undefined where neither does. */
  readonly version: string | undefined;
  /** Where its pods are; undefined for definitions alone. */
  readonly namespace: string | undefined;
}

export interface ClusterDns {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
}

/** An engine whose pods are in a namespace of this cluster. */
export interface RunningEngine {
  readonly engine: Engine;
  readonly namespace: string;
  /** As three numbers; undefined where its objects do not say it. */
  readonly version: string | undefined;
}

export interface Quota {
  readonly namespace: string;
  readonly name: string;
  /** Resources of its `spec.hard`: `limits.cpu`, `pods`. */
  readonly counts: readonly string[];
}

/** What a LimitRange says of containers. */
export interface ContainerLimits {
  readonly namespace: string;
  readonly name: string;
  /** Quantities by resource. */
  readonly max: Readonly<Record<string, string>>;
  readonly min: Readonly<Record<string, string>>;
  /** Resources that a container without a limit of its own gets one for. */
  readonly defaults: readonly string[];
}

/** The Pod Security level that a namespace enforces. */
export interface EnforcedLevel {
  readonly namespace: string;
  /** As its label says it. */
  readonly enforced: string;
}

export interface Facts {
  readonly provider: ProviderName;
  readonly region: string | undefined;
  readonly nodes: number;
  /** Of each node. */
  readonly nodeLabels: readonly Readonly<Record<string, string>>[];
  readonly priorityClasses: readonly string[];
  /** Minor of the kubelets, the lowest first: two while an upgrade is under way. */
  readonly minors: readonly string[];
  /** The one to validate against; undefined when this program supports none of them. */
  readonly kubernetes: KubernetesMinor | undefined;
  readonly engines: readonly Engine[];
  readonly storageClasses: readonly Choice[];
  readonly gatewayClasses: readonly Choice[];
  readonly ingressClasses: readonly Choice[];
  readonly installed: readonly Installed[];
  readonly hasMetricsServer: boolean;
  /** Ports of the Kubernetes API, where they are not the usual ones. */
  readonly apiPorts: readonly number[] | undefined;
  /** Where DNS is not where the network policies expect it. */
  readonly dns: ClusterDns | undefined;
  readonly runningEngines: readonly RunningEngine[];
  readonly quotas: readonly Quota[];
  readonly containerLimits: readonly ContainerLimits[];
  /** Of namespaces with such a label. */
  readonly podSecurity: readonly EnforcedLevel[];
}
