/** `pin` and `unpin`: the version of a component at one level of the input. */
import type { Cluster } from '../../fleet/model.ts';
import { named } from '../../plan/render/lines.ts';
import { isEarlier } from '../../text/version-order.ts';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';
import { type Pin, pins } from '../pins.ts';
import { unknownName } from '../unknown-name.ts';
import { type Editing, editFile, openToEdit, refuse, tell, writeChange } from './edit-input.ts';
import { type EditLevel, editLevel } from './level.ts';
import { overridden, overrides } from './overrides.ts';
import { notSaid, placeOfTarget, saidAt } from './said-at.ts';
import type { SetFlags } from './set.ts';
import type { Target } from './target.ts';
import { withoutField } from './without-field.ts';

/** Unlike `set` it also writes the version that is in force already: what is pinned stays when a level above changes. */
export async function pin(
  options: GlobalOptions,
  { component, version }: { readonly component: string; readonly version: string },
  flags: SetFlags,
  io: Io,
): Promise<ExitCode> {
  const editing = openToEdit(options, flags, io);
  if (editing === undefined) return 2;
  const found = pinTarget(component, flags, editing);
  if (typeof found === 'string') return refuse(io, found);
  const { target, renovate } = found;
  const { level, name } = target;
  if (saidAt(editing, target) === version)
    return tell(
      editing,
      `${component} of ${level.name} is already pinned to ${version}, in ${placeOfTarget(editing, target)}`,
    );
  const winners = overrides(level, target.setting, version, editing.opened.layers);
  const won = new Set(winners.flatMap(({ clusters }) => clusters));
  const reached = level.clusters.filter((cluster) => !won.has(cluster.name));
  if (won.size > 0 && reached.length === 0)
    return refuse(
      io,
      `${name} of ${level.name} would have no effect\n${winners.map(overridden).join('\n')}\n  hint: pin it there, or unpin it there`,
    );
  const to = { value: version, notation: 'flow', comment: `renovate: ${renovate}` } as const;
  const files = editFile(editing, level.file, [{ path: target.path, to }]);
  if (typeof files === 'string') return refuse(io, files);
  const notes = [...versionNotes(found, reached, version), ...winners.map(overridden)];
  const isSeen = files.get(level.file)?.after?.includes(`# ${to.comment}`) === true;
  const unseen = `Renovate does not find this version: it needs the comment "# ${to.comment}" on a line above`;
  return writeChange(editing, { files, notes: isSeen ? notes : [...notes, unseen] });
}

export async function unpin(options: GlobalOptions, component: string, flags: SetFlags, io: Io): Promise<ExitCode> {
  const editing = openToEdit(options, flags, io);
  if (editing === undefined) return 2;
  const found = pinTarget(component, flags, editing);
  if (typeof found === 'string') return refuse(io, found);
  const { target } = found;
  if (saidAt(editing, target) === undefined) return refuse(io, notSaid(editing, target));
  const files = withoutField(editing, target);
  return typeof files === 'string' ? refuse(io, files) : writeChange(editing, { files, notes: [] });
}

interface PinTarget extends Pin {
  readonly target: Target & { readonly setting: readonly string[] };
}

function pinTarget(component: string, flags: SetFlags, { opened }: Editing): PinTarget | string {
  const level = editLevel(flags, opened.fleet);
  if (typeof level === 'string') return level;
  const all = pins(opened.components);
  const own = all.find((one) => one.component === component);
  if (own === undefined) {
    const isKnown = opened.components.some(({ name }) => name === component);
    const names = all.map((one) => one.component);
    return isKnown
      ? `${component} has no version of its own to pin\n  hint: those that have one are ${names.join(', ')}`
      : unknownName('component', component, names);
  }
  return targetOf(own, level);
}

/** The version of a component at a level. */
export function targetOf(pin: Pin, level: EditLevel): PinTarget {
  const setting = ['components', pin.component, 'version'];
  return { ...pin, target: { level, setting, path: [...level.path, ...setting], name: setting.join('.') } };
}

const MOST_NAMES = 10;

/** Which version becomes which, and where it goes back. */
export function versionNotes(
  { component, version: fallback }: Pin,
  clusters: readonly Cluster[],
  to: string,
): readonly string[] {
  const names = new Map<string, string[]>();
  for (const { name, settings } of clusters) {
    const from = settings.get(component)?.version ?? fallback;
    names.set(from, [...(names.get(from) ?? []), name]);
  }
  return [...names].map(([from, on]) => {
    if (from === to) return `${component} stays at ${to} on ${named(on, MOST_NAMES)}`;
    const back = isEarlier(to, from) ? ', which goes back' : '';
    return `${component} goes from ${from} to ${to} on ${named(on, MOST_NAMES)}${back}`;
  });
}
