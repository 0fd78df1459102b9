/**
 * What a cluster reads where: most of it at the ref of its wave, and some on the fleet's branch whatever the ref is. So what moving a ref does
 * is the difference between two mixtures, which have the branch in common.
 */
import { type RevisionFiles, revisionFiles } from '../git/revision.ts';
import { onlyClusters } from '../plan/only-clusters.ts';
import type { Plan } from '../plan/plan.ts';
import { planBetween } from '../plan/read-trees.ts';
import { type PlaceKind, pathOf, placeOf, topOf } from '../tree/layout.ts';

export interface WavePlanRequest {
  /** The folder of the fleet. */
  readonly repo: string;
  /** The full ref of the wave. */
  readonly ref: string;
  /** The commit that the fleet's branch is at. */
  readonly branch: string;
  /** The commit that the ref of the wave is at; undefined when there is no such ref yet, so that its clusters have nothing. */
  readonly from: string | undefined;
  readonly to: string;
  /** Names of the clusters that follow the ref. */
  readonly clusters: ReadonlySet<string>;
  /** Names of components in the order in which they come up. */
  readonly order: readonly string[];
}

/** What the clusters of a wave get and lose when its ref moves. Commits are whole ids that the clone has. */
export async function wavePlan({ repo, ref, branch, from, to, clusters, order }: WavePlanRequest): Promise<Plan> {
  const filesOf = (commit: string): Promise<RevisionFiles> =>
    revisionFiles({ command: 'plan', instead: 'fetch it', repo, revision: commit });
  const fixed = await filesOf(branch);
  const at = async (commit: string): Promise<RevisionFiles> => mixture(fixed, await filesOf(commit));
  const before = from === undefined ? NOTHING : await at(from);
  const plan = await planBetween({ repo, revision: ref, before, after: await at(to), order });
  return onlyClusters(plan, clusters);
}

const NOTHING: RevisionFiles = { commit: '', ids: new Map() };

/** What a cluster reads of the fleet's branch and of the ref of its wave. */
export function mixture(branch: RevisionFiles, wave: RevisionFiles): RevisionFiles {
  const ids = new Map([
    ...[...wave.ids].filter(([path]) => !isReadOnBranch(path)),
    ...[...branch.ids].filter(([path]) => isReadOnBranch(path)),
  ]);
  return { commit: wave.commit, ids };
}

/** Which clusters there are, the ref of each, and what is in Argo CD itself; and what a cluster's Flux is bootstrapped with. */
export function isReadOnBranch(path: string): boolean {
  const { kind } = placeOf(path) ?? {};
  if (topOf(path) === pathOf('argocd')) return kind === undefined || !AT_THE_REF.has(kind);
  return kind === 'fleetInput' || kind === 'clusterInput' || path.startsWith(`${pathOf('fluxClusters')}/`);
}

/** Of the folder of Argo CD. */
const AT_THE_REF: ReadonlySet<PlaceKind> = new Set(['argocdParameters', 'argocdComponents', 'argocdFormerBuild']);
