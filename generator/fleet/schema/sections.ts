/**
 * What the input says beside `components`, because it is about the whole stack and not about one part of it.
 * It is merged, judged and explained as a setting of the component `alerting` all the same; this table says of which.
 */
import type { Path } from '../parse/path.ts';

/** The component that the sections are settings of. The input never names it. */
export const SECTIONS_COMPONENT = 'alerting';

/** Fields of `spec`, of an environment and of a cluster; each is a setting of the same name. */
export const SECTIONS = ['alerting', 'slos', 'budget'] as const;

/** Whether a field is a section. */
export function isSection(name: string): boolean {
  return SECTIONS.some((section) => section === name);
}

/** Where a setting of a component stands below the map that holds `components`. */
export function pathOfSetting([component, ...rest]: Path): Path {
  if (component !== SECTIONS_COMPONENT) return ['components', ...(component === undefined ? [] : [component]), ...rest];
  return rest;
}

/** The other way round: the setting, from its component's name on, that a path below that map leads to. */
export function settingOf(path: Path): Path {
  return path[0] === 'components' ? path.slice(1) : [SECTIONS_COMPONENT, ...path];
}
