/** The Argo CDs of a fleet: where the files of each are, and which clusters it has. */
import type { ArgocdInstance } from '../../fleet/engine-installs.ts';
import type { Cluster, Fleet } from '../../fleet/model.ts';
import { pathOf } from '../../tree/layout.ts';

/** The file that a person applies to an instance. */
export function rootFile({ name }: Pick<ArgocdInstance, 'name'>): string {
  return name === undefined ? pathOf('argocdRoot') : pathOf('argocdInstanceRoot', { instance: name });
}

/** The clusters that an instance deploys to. */
export function clustersOf({ clusters }: Fleet, { name }: ArgocdInstance): readonly Cluster[] {
  return clusters.filter(({ engine, argocd }) => engine === 'argocd' && argocd.instance.name === name);
}
