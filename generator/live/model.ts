/** What is known of a fleet that runs: the same words for both engines. */
import type { Engine } from '../fleet/model.ts';
import type { Distance } from '../moves/distance.ts';

/**
 * - `healthy`: it is as its commit says, and its engine finds it ready.
 * - `progressing`: its engine is at it.
 * - `waiting`: it is not ready, and neither is something that it needs.
 * - `suspended`: somebody has told its engine to leave it alone.
 * - `drifted`: objects in the cluster differ from the commit that was applied.
 * - `missing`: its engine does not know it.
 * - `broken`: its engine has failed with it.
 */
export const STATES = ['healthy', 'progressing', 'waiting', 'suspended', 'drifted', 'missing', 'broken'] as const;
export type State = (typeof STATES)[number];

/** What a cluster should have of a component, from the input at the commit that it follows. */
export interface Wanted {
  readonly component: string;
  readonly namespace: string;
  /** Of its chart, or of the manifests of upstream; undefined for a component of our own manifests alone. */
  readonly version: string | undefined;
  readonly source: 'chart' | 'upstream' | 'manifests';
  /** Components that must be ready first. */
  readonly dependsOn: readonly string[];
}

/** What an engine says of a component. */
export interface Observed {
  readonly component: string;
  readonly state: Exclude<State, 'waiting'>;
  /** Version that the engine has been told; undefined where it has none. */
  readonly wanted: string | undefined;
  /** Version that was deployed last. */
  readonly running: string | undefined;
  /** Commit of the fleet's repository that was applied last. */
  readonly commit: string | undefined;
  readonly isSynced: boolean;
  readonly isHealthy: boolean;
  /** Whether objects differ from the commit; undefined where the engine does not tell. */
  readonly hasDrift: boolean | undefined;
  readonly isSuspended: boolean;
  /** When it became what it is, RFC 3339. */
  readonly since: string | undefined;
  /** In one line, cleaned. */
  readonly problem: string | undefined;
  /** What to do about it. */
  readonly advice: string | undefined;
}

export interface ComponentStatus extends Omit<Observed, 'state'> {
  readonly state: State;
  /** Components that it waits for and that themselves wait for none: the probable cause. */
  readonly waitsFor: readonly string[];
}

/** Something that concerns a cluster as a whole. */
export interface ClusterProblem {
  readonly problem: string;
  readonly advice: string | undefined;
}

export interface ReadCluster {
  readonly components: readonly Observed[];
  /** Commits of the fleet's repository that its components are at, each once. */
  readonly commits: readonly string[];
  readonly problems: readonly ClusterProblem[];
}

export interface ClusterStatus {
  readonly name: string;
  readonly environment: string;
  readonly wave: string;
  readonly engine: Engine;
  /** Commits that its components are at, each once; none when it is not read. */
  readonly commits: readonly string[];
  /** How far the last of them is behind the ref of its wave; undefined when nobody can tell. */
  readonly behind: Distance | undefined;
  readonly unreachable: ClusterProblem | undefined;
  readonly problems: readonly ClusterProblem[];
  readonly components: readonly ComponentStatus[];
}

export interface WaveStatus {
  readonly name: string;
  readonly ref: string;
  /** Undefined when the server has no such ref, or could not be asked. */
  readonly commit: string | undefined;
}

export interface FleetStatus {
  readonly waves: readonly WaveStatus[];
  readonly clusters: readonly ClusterStatus[];
  /** Why refs of the server are not known; undefined when they are. */
  readonly refsProblem: string | undefined;
}
