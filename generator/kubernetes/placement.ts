/** How the replicas of a workload are placed, and how many of them may be unavailable at once. */
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';

type Labels = Readonly<Record<string, string>>;

/** Replicas are spread over zones and nodes, because either may fail. */
export const TOPOLOGIES = { zones: 'topology.kubernetes.io/zone', hosts: 'kubernetes.io/hostname' } as const;

export const SPREAD_OVER = Object.values(TOPOLOGIES);

/** Preferred unless said: ignored drops the rule, and with required a pod waits until there is another node or zone. */
export type Spreading = 'preferred' | 'required' | 'ignored';

export type Spread = { readonly [Topology in keyof typeof TOPOLOGIES]?: Spreading | undefined };

/** Where pods may run, and how urgently. */
export interface Placement {
  readonly nodeSelector?: Labels | undefined;
  readonly tolerations?: readonly Readonly<Record<string, string | number | undefined>>[] | undefined;
  readonly priorityClassName?: string | undefined;
  readonly spread?: Spread | undefined;
}

/**
 * Replicas in different zones and on different nodes, as far as there are enough of them: a required rule would leave
 * a small cluster with pods that never start. A cluster whose nodes have no zone label still spreads over its nodes.
 */
export function topologySpread(matchLabels: Labels): readonly JsonObject[] {
  return SPREAD_OVER.map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels },
  }));
}

/** The same as an affinity, for the one chart that supports nothing else (ClickHouse/clickhouse-operator:dist/chart/templates/manager/manager.yaml). */
export function spreadAffinity(matchLabels: Labels): JsonObject {
  const preferred = SPREAD_OVER.map((topologyKey) => ({
    weight: 100,
    podAffinityTerm: { topologyKey, labelSelector: { matchLabels } },
  }));
  return { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } };
}

interface BudgetOptions {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  readonly matchLabels: Labels;
}

/** One pod at a time, also with a single replica: a budget that protects it would block the draining of its node for ever. */
export function disruptionBudget(options: BudgetOptions): Manifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: namespaced(options.name, options.namespace, { component: options.component }),
    spec: { maxUnavailable: 1, selector: { matchLabels: options.matchLabels } },
  };
}

/** A claim for one volume of one pod. Without a class the cluster's default class is used. */
export function volumeClaim(size: string, storageClass: string | undefined): JsonObject {
  return {
    accessModes: ['ReadWriteOnce'],
    ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    resources: { requests: { storage: size } },
  };
}
