/** Where the replicas of a store go and how many of them may be away at once. */
import type { JsonObject } from '../json.ts';
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';

type Labels = Readonly<Record<string, string>>;

/** Replicas on different nodes where there are enough: a required rule would leave a small cluster with pods that never start. */
export function preferDifferentNodes(matchLabels: Labels): JsonObject {
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels } };
  return {
    podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] },
  };
}

interface BudgetOptions {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  readonly matchLabels: Labels;
}

/** One pod at a time: also with a single replica, where a budget that keeps it would block the draining of its node for ever. */
export function disruptionBudget(options: BudgetOptions): Manifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: namespaced(options.name, options.namespace, { component: options.component }),
    spec: { maxUnavailable: 1, selector: { matchLabels: options.matchLabels } },
  };
}

/** A claim for one volume of one pod. Without a class the cluster's default is taken. */
export function volumeClaim(size: string, storageClass: string | undefined): JsonObject {
  return {
    accessModes: ['ReadWriteOnce'],
    ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    resources: { requests: { storage: size } },
  };
}
