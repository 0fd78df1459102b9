/** The part of a plan that is about some of the clusters. */
import type { Plan } from './plan.ts';

/** Without what is in Argo CD itself, which is about all of them. */
export function onlyClusters(plan: Plan, names: ReadonlySet<string>): Plan {
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
