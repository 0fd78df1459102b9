/** A value as it is written into an input file. */
import { Scalar } from 'yaml';
import { isList, isObject, type Json } from '../../data/json.ts';
import { emitYaml, yamlString } from '../../data/yaml.ts';

/** `flow`: on one line, with brackets and braces. `block`: on a line for each field. */
export type Notation = 'block' | 'flow';

export interface NewValue {
  readonly value: Json;
  /** Inside of braces it is flow anyhow. */
  readonly notation: Notation;
  /** A line above the field, where it is new and in a block. */
  readonly comment?: string;
}

export interface Written {
  /** What stands behind the colon; empty when everything stands below it. */
  readonly head: string;
  /** The lines below, indented relative to the key. */
  readonly lines: readonly string[];
}

/** Behind a key in a block. `before` is the value that it replaces. */
export function writtenInBlock({ value, notation }: NewValue, before?: unknown): Written {
  if (notation === 'flow' || isOnOneLine(value)) return { head: flowText(value, before), lines: [] };
  const [first = '', ...lines] = emitYaml({ key: value }).slice(0, -1).split('\n');
  return { head: first.slice('key:'.length).trimStart(), lines };
}

function isOnOneLine(value: Json): boolean {
  if (typeof value === 'string') return !value.includes('\n') || value.endsWith('\n\n');
  if (isList(value)) return value.length === 0;
  return !isObject(value) || Object.keys(value).length === 0;
}

/** A text keeps the quotes of the text that it replaces. */
export function flowText(value: Json, before?: unknown): string {
  if (isList(value)) return `[${value.map((item) => flowText(item)).join(', ')}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, inner]) => flowEntry([key], inner))
      .join(', ')}}`;
  if (typeof value !== 'string') return emitYaml(value).trimEnd();
  const quotes = before instanceof Scalar && PRINTABLE.test(value) ? before.type : undefined;
  if (quotes === Scalar.QUOTE_DOUBLE) return JSON.stringify(value);
  return quotes === Scalar.QUOTE_SINGLE ? `'${value.replaceAll("'", "''")}'` : yamlString(value);
}

const PRINTABLE = /^[ -~]*$/;

/** A field in braces; the keys lead to it. */
export function flowEntry([key = '', ...rest]: readonly string[], value: Json): string {
  const inner = rest.length === 0 ? flowText(value) : `{${flowEntry(rest, value)}}`;
  return `${yamlString(key)}: ${inner}`;
}
