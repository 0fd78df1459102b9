/** Finds where in a file a field is, or would be. */
import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Path } from '../parse/path.ts';
import { dotted } from '../parse/positioned-document.ts';
import { contentEnd, isEmptyNode, isExplicit, type Source, startOf } from './source.ts';

/** A field that the file has. */
export type Field = { readonly map: YAMLMap; readonly pair: Pair } | { readonly list: YAMLSeq; readonly index: number };

export interface Place {
  /** Every field on the way that the file has, the outermost first. */
  readonly fields: readonly Field[];
  /** The map that the rest of the path is missing in; undefined when the last field has no map yet, or the path leads to that field. */
  readonly map: YAMLMap | undefined;
  /** The steps that the file does not have. */
  readonly missing: readonly string[];
}

/** Why a field cannot be edited, and where the reason is. */
export interface Obstacle {
  readonly offset: number;
  /** Dotted. */
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

export function placeOfField(source: Source, path: Path): Place | Obstacle {
  const fields: Field[] = [];
  let node: unknown = source.root;
  for (const [index, step] of path.entries()) {
    const found = stepInto(node, step);
    const obstacle = onTheWay(source, node, path.slice(0, index)) ?? inTheWay(node, path.slice(0, index + 1));
    if (obstacle !== undefined) return obstacle;
    if (found === undefined) {
      const missing = path.slice(index).map(String);
      return { fields, map: isMap(node) ? node : undefined, missing };
    }
    fields.push(found);
    node = nodeOf(found);
  }
  return { fields, map: undefined, missing: [] };
}

export function nodeOf(field: Field): unknown {
  return 'pair' in field ? field.pair.value : field.list.items[field.index];
}

function stepInto(node: unknown, step: string | number): Field | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value ?? '') === String(step));
    return pair === undefined ? undefined : { map: node, pair };
  }
  return isSeq(node) && typeof step === 'number' && step < node.items.length ? { list: node, index: step } : undefined;
}

/** A change inside of it would change other places too. */
function onTheWay({ aliases }: Source, node: unknown, path: Path): Obstacle | undefined {
  if (isAlias(node))
    return {
      offset: startOf(node),
      path: dotted(path),
      message: `is the alias *${node.source}, so a change below it changes other places too`,
      hint: 'write the fields in place of the alias, or change them where the anchor is',
    };
  if (!isCollection(node) || !aliases.some(({ name }) => name === node.anchor)) return undefined;
  return {
    offset: startOf(node),
    path: dotted(path),
    message: `has the anchor &${node.anchor ?? ''}, so a change below it changes other places too`,
    hint: `write the fields in place of *${node.anchor ?? ''}, or change them by hand`,
  };
}

/** What is there, and is not a map in which the next step could be. */
function inTheWay(node: unknown, path: Path): Obstacle | undefined {
  const step = path.at(-1);
  const obstacle = (message: string, hint: string): Obstacle => {
    return { offset: startOf(node), path: dotted(path.slice(0, -1)), message, hint };
  };
  if (isSeq(node)) {
    if (typeof step !== 'number')
      return obstacle('is a list', `name an item by its index, as in ${dotted(path.slice(0, -1))}[0]`);
    const { length } = node.items;
    return step < length ? undefined : obstacle(`has ${length} items`, `the index of its last item is ${length - 1}`);
  }
  if (isMap(node)) {
    const field = stepInto(node, step ?? '');
    if (field !== undefined && 'pair' in field && isExplicit(field.pair))
      return obstacle('has a key that is written with a question mark', 'edit it by hand');
    return undefined;
  }
  if (isNothing(node)) return typeof step === 'number' ? obstacle('is empty', 'set the whole list') : undefined;
  return obstacle('is a single value, and has no fields', 'set the whole of it');
}

/** Left out, or `null`. */
function isNothing(node: unknown): boolean {
  return isEmptyNode(node) || (isScalar(node) && node.value === null);
}

/** An anchor in a value that is replaced or removed, to which an alias elsewhere refers. */
export function lostAnchor({ aliases }: Source, value: unknown, path: Path): Obstacle | undefined {
  if (!isNode(value)) return undefined;
  const [start, end] = [startOf(value), contentEnd(value)];
  const anchors = new Set(aliases.filter(({ offset }) => offset < start || offset >= end).map(({ name }) => name));
  let lost: Node | undefined;
  visit(value, {
    Value: (_, node) => {
      if (node.anchor === undefined || !anchors.has(node.anchor)) return undefined;
      lost = node;
      return visit.BREAK;
    },
  });
  if (lost === undefined || isAlias(lost)) return undefined;
  return {
    offset: startOf(lost),
    path: dotted(path),
    message: `has the anchor &${lost.anchor ?? ''}, which other places refer to`,
    hint: `write the value in place of *${lost.anchor ?? ''} first`,
  };
}
