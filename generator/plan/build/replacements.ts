/** Replacements of Kustomize as generate writes them: one part of a text in several objects. */
import { isList, isObject, type Json, type JsonObject } from '../../data/json.ts';
import { NOT_PLAIN } from './operations.ts';
import { type Selects, selection } from './selection.ts';

export interface Replacement {
  readonly value: string;
  readonly selects: Selects;
  /** The way to each field. */
  readonly fields: readonly (readonly string[])[];
  readonly delimiter: string;
  readonly index: number;
}

/** What an entry of `replacements` says; undefined when only Kustomize can tell. */
export function readReplacement(entry: Json): readonly Replacement[] | undefined {
  if (!isObject(entry) || !hasOnly(entry, ['sourceValue', 'targets'])) return undefined;
  const { sourceValue, targets = null } = entry;
  if (typeof sourceValue !== 'string' || !isList(targets)) return undefined;
  const read = targets.map((target) => readTarget(target, sourceValue));
  return read.every((one) => one !== undefined) ? read : undefined;
}

function readTarget(target: Json, value: string): Replacement | undefined {
  if (!isObject(target) || !hasOnly(target, ['select', 'fieldPaths', 'options'])) return undefined;
  const { select, fieldPaths = null, options } = target;
  const selects = selection(select);
  if (selects === undefined || !isList(fieldPaths) || !isObject(options)) return undefined;
  const { delimiter, index } = options;
  const isPart = typeof delimiter === 'string' && delimiter !== '' && typeof index === 'number' && index >= 0;
  if (!isPart || !hasOnly(options, ['delimiter', 'index'])) return undefined;
  const fields = fieldPaths.map((path) => (typeof path === 'string' && /^[\w.-]+$/.test(path) ? path.split('.') : []));
  return fields.some((field) => field.length === 0) ? undefined : { value, selects, fields, delimiter, index };
}

function hasOnly(map: JsonObject, fields: readonly string[]): boolean {
  return Object.keys(map).every((field) => fields.includes(field));
}

/** The object with the parts replaced. Throws NOT_PLAIN where Kustomize may do something else, or refuse it. */
export function replaced(object: Json, replacement: Replacement): Json {
  return replacement.fields.reduce((before, field) => replacedAt(before, field, replacement), object);
}

function replacedAt(value: Json, [step, ...rest]: readonly string[], replacement: Replacement): Json {
  if (step === undefined) return replacedPart(value, replacement);
  if (isList(value)) {
    const item = /^\d+$/.test(step) ? value[Number(step)] : undefined;
    if (item === undefined) throw NOT_PLAIN;
    return value.with(Number(step), replacedAt(item, rest, replacement));
  }
  if (!isObject(value) || !Object.hasOwn(value, step)) throw NOT_PLAIN;
  return { ...value, [step]: replacedAt(value[step] ?? null, rest, replacement) };
}

function replacedPart(value: Json, { delimiter, index, value: part }: Replacement): Json {
  const parts = typeof value === 'string' ? value.split(delimiter) : [];
  if (index >= parts.length) throw NOT_PLAIN;
  return parts.with(index, part).join(delimiter);
}
