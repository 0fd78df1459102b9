/** The value that somebody gives on the command line: YAML, or the text itself where the setting is a text. */
import { isCollection, parseDocument } from 'yaml';
import type * as z from 'zod';
import { lineNestedDeeperThan, MAX_DEPTH } from '../../data/nesting.ts';
import type { NewValue } from '../../fleet/edit/written-value.ts';
import { jsonTree } from '../../fleet/parse/json-tree.ts';
import { ADDITION_KEYS, settingsSchema } from '../../fleet/schema/component-input.ts';
import { clusterSchema, fleetSchema } from '../../fleet/schema/schema.ts';
import { isSection, SECTIONS_COMPONENT } from '../../fleet/schema/sections.ts';
import { schemaAt } from '../../fleet/schema/setting-schema.ts';
import type { Component } from '../../stack/component.ts';
import { pathOf } from '../../tree/layout.ts';
import type { Target } from './target.ts';

/** The value, or why there is none. Whether the setting takes it is judged with the whole input. */
export function valueFor(target: Target, text: string, components: readonly Component[]): NewValue | string {
  const read = readValue(text);
  const schema = schemaOf(target, components);
  const takes = (value: unknown): boolean => schema?.safeParse(value).success === true;
  if (typeof read !== 'string' && (schema === undefined || takes(read.value))) return read;
  return takes(text) ? { value: text, notation: 'flow' } : read;
}

function readValue(text: string): NewValue | string {
  if (lineNestedDeeperThan(MAX_DEPTH, text) !== undefined)
    return `the value is nested more than ${MAX_DEPTH} levels deep`;
  const parsed = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: false, prettyErrors: false });
  const [error] = [...parsed.errors, ...parsed.warnings];
  const { contents } = parsed;
  if (error !== undefined) return notYaml(`${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`);
  if (contents === null || (contents.range?.[0] === contents.range?.[1] && !isCollection(contents)))
    return notYaml('it is empty');
  const { value, problems } = jsonTree(contents, MAX_DEPTH);
  const [problem] = problems;
  if (problem !== undefined) return notYaml(problem.message);
  return { value, notation: isCollection(contents) && contents.flow !== true ? 'block' : 'flow' };
}

function notYaml(why: string): string {
  return `the value is not YAML: ${why}\n  hint: for a text, quote it for YAML within the quotes of the shell: "'…'"`;
}

/** Undefined where anything can stand, or no field is known. */
function schemaOf({ level, path, setting }: Target, components: readonly Component[]): z.ZodType | undefined {
  const [first, name, ...rest] = setting ?? [];
  if (first === 'components') {
    const component = components.find((one) => one.name === name);
    const isOwn = component !== undefined && !ADDITION_KEYS.includes(String(rest[0]));
    return isOwn ? schemaAt(settingsSchema(component), rest) : undefined;
  }
  if (setting !== undefined && isSection(String(first))) {
    const component = components.find((one) => one.name === SECTIONS_COMPONENT);
    return component && schemaAt(settingsSchema(component), setting);
  }
  return schemaAt(level.file === pathOf('fleetInput') ? fleetSchema : clusterSchema, path);
}
