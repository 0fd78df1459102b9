/** Where the data of the wanted time is, or why it is nowhere. */

import { type Source, utc, type Wanted } from '../../stack/restore.ts';
import type { Editing } from '../edit/edit-input.ts';
import { placeOrDefault } from '../edit/said-at.ts';
import { beginningOf } from './retention.ts';
import { archiveOf, type Site, type Store, siteOf } from './store.ts';

interface Request {
  readonly wanted: Wanted;
  /** A folder that somebody names; nothing is known of it. */
  readonly from: string | undefined;
}

/** A note about a store that the time is too early for, if the others are restored without it: what it would only add is gone, and nobody asks for it by its name. */
export function leftOut({ restore }: Store, refusal: string, isNamed: boolean): string | undefined {
  return isNamed || !restore.isAddition ? undefined : `${refusal.split('\n')[0]}, so nothing of it comes back`;
}

export function sourceOf(editing: Editing, site: Site, store: Store, { wanted, from }: Request): Source | string {
  if (from !== undefined) return { folder: from, pruned: undefined, notes: [] };
  const { time, text } = wanted;
  const source = store.restore.source(siteOf(store, site), wanted);
  if (source === undefined)
    return (
      `--to ${text} is before the beginning of every archive of ${store.title} that the input of cluster ${site.cluster.name} names\n` +
      '  hint: name the folder of an earlier one with --from'
    );
  const archive = archiveOf(store, site);
  if (source.pruned === undefined || 'why' in archive) return source;
  const beginning = beginningOf(archive.retention, source.pruned);
  if (time >= beginning) return source;
  const { retentionAt = ['backup', 'retention'] } = store.restore;
  const place = placeOrDefault(editing, site.cluster, ['components', store.component, ...retentionAt]);
  return (
    `--to ${text} is earlier than the retention of ${store.title} in ${source.folder}: ${retentionAt.join('.')} is ${archive.retention}, ${place}\n` +
    `  hint: it can be restored to times from ${utc(beginning)} on`
  );
}
