/** `restore`: the stores of a cluster as they were at a time, as a change of its input; with `--check`, what is known of its backups. */
import { REGISTRY } from '../../components/registry.ts';
import type { FieldEdit } from '../../fleet/edit/edit-text.ts';
import { buildGraph } from '../../stack/graph.ts';
import type { Wanted } from '../../stack/restore.ts';
import { waitingStandby } from '../../stack/standby.ts';
import { type EditFlags, type Editing, editFile, openToEdit, refuse, writeChange } from '../edit/edit-input.ts';
import { type EditLevel, editLevel } from '../edit/level.ts';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';
import { unknownName } from '../unknown-name.ts';
import { checked, checkText, type RestoreCheck } from './check.ts';
import { isHindered, reasonOf, refusalOf } from './refusals.ts';
import { leftOut, sourceOf } from './source.ts';
import { isPresent, type Site, type Store, siteOf, storesOf } from './store.ts';
import { wantedTime } from './wanted.ts';

const STORES = storesOf(REGISTRY);

const NAMED = '--component names what is restored';

export interface RestoreFlags extends EditFlags {
  readonly to?: string;
  readonly component?: readonly string[];
  readonly from?: string;
  readonly check?: boolean;
}

export async function restore(options: GlobalOptions, name: string, flags: RestoreFlags, io: Io): Promise<ExitCode> {
  const editing = openToEdit(options, flags, io);
  if (editing === undefined) return 2;
  const { fleet, components } = editing.opened;
  const level = editLevel({ cluster: name }, fleet);
  if (typeof level === 'string') return refuse(io, level);
  const sites = level.clusters.map(
    (cluster): Site => ({ cluster, stack: buildGraph(fleet, cluster, components).stack }),
  );
  const [site] = sites;
  if (site === undefined) throw new Error(`cluster ${name} is in the fleet, and not at its own level`);
  const waiting = waitingStandby(site.cluster);
  if (waiting !== undefined)
    return refuse(
      io,
      `cluster ${name} is a standby of ${waiting.source.name}, and its data is that of ${waiting.source.name}\n` +
        `  hint: restore ${waiting.source.name}, or promote the standby with spec.standby.promotedAt`,
    );
  const strange = flags.component?.find((one) => !STORES.some((store) => store.component === one));
  if (strange !== undefined)
    return refuse(
      io,
      unknownName(
        'component with backups',
        strange,
        STORES.map((store) => store.component),
        'components with backups',
      ),
    );
  const now = new Date();
  const wanted = flags.to === undefined ? undefined : wantedTime(flags.to, now);
  if (typeof wanted === 'string') return refuse(io, wanted);
  if (flags.check === true) {
    const report = checked(editing, site, named(flags, site), {
      now,
      wanted,
      from: flags.from,
      isNamed: flags.component !== undefined,
    });
    io.out(options.format === 'json' ? JSON.stringify(report, null, 2) : checkText(report));
    return isRefused(report, flags) ? 1 : 0;
  }
  if (wanted === undefined)
    return refuse(io, '--to is missing: the time to restore to\n  hint: --check says what is known of the backups');
  return restored({ editing, level, site, wanted, flags });
}

/** Without `--component`, a store without backups is only told where another has some. */
function isRefused({ stores }: RestoreCheck, { component }: RestoreFlags): boolean {
  const counted = component === undefined ? stores.filter(({ archive }) => archive !== null) : stores;
  return counted.length === 0 || counted.some(({ problem }) => problem !== null);
}

/** Those that are asked for, or else those that the cluster has, here or elsewhere. Where it has none, all: each says why. */
function named({ component }: RestoreFlags, site: Site): readonly Store[] {
  if (component !== undefined) return STORES.filter((store) => component.includes(store.component));
  const present = STORES.filter((store) => isPresent(store, site));
  return present.length === 0 ? STORES : present;
}

interface Restoring {
  readonly editing: Editing;
  readonly level: EditLevel;
  readonly site: Site;
  readonly wanted: Wanted;
  readonly flags: RestoreFlags;
}

/** Without `--component` every store that has backups, and a note about each that has none. */
async function restored({ editing, level, site, wanted, flags }: Restoring): Promise<ExitCode> {
  const { io } = editing;
  const { component, from } = flags;
  if (from !== undefined && component?.length !== 1)
    return refuse(io, '--from is a folder of one store\n  hint: say which with --component');
  const asked = named(flags, site);
  const hindered = asked.filter((store) => isHindered(store, site, from));
  const stores = asked.filter((store) => !hindered.includes(store));
  if (stores.length === 0 || (component !== undefined && hindered.length > 0))
    return refuse(io, hindered.map((store) => refusalOf(editing, site, store)).join('\n'));
  const changes = changesOf(stores, { editing, level, site, wanted, flags });
  if (typeof changes === 'string') return refuse(io, changes);
  const files = editFile(editing, level.file, changes.edits);
  if (typeof files === 'string') return refuse(io, files);
  const kept = hindered.map((store) => reasonOf(editing, site, store));
  return writeChange(editing, { files, notes: [...changes.notes, ...kept] });
}

interface Changes {
  readonly edits: readonly FieldEdit[];
  readonly notes: readonly string[];
}

/** What becomes of each store, or why one of them cannot be restored to the time. */
function changesOf(stores: readonly Store[], { editing, level, site, wanted, flags }: Restoring): Changes | string {
  const { component, from } = flags;
  const edits: FieldEdit[] = [];
  const notes: string[] = [];
  for (const store of stores) {
    const source = sourceOf(editing, site, store, { wanted, from });
    if (typeof source === 'string') {
      const note = leftOut(store, source, component !== undefined || stores.length === 1);
      if (note === undefined) return component === undefined && stores.length > 1 ? `${source}; ${NAMED}` : source;
      notes.push(note);
      continue;
    }
    const { fields, notes: own } = store.restore.change(siteOf(store, site), source.folder, wanted);
    for (const [field, value] of fields)
      edits.push({ path: [...level.path, 'components', store.component, field], to: { value, notation: 'flow' } });
    notes.push(...own, ...source.notes);
  }
  return edits.length === 0 ? notes.join('\n') : { edits, notes };
}
