/** Writes a field into the text of an input file. */
import { isMap, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { yamlString } from '../../data/yaml.ts';
import { type Field, nodeOf, type Place } from './place.ts';
import {
  beginsLine,
  columnOf,
  contentEnd,
  dashEnd,
  isBlock,
  isEmptyNode,
  lineEnd,
  pairEnd,
  type Source,
  type Splice,
  slotOf,
  startOf,
} from './source.ts';
import { flowEntry, flowText, type NewValue, type Written, writtenInBlock } from './written-value.ts';

/** Maps on one line of braces as blocks, which have room for comments; those that a comment is in stay. */
export function openBraces(source: Source, fields: readonly Field[]): readonly Splice[] {
  const field = fields.find((one) => 'pair' in one && isBlock(one.map) && isOneLine(source, one.pair.value));
  if (field === undefined || !('pair' in field) || !isMap(field.pair.value)) return [];
  const items = field.pair.value.items.map((pair) => source.text.slice(startOf(pair.key), pairEnd(pair)));
  return replaceInBlock(source, field.pair, { head: '', lines: indented(items, stepOf(source)) });
}

function isOneLine({ text }: Source, value: unknown): boolean {
  return (
    isMap(value) &&
    !isBlock(value) &&
    value.items.length > 0 &&
    !text.slice(startOf(value), contentEnd(value)).includes('\n')
  );
}

export function setField(source: Source, { fields, map, missing }: Place, value: NewValue): readonly Splice[] {
  const field = fields.at(-1);
  // An empty map in braces that a block holds becomes a block, unless a comment is in it.
  const isReplaceable = map !== undefined && map.items.length === 0 && isBare(source, map);
  if (map !== undefined && !(isReplaceable && field !== undefined && 'pair' in field && isBlock(field.map)))
    return insertInto(source, map, missing, value);
  return field === undefined ? [] : replaceValue(source, field, missing, value);
}

function isBare({ text }: Source, map: YAMLMap): boolean {
  return text.slice(startOf(map) + 1, contentEnd(map) - 1).trim() === '';
}

/** `below` are keys between the field and the value. */
export function replaceValue(
  source: Source,
  field: Field,
  below: readonly string[],
  value: NewValue,
): readonly Splice[] {
  const before = below.length === 0 ? nodeOf(field) : undefined;
  if ('list' in field) return replaceItem(field.list, field.index, flow(below, value, before));
  if (isBlock(field.map)) return replaceInBlock(source, field.pair, inBlock(source, below, value, before));
  const { colonEnd, properties } = slotOf(field.pair);
  const text = flow(below, value, before);
  if (colonEnd === undefined) return [{ start: properties[1], end: properties[1], text: `: ${text}` }];
  if (isEmptyNode(field.pair.value)) return [{ start: colonEnd, end: properties[1], text: ` ${text}` }];
  const start = properties[0] === colonEnd ? startOf(field.pair.value) : properties[0];
  return [{ start, end: contentEnd(field.pair.value), text }];
}

function flow(below: readonly string[], { value }: NewValue, before: unknown): string {
  return below.length === 0 ? flowText(value, before) : `{${flowEntry(below, value)}}`;
}

/** Below a key whose own lines have no indentation. */
function inBlock(source: Source, [key, ...rest]: readonly string[], value: NewValue, before?: unknown): Written {
  if (key === undefined) return writtenInBlock(value, before);
  return { head: '', lines: indented(entryLines(source, key, rest, value), stepOf(source)) };
}

function entryLines(source: Source, key: string, below: readonly string[], value: NewValue): readonly string[] {
  const { head, lines } = inBlock(source, below, value);
  const comment = below.length === 0 && value.comment !== undefined ? [`# ${value.comment}`] : [];
  return [...comment, `${yamlString(key)}:${head === '' ? '' : ` ${head}`}`, ...lines];
}

function indented(lines: readonly string[], by: number): readonly string[] {
  return lines.map((line) => (line === '' ? '' : `${' '.repeat(by)}${line}`));
}

/** By how much the file indents: as its first nested block does. */
function stepOf({ text, root }: Source): number {
  const nested = isMap(root) ? root.items.find(({ value }) => isMap(value) && isBlock(value)) : undefined;
  return nested === undefined ? 2 : columnOf(text, startOf(nested.value));
}

function replaceItem(list: YAMLSeq, index: number, text: string): readonly Splice[] {
  const item = list.items[index];
  const start = dashEnd(list.srcToken, index);
  if (isEmptyNode(item)) return [{ start, end: start, text: ` ${text}` }];
  return [{ start: startOf(item), end: contentEnd(item), text }];
}

function replaceInBlock(source: Source, pair: Pair, { head, lines }: Written): readonly Splice[] {
  const { text } = source;
  const { value } = pair;
  const { colonEnd = 0, properties } = slotOf(pair);
  const column = columnOf(text, startOf(pair.key));
  const behind = head === '' ? '' : ` ${head}`;
  if (isEmptyNode(value) || isBlock(value)) {
    const end = isBlock(value) ? contentEnd(value) : properties[1];
    const first = lineEnd(text, properties[1]);
    return [
      { start: colonEnd, end: properties[1], text: behind },
      // The comment behind the key stays.
      { start: first, end: Math.max(first, lineEnd(text, end)), text: below(source, column, lines) },
    ];
  }
  const end = contentEnd(value);
  const start = properties[0] === colonEnd ? startOf(value) : properties[0];
  return [
    head === '' ? { start: colonEnd, end, text: '' } : { start, end, text: head },
    { start: lineEnd(text, end), end: lineEnd(text, end), text: below(source, column, lines) },
  ];
}

function below({ newline }: Source, column: number, lines: readonly string[]): string {
  return indented(lines, column)
    .map((line) => `${newline}${line}`)
    .join('');
}

function insertInto(source: Source, map: YAMLMap, keys: readonly string[], value: NewValue): readonly Splice[] {
  const [key = '', ...rest] = keys;
  const [first, last] = [map.items[0], map.items.at(-1)];
  if (isBlock(map)) {
    const at = lineEnd(source.text, pairEnd(last));
    const column = columnOf(source.text, startOf(first?.key));
    return [{ start: at, end: at, text: below(source, column, entryLines(source, key, rest, value)) }];
  }
  const entry = flowEntry(keys, value.value);
  if (last === undefined) return intoEmpty(source, map, entry);
  return behindLast(source, last, contentEnd(map) - 1, entry);
}

function intoEmpty(source: Source, map: YAMLMap, entry: string): readonly Splice[] {
  const start = startOf(map) + 1;
  return [{ start, end: isBare(source, map) ? contentEnd(map) - 1 : start, text: entry }];
}

/** On a line of its own where the last field has one, and behind it otherwise. */
function behindLast({ text, newline }: Source, last: Pair, brace: number, entry: string): readonly Splice[] {
  const end = pairEnd(last);
  const comma = /^\s*,/.exec(text.slice(end, brace))?.[0].length ?? 0;
  const key = startOf(last.key);
  const line = lineEnd(text, end + comma);
  if (!beginsLine(text, key) || line > brace) return [{ start: end, end, text: `, ${entry}` }];
  return [
    ...(comma > 0 ? [] : [{ start: end, end, text: ',' }]),
    {
      start: line,
      end: line,
      text: `${newline}${' '.repeat(columnOf(text, key))}${entry}${comma > 0 ? ',' : ''}`,
    },
  ];
}
