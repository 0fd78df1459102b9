/** What a change of a repository does to the clusters, as plain data: renderers and other programs read nothing else. */
import type { Engine } from '../fleet/model.ts';
import type { Release, Upstream } from './deployed/deployed.ts';
import type { FieldChange } from './difference/fields.ts';
import type { ObjectChange } from './difference/objects.ts';
import type { Placeholder } from './difference/told-once.ts';

export interface Plan {
  /** What is compared with: a revision, and the commit that it is; the commit is empty for what is in no commit. */
  readonly base: { readonly revision: string; readonly commit: string };
  /** In the order in which a change reaches them. */
  readonly waves: readonly PlannedWave[];
  /** Every cluster of both sides, by name. */
  readonly clusters: readonly PlannedCluster[];
  /** Fields of the input that differ, but for those of clusters that are gone; none where another version of the program makes all the difference. */
  readonly input: readonly InputChange[];
  /** What should not happen by mistake. */
  readonly dangers: readonly Danger[];
  /** In the order in which components come up; equal changes on several clusters are one. */
  readonly components: readonly ComponentChange[];
  /** Objects in Argo CD's own cluster, which follow the fleet's branch. */
  readonly hub: readonly HubChange[];
  /** What each engine syncs, by wave, cluster and the order on it. */
  readonly steps: readonly Step[];
}

/** What is told once for several clusters, although each has names of its own in it. */
export interface WithPlaceholders {
  /** What stands for a name of each of the clusters. Absent where all have the same. */
  readonly placeholders?: readonly Placeholder[];
}

export interface InputChange extends FieldChange {
  readonly file: string;
  /** From 1. Absent when the field is gone. */
  readonly line?: number;
}

export interface Danger extends WithPlaceholders {
  /** One of the table in `dangers/dangers.ts`. */
  readonly code: string;
  /** What happens, and to what. */
  readonly message: string;
  /** Of a policy that lets in or out what it did not before, if that is one peer. */
  readonly opened?: Opened;
  /** Absent when it concerns whole clusters. */
  readonly component?: string;
  readonly clusters: readonly string[];
}

export interface Opened {
  /** Such as `pods app=a in namespaces team=x`. */
  readonly peer: string;
  /** Such as `egress of data/one on port 80/TCP`. */
  readonly where: string;
}

export interface PlannedWave {
  readonly name: string;
  /** The Git ref that its clusters follow. */
  readonly ref: string;
  /** Those that a change concerns. */
  readonly changed: readonly string[];
  /** All of them. */
  readonly clusters: number;
}

/** Where a cluster belongs. */
export interface ClusterPlace {
  readonly engine: Engine;
  readonly environment: string;
  readonly wave: string;
  readonly ref: string;
}

export interface PlannedCluster extends ClusterPlace {
  readonly name: string;
  /** Below which its hosts are. */
  readonly domain: string;
  readonly fate: 'created' | 'changed' | 'removed' | 'unchanged';
  /** Where it belonged before, if that was elsewhere. */
  readonly before?: ClusterPlace;
  /** Where a person has to sync what changes; the engine does it everywhere else. */
  readonly sync?: 'manual';
}

/** Absent on the side where it is not. */
export interface Changed<T> {
  readonly before?: T;
  readonly after?: T;
}

export interface ComponentChange extends WithPlaceholders {
  readonly component: string;
  readonly fate: 'created' | 'changed' | 'removed';
  readonly clusters: readonly string[];
  /** The Helm release, if it is another, new or gone. */
  readonly release?: Changed<Release>;
  /** Upstream's manifests, if they are others, new or gone. */
  readonly upstream?: Changed<Upstream>;
  /** Of a release that stays: the Helm values that differ. */
  readonly values: readonly ValueChange[];
  /** Manifests around the release. */
  readonly objects: readonly ObjectChange[];
  /** Of a component that stays. */
  readonly restarts: readonly Restart[];
  /** `file:line field` of the input, on the first of the clusters. Absent where it was not looked for, because too much differs. */
  readonly causes?: readonly string[];
}

/** An object that is there once, or once for each of the clusters. */
export interface HubChange extends ObjectChange, WithPlaceholders {
  /** Absent where it belongs to no cluster. */
  readonly clusters?: readonly string[];
}

export interface ValueChange extends FieldChange {
  /** As those of its component. */
  readonly causes?: readonly string[];
}

export interface Restart {
  /** A workload, or the release of which it cannot be told which of its workloads restart. */
  readonly workload: string;
  readonly holdsData: boolean;
}

/** One object of an engine that syncs; its own fields may be the same, while what it deploys differs. */
export interface Step extends ObjectChange {
  readonly wave: string;
  readonly cluster: string;
  readonly component: string;
  /** From 1: components that have the same may sync at the same time. */
  readonly order: number;
}
