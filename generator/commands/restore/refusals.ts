/** Why a store cannot be restored, and which line of the input says so. */

import type { Hindrance } from '../../stack/restore.ts';
import type { Editing } from '../edit/edit-input.ts';
import { placeOrDefault } from '../edit/said-at.ts';
import { archiveOf, type Site, type Store } from './store.ts';

/** `from` names backups that others made: a store needs none of its own then. */
export function isHindered(store: Store, site: Site, from?: string): boolean {
  const found = hindranceOf(store, site);
  return found !== undefined && (from === undefined || !found.isOvercome);
}

function hindranceOf(store: Store, site: Site): Hindrance | undefined {
  const archive = archiveOf(store, site);
  return 'why' in archive ? archive : undefined;
}

/** Of a store with a hindrance: what to do about it comes on a line of its own. */
export function refusalOf(editing: Editing, site: Site, store: Store): string {
  return `${reasonOf(editing, site, store)}\n  hint: ${hindrance(store, site).hint}`;
}

/** The same for somebody who can go on without it. */
export function reasonOf(editing: Editing, site: Site, store: Store): string {
  const { why, setting } = hindrance(store, site);
  const place = placeOrDefault(editing, site.cluster, ['components', store.component, ...setting]);
  return `${store.title} of cluster ${site.cluster.name} ${why}, ${place}`;
}

function hindrance(store: Store, site: Site): Hindrance {
  const found = hindranceOf(store, site);
  if (found === undefined) throw new Error(`${store.component} has backups`);
  return found;
}
