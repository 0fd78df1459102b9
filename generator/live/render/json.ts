/** What `--format json` prints. */
import type { Engine } from '../../fleet/model.ts';
import type { ClusterProblem, ClusterStatus, ComponentStatus, FleetStatus, State } from '../model.ts';
import { isLate, type Verdict, verdictOf, verdictOfCluster } from '../verdict.ts';
import { ageOf } from './words.ts';

export interface StatusReport {
  readonly verdict: Verdict;
  readonly refsProblem: string | null;
  readonly waves: readonly { readonly name: string; readonly ref: string; readonly commit: string | null }[];
  readonly clusters: readonly ClusterReport[];
}

export interface ClusterReport {
  readonly name: string;
  readonly environment: string;
  readonly wave: string;
  readonly engine: Engine;
  readonly verdict: Verdict;
  readonly unreachable: ProblemReport | null;
  readonly commits: readonly string[];
  readonly behind: {
    readonly commits: number;
    readonly concerning: number;
    readonly isApart: boolean;
    readonly isLate: boolean;
  } | null;
  readonly problems: readonly ProblemReport[];
  readonly components: readonly ComponentReport[];
}

export interface ProblemReport {
  readonly problem: string;
  readonly advice: string | null;
}

export interface ComponentReport {
  readonly component: string;
  readonly state: State;
  readonly wanted: string | null;
  readonly running: string | null;
  readonly commit: string | null;
  readonly isSynced: boolean;
  readonly isHealthy: boolean;
  readonly hasDrift: boolean | null;
  readonly isSuspended: boolean;
  readonly since: string | null;
  readonly age: string | null;
  readonly problem: string | null;
  readonly advice: string | null;
  readonly waitsFor: readonly string[];
}

export function statusJson(status: FleetStatus, now: Date): StatusReport {
  return {
    verdict: verdictOf(status),
    refsProblem: status.refsProblem ?? null,
    waves: status.waves.map(({ name, ref, commit }) => ({ name, ref, commit: commit ?? null })),
    clusters: status.clusters.map((cluster) => clusterReport(cluster, now)),
  };
}

function clusterReport(cluster: ClusterStatus, now: Date): ClusterReport {
  const { name, environment, wave, engine, commits, behind, unreachable, problems, components } = cluster;
  return {
    name,
    environment,
    wave,
    engine,
    verdict: verdictOfCluster(cluster),
    unreachable: unreachable === undefined ? null : problemReport(unreachable),
    commits,
    behind: behind === undefined ? null : { ...behind, isLate: isLate(behind) },
    problems: problems.map(problemReport),
    components: components.map((one) => componentReport(one, now)),
  };
}

function problemReport({ problem, advice }: ClusterProblem): ProblemReport {
  return { problem, advice: advice ?? null };
}

function componentReport(one: ComponentStatus, now: Date): ComponentReport {
  const { component, state, isSynced, isHealthy, isSuspended, waitsFor } = one;
  return {
    component,
    state,
    wanted: one.wanted ?? null,
    running: one.running ?? null,
    commit: one.commit ?? null,
    isSynced,
    isHealthy,
    hasDrift: one.hasDrift ?? null,
    isSuspended,
    since: one.since ?? null,
    age: ageOf(one.since, now) ?? null,
    problem: one.problem ?? null,
    advice: one.advice ?? null,
    waitsFor,
  };
}
