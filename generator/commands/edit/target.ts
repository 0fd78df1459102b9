/** What a command edits: the field that a path means at a level of the input. */
import { settingPath } from '../../fleet/edit/setting-path.ts';
import type { Fleet } from '../../fleet/model.ts';
import type { Path } from '../../fleet/parse/path.ts';
import { dotted } from '../../fleet/parse/positioned-document.ts';
import { isSection } from '../../fleet/schema/sections.ts';
import { pathOf } from '../../tree/layout.ts';
import type { DescribedFleet } from '../described-fleet.ts';
import { type EditLevel, editLevel, type LevelFlags } from './level.ts';

export interface Target {
  readonly level: EditLevel;
  /** In the file. */
  readonly path: Path;
  /** Below the map of the level that holds `components`; undefined for what no level has, such as the name of the fleet. */
  readonly setting: Path | undefined;
  /** As people write it. */
  readonly name: string;
}

/** Fields at the top of an input file: a path that begins with one is that of the file, as errors and `explain` print it. */
const TOP: readonly unknown[] = ['apiVersion', 'kind', 'metadata', 'spec'];

/** The field, or why there is none. */
export function targetOf(text: string, flags: LevelFlags, { fleet, components }: DescribedFleet): Target | string {
  const steps = settingPath(text);
  if (steps === undefined)
    return `${text} is not the path of a setting\n  hint: write it with dots, and a name that contains dots as in components.grafana.values["grafana.ini"]`;
  const level = editLevel(flags, fleet);
  if (typeof level === 'string') return level;
  const [first] = steps;
  if (TOP.includes(first)) {
    const flag = (['environment', 'group'] as const).find((one) => flags[one] !== undefined);
    if (flag !== undefined)
      return `${text} is a path of ${level.file}, and --${flag} ${flags[flag]} says where in it\n  hint: leave one of the two out`;
    return first === 'spec'
      ? inSpec(steps.slice(1), level, fleet)
      : { level, path: steps, setting: undefined, name: text };
  }
  if (typeof first === 'string' && !isSection(first) && components.some(({ name }) => name === first))
    return `${text} begins with the name of a component\n  hint: did you mean components.${text}?`;
  return inSpec(steps, level, fleet);
}

/** A path that leads into an environment or a group is a setting of it. */
function inSpec(steps: Path, level: EditLevel, fleet: Fleet): Target | string {
  const [first, name, ...rest] = steps;
  const isInner = (first === 'environments' || first === 'groups') && level.file === pathOf('fleetInput');
  if (!isInner || rest.length === 0)
    return { level, path: [...level.path, ...steps], setting: steps, name: dotted(steps) };
  const own = editLevel(first === 'groups' ? { group: groupAt(name, fleet) } : { environment: String(name) }, fleet);
  if (typeof own === 'string') return own;
  return { level: own, path: [...own.path, ...rest], setting: rest, name: dotted(rest) };
}

/** Errors name a group by its index, and commands by its name. */
function groupAt(step: Path[number] | undefined, { groups }: Fleet): string {
  return (typeof step === 'number' ? groups[step]?.name : undefined) ?? String(step);
}
