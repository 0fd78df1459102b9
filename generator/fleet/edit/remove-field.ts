/** Takes a field out of the text of an input file. */
import { isPair, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Field } from './place.ts';
import { replaceValue } from './set-field.ts';
import {
  beginsLine,
  contentEnd,
  dashEnd,
  isBlock,
  isEmptyNode,
  lineEnd,
  lineStart,
  nextLine,
  pairEnd,
  type Source,
  type Splice,
  startOf,
} from './source.ts';

/** `fields` lead to it, the outermost first. What holds nothing else is empty then, and stays. */
export function removeField(source: Source, fields: readonly Field[]): readonly Splice[] {
  const [holder, field] = [fields.at(-2), fields.at(-1)];
  if (field === undefined) return [];
  const container = 'pair' in field ? field.map : field.list;
  if (isBlock(container)) {
    if (container.items.length === 1 && holder !== undefined)
      return replaceValue(source, holder, [], { value: 'pair' in field ? {} : [], notation: 'flow' });
    return 'pair' in field ? removeLines(source, field.map, field.pair) : removeItem(source, field.list, field.index);
  }
  return removeInBraces(source, container, 'pair' in field ? container.items.indexOf(field.pair) : field.index);
}

function removeLines(source: Source, map: YAMLMap, pair: Pair): readonly Splice[] {
  const { text } = source;
  const [start, end] = [startOf(pair.key), pairEnd(pair)];
  if (beginsLine(text, start)) return [wholeLines(text, withRenovate(text, lineStart(text, start)), end)];
  // Behind the dash of a list: the next field takes its place.
  const next = startOf(map.items[1]?.key);
  const isNext = text.slice(end, next).trim() === '';
  return [{ start, end: isNext ? next : end, text: '' }];
}

function removeItem({ text }: Source, list: YAMLSeq, index: number): readonly Splice[] {
  const item = list.items[index];
  const dash = dashStart(list, index);
  const end = isEmptyNode(item) ? dashEnd(list.srcToken, index) : contentEnd(item);
  if (beginsLine(text, dash)) return [wholeLines(text, lineStart(text, dash), end)];
  return [{ start: dash, end: dashStart(list, 1), text: '' }];
}

function dashStart({ srcToken }: YAMLSeq, index: number): number {
  const parts = srcToken?.type === 'block-seq' ? (srcToken.items[index]?.start ?? []) : [];
  return parts.find(({ type }) => type === 'seq-item-ind')?.offset ?? 0;
}

function wholeLines(text: string, start: number, end: number): Splice {
  return { start, end: nextLine(text, lineEnd(text, end)), text: '' };
}

/** The comment by which Renovate finds a version is about the line below it alone. */
function withRenovate(text: string, start: number): number {
  const above = lineStart(text, start - 1);
  return start > 0 && /^\s*# renovate: /.test(text.slice(above, start)) ? above : start;
}

function removeInBraces({ text }: Source, container: YAMLMap | YAMLSeq, index: number): readonly Splice[] {
  const bounds = container.items.map((item) => boundsOf(item));
  const [previous, own, next] = [bounds[index - 1], bounds[index], bounds[index + 1]];
  if (own === undefined) return [];
  const comma = /^\s*,/.exec(text.slice(own.end, contentEnd(container)))?.[0].length ?? 0;
  const behind = text.slice(own.end + comma, lineEnd(text, own.end + comma)).trim();
  if (beginsLine(text, own.start) && (behind === '' || behind.startsWith('#')))
    return [wholeLines(text, lineStart(text, own.start), own.end + comma)];
  if (next !== undefined) return [{ start: own.start, end: next.start, text: '' }];
  return [{ start: previous?.end ?? own.start, end: own.end + (previous === undefined ? comma : 0), text: '' }];
}

function boundsOf(item: unknown): { readonly start: number; readonly end: number } {
  return isPair(item)
    ? { start: startOf(item.key), end: pairEnd(item) }
    : { start: startOf(item), end: contentEnd(item) };
}
