/** How far a cluster is from the ref that it follows. */
import type { Cluster } from '../fleet/model.ts';
import { commitsSince, isAncestor } from '../git/history.ts';
import { concerns } from './wave-state.ts';

export interface Distance {
  /** What the ref has and the cluster has not. */
  readonly commits: number;
  /** Those that change generated files of the cluster. */
  readonly concerning: number;
  /** Whether the cluster is at a commit that the ref does not have. */
  readonly isApart: boolean;
}

/** Undefined when the clone does not know one of the commits. Both are whole ids. */
export async function distanceTo(
  repo: string,
  { from, to }: { readonly from: string; readonly to: string },
  cluster: Cluster,
): Promise<Distance | undefined> {
  if (from === to) return { commits: 0, concerning: 0, isApart: false };
  try {
    const commits = await commitsSince(repo, from, to);
    const concerning = commits.filter(({ paths }) => paths.some((path) => concerns(path, [cluster])));
    return {
      commits: commits.length,
      concerning: concerning.length,
      isApart: !(await isAncestor(repo, from, to)),
    };
  } catch {
    // Git knows no such commit: a branch was pushed over, or the clone is older.
    return undefined;
  }
}
