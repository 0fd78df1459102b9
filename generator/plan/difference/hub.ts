/** The difference of what is in Argo CD itself. The AppProject of each cluster is told once for all clusters where it changes alike. */
import { clusterOfProject } from '../../engines/argocd/names.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { HubChange } from '../plan.ts';
import { type Naming, placeholdersOf } from './changes-once.ts';
import { comparedObjects, type ObjectPair } from './objects.ts';
import { objectIdentity, rewrittenObject } from './rewritten.ts';
import { toldOnce } from './told-once.ts';

export function comparedHub(
  before: readonly Manifest[],
  after: readonly Manifest[],
  naming: Naming,
): readonly HubChange[] {
  const known = new Set(naming.clusters);
  const items = comparedObjects(before, after, 'argocd-prune').map((pair) => ({
    value: pair.change,
    clusters: ownerOf(pair).filter((cluster) => known.has(cluster)),
  }));
  const told = toldOnce(items, {
    ...naming,
    kindOf: ({ fate, kind, fields }) => JSON.stringify([fate, kind, fields.length]),
    rewritten: rewrittenObject,
    identityOf: objectIdentity,
  });
  return told.map(({ value, clusters, placeholders }) => ({
    ...value,
    ...(clusters.length > 0 && { clusters }),
    ...placeholdersOf(placeholders),
  }));
}

function ownerOf({ before, after }: ObjectPair): readonly string[] {
  const object = after ?? before;
  const cluster = object && clusterOfProject(object);
  return cluster === undefined ? [] : [cluster];
}
