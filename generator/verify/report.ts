/** What all checks of a cluster come to. */
import type { Outcome, Result } from './check.ts';

export interface Report {
  readonly cluster: string;
  readonly results: readonly Result[];
}

export function countOf({ results }: Report, outcome: Outcome): number {
  return results.filter((one) => one.outcome === outcome).length;
}
