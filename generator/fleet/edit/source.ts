/** The text of an input file as the parser of YAML has read it, with what an edit needs to know of its lines. */
import { type CST, isAlias, isCollection, isMap, isScalar, type Node, type Pair, parseDocument, visit } from 'yaml';

export interface Source {
  readonly text: string;
  readonly root: Node;
  /** Of its first line. */
  readonly newline: '\n' | '\r\n';
  /** The name of each, and where it is. */
  readonly aliases: readonly { readonly name: string; readonly offset: number }[];
}

/** A part of a text, and what replaces it. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** `text` is YAML without mistakes, and no empty document. */
export function readSource(text: string): Source {
  const parsed = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: false, keepSourceTokens: true });
  if (parsed.contents === null) throw new Error('an empty document has no place for an edit');
  const aliases: Source['aliases'][number][] = [];
  visit(parsed, {
    Alias: (_, alias) => {
      aliases.push({ name: alias.source, offset: startOf(alias) });
    },
  });
  return { text, root: parsed.contents, newline: /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n', aliases };
}

/** The splices do not overlap; two at the same place are in their order. */
export function spliced(text: string, splices: readonly Splice[]): string {
  let edited = '';
  let at = 0;
  for (const { start, end, text: inserted } of [...splices].sort((a, b) => a.start - b.start)) {
    edited += text.slice(at, start) + inserted;
    at = end;
  }
  return edited + text.slice(at);
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line ends, before its line feed. */
export function lineEnd(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  if (feed < 0) return text.length;
  return text[feed - 1] === '\r' && feed > offset ? feed - 1 : feed;
}

/** Where the next line starts; the end of the text for the last line. */
export function nextLine(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  return feed < 0 ? text.length : feed + 1;
}

/** How many characters are left of it on its line. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Whether nothing but white space is left of it on its line. */
export function beginsLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === '';
}

/** A value that is left out, as in `key:`. */
export function isEmptyNode(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.source === '');
}

export function isBlock(node: unknown): boolean {
  return isCollection(node) && node.flow !== true;
}

export function startOf(node: unknown): number {
  return (isAlias(node) || isScalar(node) || isCollection(node) ? node.range?.[0] : undefined) ?? 0;
}

/** Where the last character of a value is that means something, or belongs to it: comments and line feeds behind it do not. */
export function contentEnd(node: unknown): number {
  if (isCollection(node) && node.flow !== true) {
    const last = node.items.at(-1);
    return isMap(node) ? pairEnd(node.items.at(-1)) : itemEnd(node.srcToken, node.items.length - 1, last);
  }
  if (!isAlias(node) && !isScalar(node) && !isCollection(node)) return 0;
  const [start = 0, end = 0] = node.range ?? [];
  const token = isScalar(node) ? node.srcToken : undefined;
  if (token?.type !== 'block-scalar') return end;
  // Blank lines at its end are part of a text that keeps them.
  const header = token.props.map((part) => ('source' in part ? part.source : '')).join('');
  const whole = header.length + token.source.length;
  const body = header.includes('+') ? token.source.replace(/\r?\n$/, '') : token.source.trimEnd();
  return start + whole - (token.source.length - body.length);
}

function itemEnd(token: CST.Token | undefined, index: number, item: unknown): number {
  return isEmptyNode(item) ? dashEnd(token, index) : contentEnd(item);
}

/** Behind the dash of an item of a list, with its anchor and tag. */
export function dashEnd(list: CST.Token | undefined, index: number): number {
  const parts = list?.type === 'block-seq' ? (list.items[index]?.start ?? []) : [];
  const last = parts.findLast(({ type }) => MARKS.has(type));
  return last === undefined ? 0 : last.offset + last.source.length;
}

const MARKS: ReadonlySet<string> = new Set(['seq-item-ind', 'anchor', 'tag']);
const PROPERTIES: ReadonlySet<string> = new Set(['anchor', 'tag']);

/** The place for the value of a pair. */
export interface Slot {
  /** Behind the colon; undefined where a map in braces has a key alone. */
  readonly colonEnd: number | undefined;
  /** Where the anchor and the tag of the value begin and end; both behind the colon when it has none. */
  readonly properties: readonly [start: number, end: number];
}

export function slotOf({ key, srcToken }: Pair): Slot {
  const parts = srcToken?.sep ?? [];
  const colon = parts.find(({ type }) => type === 'map-value-ind');
  const behind = colon === undefined ? contentEnd(key) : colon.offset + 1;
  const properties = parts.filter(({ type, offset }) => PROPERTIES.has(type) && offset >= behind);
  const [first, last] = [properties[0], properties.at(-1)];
  return {
    colonEnd: colon === undefined ? undefined : behind,
    properties: [first?.offset ?? behind, last === undefined ? behind : last.offset + last.source.length],
  };
}

/** Where a pair ends, without the comment behind it. */
export function pairEnd(pair: Pair | undefined): number {
  if (pair === undefined) return 0;
  return isEmptyNode(pair.value) ? slotOf(pair).properties[1] : contentEnd(pair.value);
}

/** Whether the key is written with a question mark. */
export function isExplicit({ srcToken }: Pair): boolean {
  return srcToken?.start.some(({ type }) => type === 'explicit-key-ind') === true;
}
