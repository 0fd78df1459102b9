/**
 * What a cluster reads where: most of it at the ref of its wave, and some on the fleet's branch whatever the ref is. So what moving a ref does
 * is the difference between two mixtures, which have the branch in common.
 */
import { type RevisionFiles, revisionFiles } from '../git/revision.ts';
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
  /** The commit that the ref of the wave is at. */
  readonly from: string;
  readonly to: string;
  /** Names of the clusters that follow the ref. */
  readonly clusters: ReadonlySet<string>;
  /** Names of components in the order in which they come up. */
  readonly order: readonly string[];
}

/** What the clusters of a wave get and lose when its ref moves. Commits are whole ids that the clone has. */
export async function wavePlan({ repo, ref, branch, from, to, clusters, order }: WavePlanRequest): Promise<Plan> {
  const [fixed, before, after] = await Promise.all(
    [branch, from, to].map((commit) => revisionFiles({ command: 'plan', instead: 'fetch it', repo, revision: commit })),
  );
  if (fixed === undefined || before === undefined || after === undefined) throw new Error('three commits have files');
  const mixed = (wave: RevisionFiles): RevisionFiles => ({ commit: wave.commit, ids: mixture(fixed, wave) });
  const plan = await planBetween({ repo, revision: ref, before: mixed(before), after: mixed(after), order });
  return onClusters(plan, clusters);
}

function mixture(branch: RevisionFiles, wave: RevisionFiles): ReadonlyMap<string, string> {
  return new Map([
    ...[...wave.ids].filter(([path]) => !isReadOnBranch(path)),
    ...[...branch.ids].filter(([path]) => isReadOnBranch(path)),
  ]);
}

/** Which clusters there are, the ref of each, and what is in Argo CD itself; and what a cluster's Flux is bootstrapped with. */
export function isReadOnBranch(path: string): boolean {
  const { kind } = placeOf(path) ?? {};
  if (topOf(path) === pathOf('argocd')) return kind === undefined || !AT_THE_REF.has(kind);
  return kind === 'fleetInput' || kind === 'clusterInput' || path.startsWith(`${pathOf('fluxClusters')}/`);
}

/** Of the folder of Argo CD. */
const AT_THE_REF: ReadonlySet<PlaceKind> = new Set(['argocdParameters', 'argocdComponents', 'argocdFormerBuild']);

/** A plan has all clusters, and others do not follow the ref. */
function onClusters(plan: Plan, names: ReadonlySet<string>): Plan {
  const isMeant = ({ name }: { readonly name: string }): boolean => names.has(name);
  const only = (clusters: readonly string[]): readonly string[] => clusters.filter((name) => names.has(name));
  return {
    ...plan,
    clusters: plan.clusters.filter(isMeant),
    waves: plan.waves.flatMap((wave) => {
      const changed = only(wave.changed);
      return changed.length === 0 ? [] : [{ ...wave, changed }];
    }),
    components: plan.components.flatMap((change) => {
      const clusters = only(change.clusters);
      return clusters.length === 0 ? [] : [{ ...change, clusters }];
    }),
    dangers: plan.dangers.flatMap((danger) => {
      const clusters = only(danger.clusters);
      return clusters.length === 0 ? [] : [{ ...danger, clusters }];
    }),
    hub: [],
    steps: plan.steps.filter(({ cluster }) => names.has(cluster)),
  };
}
