/** The part of a plan that is about some of the clusters. */
import { changeOn, dangerOn } from './difference/rewritten.ts';
import type { Plan, PlannedCluster } from './plan.ts';

/** Without what is in Argo CD itself, which is about all of them. */
export function onlyClusters(plan: Plan, names: ReadonlySet<string>): Plan {
  const isMeant = ({ name }: { readonly name: string }): boolean => names.has(name);
  const only = (clusters: readonly string[]): readonly string[] => clusters.filter((name) => names.has(name));
  // Of one cluster alone it says the names themselves.
  const alone = (clusters: readonly string[]): PlannedCluster | undefined =>
    clusters.length === 1 ? plan.clusters.find(({ name }) => name === clusters[0]) : undefined;
  return {
    ...plan,
    clusters: plan.clusters.filter(isMeant),
    waves: plan.waves.flatMap((wave) => {
      const changed = only(wave.changed);
      return changed.length === 0 ? [] : [{ ...wave, changed }];
    }),
    components: plan.components.flatMap((change) => {
      const clusters = only(change.clusters);
      const [cluster, left] = [alone(clusters), { ...change, clusters }];
      return clusters.length === 0 ? [] : [cluster === undefined ? left : changeOn(left, cluster)];
    }),
    dangers: plan.dangers.flatMap((danger) => {
      const clusters = only(danger.clusters);
      const [cluster, left] = [alone(clusters), { ...danger, clusters }];
      return clusters.length === 0 ? [] : [cluster === undefined ? left : dangerOn(left, cluster)];
    }),
    hub: [],
    steps: plan.steps.filter(({ cluster }) => names.has(cluster)),
  };
}
