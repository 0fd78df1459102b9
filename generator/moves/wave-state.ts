/** Where the waves of a fleet are: the commit that each of their refs holds on the server, and what waits for it. */
import type { Cluster, Fleet, Wave } from '../fleet/model.ts';
import { commitsSince, isAncestor, type PassedCommit } from '../git/history.ts';
import type { Server, ServerRef } from '../git/remote/server.ts';
import type { Plan } from '../plan/plan.ts';
import { Refusal } from '../program/refusal.ts';
import { isGeneratedInto, placeOf } from '../tree/layout.ts';
import { isReadOnBranch, wavePlan } from './wave-plan.ts';

export interface WaveState {
  readonly wave: Wave;
  /** Whether it follows the fleet's branch: what is merged reaches it. */
  readonly isBranch: boolean;
  /** Undefined when the server has no such ref. */
  readonly at: ServerRef | undefined;
  /** Clusters of the wave, by name. */
  readonly clusters: readonly Cluster[];
  /** What the branch has, and the ref has not, newest first. */
  readonly behind: readonly WaitingCommit[];
  /** Whether the ref holds something that was never merged into the branch. */
  readonly isApart: boolean;
  /** What its clusters get and lose when the ref moves to the commit of the branch; undefined without such a difference. */
  readonly waits: Plan | undefined;
}

export interface WaitingCommit extends PassedCommit {
  /** Whether it changes generated files that clusters of the wave read at its ref. */
  readonly concerns: boolean;
}

export interface FleetRefs {
  /** The full ref of the branch that changes are merged into. */
  readonly branchRef: string;
  readonly branch: ServerRef;
  /** Of the waves whose ref is there, by ref. */
  readonly refs: ReadonlyMap<string, ServerRef>;
}

/** Throws a Refusal when the server has no branch of the fleet. */
export async function fleetRefs({ repository, waves }: Fleet, server: Server): Promise<FleetRefs> {
  const branchRef = `refs/heads/${repository.branch}`;
  const refs = await server.fetch([branchRef, ...waves.map(({ ref }) => ref)]);
  const branch = refs.get(branchRef);
  if (branch === undefined)
    throw new Refusal(
      `${server.address} has no branch ${repository.branch}\n  hint: push it, or set spec.repository.branch to the branch that changes are merged into`,
      2,
    );
  return { branchRef, branch, refs };
}

/** Every wave of the fleet, in its order. `order` are names of components in the order in which they come up. */
export async function waveStates(
  repo: string,
  fleet: Fleet,
  refs: FleetRefs,
  order: readonly string[],
): Promise<readonly WaveState[]> {
  const states: WaveState[] = [];
  for (const wave of fleet.waves) states.push(await waveState(repo, fleet, refs, { wave, order }));
  return states;
}

async function waveState(
  repo: string,
  fleet: Fleet,
  { branchRef, branch, refs }: FleetRefs,
  { wave, order }: { readonly wave: Wave; readonly order: readonly string[] },
): Promise<WaveState> {
  const clusters = fleet.clusters.filter((cluster) => cluster.wave === wave.name);
  const at = refs.get(wave.ref);
  const known = { wave, isBranch: wave.ref === branchRef, at, clusters };
  if (at === undefined || at.commit === branch.commit)
    return { ...known, behind: [], isApart: false, waits: undefined };
  const commits = await commitsSince(repo, at.commit, branch.commit);
  const waits = await wavePlan({
    repo,
    ref: wave.ref,
    branch: branch.commit,
    from: at.commit,
    to: branch.commit,
    clusters: new Set(clusters.map(({ name }) => name)),
    order,
  });
  return {
    ...known,
    behind: commits.map((one) => ({ ...one, concerns: one.paths.some((path) => concerns(path, clusters)) })),
    isApart: !(await isAncestor(repo, at.commit, branch.commit)),
    waits,
  };
}

/** Whether one of the clusters reads a file at the ref of its wave. What all clusters share is read by each. */
export function concerns(path: string, clusters: readonly Cluster[]): boolean {
  if (!isGeneratedInto(path) || isReadOnBranch(path)) return false;
  const { cluster, environment } = placeOf(path)?.names ?? {};
  return clusters.some(
    (one) =>
      (cluster === undefined || one.name === cluster) && (environment === undefined || one.environment === environment),
  );
}

/** Clusters that read a ref, whichever wave says so. */
export function followersOf({ waves, clusters }: Fleet, ref: string): ReadonlySet<string> {
  const names = new Set(waves.filter((wave) => wave.ref === ref).map(({ name }) => name));
  return new Set(clusters.filter(({ wave }) => names.has(wave)).map(({ name }) => name));
}
