/** What a fleet, a cluster or a component comes to: what a pipeline decides by. */
import type { Distance } from '../moves/distance.ts';
import type { ClusterStatus, FleetStatus, State } from './model.ts';

/**
 * - `healthy`: everything is as the refs say.
 * - `progressing`: engines are at it, and nothing is known to be wrong.
 * - `unreachable`: of some clusters nobody can tell.
 * - `broken`: something will not mend itself.
 */
export const VERDICTS = ['healthy', 'progressing', 'unreachable', 'broken'] as const;
export type Verdict = (typeof VERDICTS)[number];

const OF_STATE: Readonly<Record<State, Verdict>> = {
  healthy: 'healthy',
  progressing: 'progressing',
  waiting: 'progressing',
  suspended: 'broken',
  drifted: 'broken',
  missing: 'broken',
  broken: 'broken',
};

export function verdictOfState(state: State): Verdict {
  return OF_STATE[state];
}

export function verdictOfCluster({ unreachable, problems, components, behind }: ClusterStatus): Verdict {
  if (unreachable !== undefined) return 'unreachable';
  return worst([
    ...components.map(({ state }) => verdictOfState(state)),
    ...(problems.length > 0 ? (['broken'] as const) : []),
    ...(isLate(behind) ? (['progressing'] as const) : []),
  ]);
}

/** Whether something of the ref is still to come. */
export function isLate(behind: Distance | undefined): boolean {
  return behind !== undefined && (behind.concerning > 0 || behind.isApart);
}

export function verdictOf({ clusters }: Pick<FleetStatus, 'clusters'>): Verdict {
  return worst(clusters.map(verdictOfCluster));
}

function worst(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS.findLast((verdict) => verdicts.includes(verdict)) ?? 'healthy';
}
