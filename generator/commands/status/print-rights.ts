/** `status --rights`: the rights that it needs in the clusters of Flux, or in the one where Argo CD runs. */
import { emitYaml } from '../../data/yaml.ts';
import type { Cluster } from '../../fleet/model.ts';
import { argocdListings } from '../../live/argocd/argocd-objects.ts';
import { fluxListings } from '../../live/flux/flux-objects.ts';
import { rightsFor } from '../../live/rights.ts';
import { wantedOn } from '../../live/wanted.ts';
import type { DescribedFleet } from '../described-fleet.ts';

/** Documents of YAML, with a comment that says where each part belongs. */
export function rightsText(
  engine: 'argocd' | 'flux',
  clusters: readonly Cluster[],
  { fleet, components }: DescribedFleet,
): string {
  const own = clusters.filter((cluster) => cluster.engine === engine);
  // Together what each of them needs: a namespace that is not there makes no difference to what may be read.
  const listings =
    engine === 'argocd'
      ? argocdListings(fleet.engines.argocd)
      : fluxListings(
          own.flatMap((one) => wantedOn(one, fleet, components)),
          fleet.engines.flux.namespace,
        );
  const where =
    engine === 'argocd' ? 'the cluster where Argo CD runs' : `each of ${own.map(({ name }) => name).join(', ')}`;
  return [
    `# For ${where}: bind your people or your pipeline to the group.\n`,
    ...rightsFor('lang-observatory-status', listings).map(emitYaml),
  ].join('---\n');
}
