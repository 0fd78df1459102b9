/** `set` and `unset`: one setting at one level of the input. */
import { isEqual } from '../../data/json.ts';
import { flowText } from '../../fleet/edit/written-value.ts';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';
import { type EditFlags, editFile, openToEdit, refuse, tell, writeChange } from './edit-input.ts';
import type { LevelFlags } from './level.ts';
import { overridden, overrides } from './overrides.ts';
import { inheritedFrom, notSaid, placeOfTarget, saidAt } from './said-at.ts';
import { targetOf } from './target.ts';
import { valueFor } from './value.ts';
import { changesNothing, withoutField } from './without-field.ts';

export type SetFlags = EditFlags & LevelFlags;

export async function set(
  options: GlobalOptions,
  { path, value }: { readonly path: string; readonly value: string },
  flags: SetFlags,
  io: Io,
): Promise<ExitCode> {
  const editing = openToEdit(options, flags, io);
  if (editing === undefined) return 2;
  const target = targetOf(path, flags, editing.opened);
  if (typeof target === 'string') return refuse(io, target);
  const to = valueFor(target, value, editing.opened.components);
  if (typeof to === 'string') return refuse(io, to);
  const { level, name, setting } = target;
  const text = flowText(to.value);
  const said = saidAt(editing, target);
  if (said !== undefined && isEqual(said, to.value))
    return tell(editing, `${name} of ${level.name} is already ${text}, from ${placeOfTarget(editing, target)}`);
  const winners = setting === undefined ? [] : overrides(level, setting, to.value, editing.opened.layers);
  const won = winners.flatMap(({ clusters }) => clusters);
  if (won.length > 0 && won.length === level.clusters.length)
    return refuse(
      io,
      `${name} of ${level.name} would have no effect\n${winners.map(overridden).join('\n')}\n  hint: set it there, or unset it there`,
    );
  const files = editFile(editing, level.file, [{ path: target.path, to }]);
  if (typeof files === 'string') return refuse(io, files);
  if (said === undefined && setting !== undefined && changesNothing(editing, files))
    return tell(editing, `${name} of ${level.name} is already ${text}, ${inheritedFrom(editing, target)}`);
  return writeChange(editing, { files, notes: winners.map(overridden) });
}

export async function unset(options: GlobalOptions, path: string, flags: SetFlags, io: Io): Promise<ExitCode> {
  const editing = openToEdit(options, flags, io);
  if (editing === undefined) return 2;
  const target = targetOf(path, flags, editing.opened);
  if (typeof target === 'string') return refuse(io, target);
  if (saidAt(editing, target) === undefined) return refuse(io, notSaid(editing, target));
  const files = withoutField(editing, target);
  return typeof files === 'string' ? refuse(io, files) : writeChange(editing, { files, notes: [] });
}
