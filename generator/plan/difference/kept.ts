/** Marks by which an engine leaves an object on the cluster when it is no longer in Git. */

import { textAt } from '../../data/fields.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';

/** How an object goes: out of what is deployed, or with all of it; `left` where the engine removes nothing. */
export type Removal = 'left' | 'argocd-prune' | 'argocd-delete' | 'flux-prune';

const KEEPS: Readonly<Record<Removal, (object: Manifest) => boolean>> = {
  left: () => true,
  'argocd-prune': (object) => syncOptions(object).includes('Prune=false'),
  'argocd-delete': (object) => syncOptions(object).includes('Delete=false'),
  'flux-prune': (object) =>
    textAt(object, 'metadata', 'annotations', 'kustomize.toolkit.fluxcd.io/prune') === 'disabled',
};

function syncOptions(object: Manifest): readonly string[] {
  return textAt(object, 'metadata', 'annotations', 'argocd.argoproj.io/sync-options').split(',');
}

export function isKept(object: Manifest, removal: Removal): boolean {
  return KEEPS[removal](object);
}
