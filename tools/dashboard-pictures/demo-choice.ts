/** What is chosen on a dashboard for its picture. */
import { FIRST_CLUSTER } from '../demo-traffic/people-and-things.ts';
import type { Dashboard } from '../preview/dashboard.ts';
import { type Chosen, firstChoice } from '../preview/fill.ts';

/** A Tuesday afternoon; the ninth of a month, so that there is a month to look at, and a week to compare with. */
export const DEMO_END = Date.UTC(2026, 5, 9, 15) / 1000;

/** One cluster where no line says which cluster it is about: pods of several would be added up. */
export function demoChoice(shown: Dashboard): Chosen {
  const isAboutClusters = shown.panels.some(({ targets }) =>
    targets.some(({ legendFormat }) => legendFormat.includes('{{cluster}}')),
  );
  return isAboutClusters ? firstChoice(shown) : { ...firstChoice(shown), cluster: FIRST_CLUSTER };
}
