/** `restore --check`: what the input says of the backups of a cluster. It asks neither the cluster nor the bucket. */

import { type Archive, utc, type Wanted } from '../../stack/restore.ts';
import type { Editing } from '../edit/edit-input.ts';
import { isHindered, refusalOf } from './refusals.ts';
import { beginningOf } from './retention.ts';
import { leftOut, sourceOf } from './source.ts';
import { archiveOf, type Site, type Store } from './store.ts';

/** What `--format json` prints. */
export interface RestoreCheck {
  readonly cluster: string;
  readonly stores: readonly CheckedStore[];
}

export interface CheckedStore {
  readonly component: string;
  readonly archive: (Archive & { readonly earliest: string }) | null;
  /** Where the data of `--to` would be read from. */
  readonly from: string | null;
  readonly problem: string | null;
  readonly notes: readonly string[];
  readonly look: string;
}

interface Question {
  readonly now: Date;
  readonly wanted: Wanted | undefined;
  readonly from: string | undefined;
  /** Whether somebody asks for the stores by their names. */
  readonly isNamed: boolean;
}

export function checked(editing: Editing, site: Site, stores: readonly Store[], question: Question): RestoreCheck {
  return { cluster: site.cluster.name, stores: stores.map((store) => checkedStore(editing, site, store, question)) };
}

function checkedStore(
  editing: Editing,
  site: Site,
  store: Store,
  { now, wanted, from, isNamed }: Question,
): CheckedStore {
  const { component, restore } = store;
  const { look } = restore;
  const archive = archiveOf(store, site);
  const known = 'why' in archive ? null : { ...archive, earliest: utc(beginningOf(archive.retention, now)) };
  const nothing = { component, archive: known, from: null, problem: null, notes: [], look };
  if (isHindered(store, site, from)) return { ...nothing, problem: refusalOf(editing, site, store) };
  if (wanted === undefined) return nothing;
  const source = sourceOf(editing, site, store, { wanted, from });
  if (typeof source === 'string') {
    const note = leftOut(store, source, isNamed);
    return note === undefined ? { ...nothing, problem: source } : { ...nothing, notes: [note] };
  }
  return { ...nothing, from: source.folder, notes: source.notes };
}

export function checkText({ cluster, stores }: RestoreCheck): string {
  const parts = stores.map((store) => storeText(store).join('\n'));
  return [`backups of cluster ${cluster}, by its input`, ...parts, UNKNOWN].join('\n\n');
}

const UNKNOWN =
  'whether the backups are there was not asked: the commands above show it, and so do the alerts on their age';

function storeText({ component, archive, from, problem, notes, look }: CheckedStore): readonly string[] {
  return [
    component,
    ...(archive === null
      ? []
      : [
          `  archive: ${archive.place}`,
          `  schedule: ${archive.schedule} (UTC)`,
          `  retention: ${archive.retention}, so back to ${archive.earliest} if it is that old`,
        ]),
    ...(from === null ? [] : [`  restored from: ${from}`]),
    ...notes.map((note) => `  note: ${note}`),
    ...(problem === null ? [] : [`  ${problem.replaceAll('\n', '\n  ')}`]),
    ...(archive === null ? [] : [`  look: ${look}`]),
  ];
}
