/** The settings of a component on a cluster as YAML, with the description above each setting and the origin of its value behind it. */
import { isEqual, isList, isObject, type Json, type JsonObject } from '../data/json.ts';
import { emitYaml } from '../data/yaml.ts';
import { type DescribedSetting, describedSettings } from '../fleet/schema/described-settings.ts';
import { settingsJsonSchema } from '../fleet/schema/json-schema.ts';
import type { Component } from '../stack/component.ts';

export interface ExplainedSetting {
  readonly path: readonly string[];
  readonly description: string;
  /** Undefined when it is not set and has no default. */
  readonly value: Json | undefined;
  /** Lines of the input, or the default; undefined for a map whose settings are listed separately. */
  readonly from: Json | undefined;
}

/** All settings, except those inside a map that is not set. Lists and maps with free keys are one setting. */
export function explainedSettings(
  component: Component,
  settings: JsonObject,
  originOf: (path: readonly string[]) => Json,
): readonly ExplainedSetting[] {
  return settingsOf(component)
    .filter(({ path }) => path.length === 1 || valueAt(settings, path.slice(0, -1)) !== undefined)
    .map(({ path, type, description }) => {
      const value = valueAt(settings, path);
      const isWhole = value === undefined || (isObject(value) && type === 'map');
      return { path, description, value, from: isWhole ? undefined : originOf(path) };
    });
}

/** The settings that a path of field names can address. */
export function settingsOf(component: Component): readonly DescribedSetting[] {
  return describedSettings(settingsJsonSchema(component)).filter(({ path }) =>
    path.every((step) => step !== '<name>' && !step.endsWith('[]')),
  );
}

function valueAt(settings: JsonObject, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((at, step) => (isObject(at) ? at[step] : undefined), settings);
}

/** Lines of YAML below `settings:`; what is not set is a comment. */
export function annotated(settings: readonly ExplainedSetting[]): readonly string[] {
  return settings.flatMap(({ path, description, value, from }) => {
    const indent = '  '.repeat(path.length);
    const name = path.at(-1) ?? '';
    const told = wrapped(description, WIDTH - indent.length).map((line) => `${indent}# ${line}`);
    if (value === undefined) return [...told, `${indent}# ${name}: not set`];
    if (from === undefined) return [...told, `${indent}${name}:${isEqual(value, {}) ? ' {}' : ''}`];
    const [first = '', ...rest] = emitYaml({ [name]: value })
      .trimEnd()
      .split('\n');
    return [...told, `${indent}${first}  # ${placesOf(from)}`, ...rest.map((line) => `${indent}${line}`)];
  });
}

const WIDTH = 100;

/** A list may come from many lines; `explain` of its path prints all of them. */
function placesOf(from: Json): string {
  const places = isList(from) ? from.map(String) : [String(from)];
  const more = places.length - MOST_PLACES;
  return `${places.slice(0, MOST_PLACES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MOST_PLACES = 2;

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
