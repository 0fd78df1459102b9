/** `pin --set`: brings every version that a level of the input says to the set that was proven together with this program. */
import { REGISTRY } from '../../components/registry.ts';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';
import { knownGood } from '../known-good.ts';
import { pins } from '../pins.ts';
import { editFile, openToEdit, refuse, tell, writeChange } from './edit-input.ts';
import { editLevel } from './level.ts';
import { overridden, overrides } from './overrides.ts';
import { targetOf, versionNotes } from './pin.ts';
import { saidAt } from './said-at.ts';
import type { SetFlags } from './set.ts';

/** What the level does not say is left unsaid: the version of the set is in force there already, unless a level above says another. */
export async function pinSet(options: GlobalOptions, name: string, flags: SetFlags, io: Io): Promise<ExitCode> {
  const set = knownGood();
  if (name !== set.name)
    return refuse(
      io,
      `this version of the program knows the known-good set ${set.name}, and not ${name}\n  hint: \`upgrade --to ${name}\` brings the program that knows it`,
    );
  const editing = openToEdit(options, flags, io);
  if (editing === undefined) return 2;
  const level = editLevel(flags, editing.opened.fleet);
  if (typeof level === 'string') return refuse(io, level);
  const changing = pins(REGISTRY)
    .map((one) => targetOf(one, level))
    .filter((one) => {
      const said = saidAt(editing, one.target);
      return said !== undefined && said !== one.version;
    });
  if (changing.length === 0) return tell(editing, `${level.name} says no other version than those of the set ${name}`);
  const edits = changing.map(({ target, version, renovate }) => ({
    path: target.path,
    to: { value: version, notation: 'flow', comment: `renovate: ${renovate}` } as const,
  }));
  const files = editFile(editing, level.file, edits);
  if (typeof files === 'string') return refuse(io, files);
  const notes = changing.flatMap((one) => {
    const winners = overrides(level, one.target.setting, one.version, editing.opened.layers);
    const won = new Set(winners.flatMap(({ clusters }) => clusters));
    const reached = level.clusters.filter((cluster) => !won.has(cluster.name));
    return [...versionNotes(one, reached, one.version), ...winners.map(overridden)];
  });
  return writeChange(editing, { files, notes });
}
