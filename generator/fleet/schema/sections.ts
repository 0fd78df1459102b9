/**
 * Fields next to `components`, because they are about the whole stack and not about one component.
 * They are merged, checked and explained like settings of the component `alerting`.
 */
import type { Path } from '../parse/path.ts';

/** The component that the sections are settings of. The input never names it. */
export const SECTIONS_COMPONENT = 'alerting';

/** Fields of `spec`, of an environment and of a cluster; each is a setting of the same name. */
export const SECTIONS = ['alerting', 'slos', 'budget', 'auth'] as const;

/** Whether a field is a section. */
export function isSection(name: string): boolean {
  return SECTIONS.some((section) => section === name);
}

/** The path of a setting of a component, below the map that contains `components`. */
export function pathOfSetting([component, ...rest]: Path): Path {
  if (component !== SECTIONS_COMPONENT) return ['components', ...(component === undefined ? [] : [component]), ...rest];
  return rest;
}

/** The reverse: the setting at a path below that map, beginning with the name of its component. */
export function settingOf(path: Path): Path {
  return path[0] === 'components' ? path.slice(1) : [SECTIONS_COMPONENT, ...path];
}
