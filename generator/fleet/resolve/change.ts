/** A changed setting: for the text of a hint, and for the level that results from it. */
import { asText, isObject, type Json, type JsonObject } from '../../data/json.ts';
import type { Level } from '../model.ts';
import type { Path } from '../parse/path.ts';
import { pathOfSetting } from '../schema/sections.ts';

export interface Change {
  readonly component: string;
  /** Below the component. */
  readonly path: readonly string[];
  readonly value: Json;
}

/** As written in the input: `components.postgres.backup.enabled: false`. */
export function changeText({ component, path, value }: Change): string {
  return `${settingText(component, path)}: ${asText(value)}`;
}

/** The path of a setting in the input, next to or below `components`. */
export function settingText(component: string, path: Path): string {
  return pathOfSetting([component, ...path]).join('.');
}

/** The level with other settings, whose values are not checked. */
export function withChanges<L extends Pick<Level, 'settings' | 'fingerprint'>>(
  level: L,
  changes: readonly Change[],
): L {
  const settings = new Map(level.settings);
  for (const { component, path, value } of changes) {
    const before = settings.get(component);
    if (before !== undefined) settings.set(component, { ...before, ...fieldsWith(before, path, value) });
  }
  return { ...level, settings, fingerprint: undefined };
}

function fieldsWith(before: unknown, [key = '', ...rest]: readonly string[], value: Json): JsonObject {
  const fields = isObject(before) ? before : {};
  return { ...fields, [key]: rest.length === 0 ? value : fieldsWith(fields[key], rest, value) };
}
