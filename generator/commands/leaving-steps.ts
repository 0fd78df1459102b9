/** What is left to do by hand for clusters that an engine no longer has, as lines for a shell. */
import { FLEET_LABEL, nameInFleet } from '../engines/argocd/names.ts';
import { LABELS } from '../engines/names.ts';
import type { Fleet } from '../fleet/model.ts';
import { pathOf, placeOf } from '../tree/layout.ts';
import type { Comparison } from '../tree/reconcile.ts';

/** Further clusters need the same steps. */
const MOST_CLUSTERS = 5;

export function leavingSteps(comparison: Comparison, fleet: Fleet): readonly string[] {
  const argocd = leaving(comparison, 'argocdEntry').flatMap((cluster) => leavesArgocd(cluster, fleet));
  const flux = leaving(comparison, 'fluxSource').map(
    (cluster) =>
      `# keep ${pathOf('fluxSystem', { cluster })}/ until Flux has removed everything else from ${cluster}, then delete it`,
  );
  const isLast = argocd.length > 0 && !fleet.clusters.some(({ engine }) => engine === 'argocd');
  return [...argocd, ...(isLast ? leavesLast(fleet) : []), ...flux];
}

function leaving({ removed }: Comparison, kind: 'argocdEntry' | 'fluxSource'): readonly string[] {
  return removed
    .map(placeOf)
    .flatMap((place) => (place?.kind === kind ? (place.names.cluster ?? []) : []))
    .slice(0, MOST_CLUSTERS);
}

/** The AppProject must stay as long as an Application names it. */
function leavesArgocd(cluster: string, { name }: Fleet): readonly string[] {
  return [
    `# when what is pushed has reached Argo CD, and it has deleted the Applications of ${cluster}:`,
    `kubectl -n argocd wait application --for=delete -l ${LABELS.cluster}=${cluster} --timeout=1h &&`,
    `  kubectl -n argocd delete appproject ${nameInFleet(name, cluster)} && argocd cluster rm ${cluster}`,
  ];
}

function leavesLast({ name }: Fleet): readonly string[] {
  return [
    '# it was the last cluster of Argo CD; after that:',
    `kubectl -n argocd delete application,applicationset,appproject -l ${FLEET_LABEL}=${name}`,
  ];
}
