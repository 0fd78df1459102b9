/** Whether a commit may become that of a wave. Pure: the facts are found by whoever asks. */
import type { Wave } from '../fleet/model.ts';

export interface Promotion {
  readonly wave: Wave;
  readonly commit: string;
  /** The commit of the wave now; undefined when its ref is not there. */
  readonly from: string | undefined;
  /** What must have the commit already: the wave before, or the branch for the first one. */
  readonly source: string;
  readonly isInSource: boolean;
  readonly isOnBranch: boolean;
  /** The name of the branch. */
  readonly branch: string;
  /** Whether everything that the wave has is in the commit. */
  readonly isForward: boolean;
}

export interface PromotionFlags {
  readonly back: boolean;
  readonly skipWave: boolean;
}

/** Why not, with what to do; undefined when nothing is in the way. */
export function refusedPromotion(promotion: Promotion, flags: PromotionFlags): string | undefined {
  const { wave, commit, from, source, isInSource, isOnBranch, branch, isForward } = promotion;
  const short = shortId(commit);
  if (!isOnBranch)
    return `${short} is not on the branch ${branch}: only what was merged there can be promoted\n  hint: merge it first`;
  if (!isForward && !flags.back)
    return `${short} does not have everything that wave ${wave.name} has now (${shortId(from ?? '')}), so its clusters would go back\n  hint: if that is meant, say so with --back`;
  if (!isInSource && !flags.skipWave)
    return `${source} does not have ${short} yet, so nothing has tried it before wave ${wave.name}\n  hint: promote it there first, or say that the wave is skipped with --skip-wave`;
  return undefined;
}

export function shortId(commit: string): string {
  return commit.slice(0, 12);
}
