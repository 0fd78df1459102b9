/** Hints for a component that is disabled but required: only changes that its settings allow, and that were verified to work. */

import type { Mode } from '../fleet/model.ts';
import { type Change, changeText, settingText } from '../fleet/resolve/change.ts';
import type { Component } from './component.ts';

/** Whether a component would still be disabled but required with other settings. */
export type IsMended = (changes: readonly Change[]) => boolean;

/** All solutions as one hint. `users` are the components that require it. */
export function waysOut(component: Component, users: readonly Component[], isMended: IsMended): string {
  const { name, modes, avoidedBy = [] } = component;
  const withoutUsers = users.flatMap((user): readonly Change[] => {
    const mode = (['external', 'disabled'] as const).find((one) => user.modes.includes(one));
    return mode === undefined ? [] : [modeChange(user.name, mode)];
  });
  const changes = avoidedBy.map(({ component: other, ...change }) => ({ ...change, component: other.name }));
  const avoided = [changes, withoutUsers].map((each) => fewest(each, isMended)).find(({ length }) => length > 0);
  return alternatives([
    ...WAYS.flatMap(([mode, when]) =>
      modes.includes(mode) ? [`set ${changesText([modeChange(name, mode)])}${when}`] : [],
    ),
    ...(avoided === undefined ? [] : [`set ${changesText(avoided)}`]),
  ]);
}

/** Modes in which a component can be relied on, and when to choose them. */
const WAYS: readonly (readonly [Mode, string])[] = [
  ['managed', ''],
  ['existing', ' if somebody else has installed it'],
  ['external', ' if it runs somewhere else'],
];

/** A minimal set of the changes that is sufficient; empty if all together are not sufficient. */
function fewest(changes: readonly Change[], isMended: IsMended): readonly Change[] {
  if (changes.length === 0 || !isMended(changes)) return [];
  return changes.reduce((kept, change) => {
    const others = kept.filter((one) => one !== change);
    return others.length > 0 && isMended(others) ? others : kept;
  }, changes);
}

export function modeChange(component: string, mode: Mode): Change {
  return { component, path: ['mode'], value: mode };
}

/** `components.a.mode: existing and components.b.mode: existing`. Mode external also needs a connection. */
export function changesText(changes: readonly Change[]): string {
  const where = ({ component, value }: Change): string =>
    value === 'external' ? ` with ${settingText(component, ['external'])}` : '';
  return changes.map((change) => `${changeText(change)}${where(change)}`).join(' and ');
}

/** `a, b, or c`. */
export function alternatives(ways: readonly string[]): string {
  return `${ways.slice(0, -1).join(', ')}${ways.length > 1 ? ', or ' : ''}${ways.at(-1) ?? ''}`;
}
