/**
 * A fast reader of the YAML that generate writes for most of its files: block maps and lists of scalars on one line, and literal
 * blocks. A fleet has tens of thousands of such files, for which the YAML parser takes longer than all other work.
 * It reads only what every parser reads in the same way.
 */
import type { JsonObject } from './json.ts';
import { isPlain } from './yaml.ts';

/** Maps and lists of the values that the reader returns for scalars. */
export type Block<Leaf> = Leaf | readonly Block<Leaf>[] | BlockMap<Leaf>;
export interface BlockMap<Leaf> {
  readonly [key: string]: Block<Leaf>;
}

/** A class, to distinguish it from a map. */
export class Scalar {
  readonly value: string | number | boolean;
  /** The source text; of a literal block its header. */
  readonly source: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;

  constructor(value: string | number | boolean, source: string, line: number, column: number) {
    this.value = value;
    this.source = source;
    this.line = line;
    this.column = column;
  }
}

/** The map in a document; undefined if only the YAML parser can read it. */
export function readBlockYaml(text: string): JsonObject | undefined {
  return readBlocks(text, ({ value }) => value);
}

/** The same map with each scalar converted. */
export function readBlocks<Leaf>(text: string, leaf: (scalar: Scalar) => Leaf): BlockMap<Leaf> | undefined {
  if (!PRINTABLE.test(text)) return undefined;
  try {
    return new BlockReader(text, leaf).document();
  } catch (error) {
    if (error === OTHER) return undefined;
    throw error;
  }
}

/** White space is spaces only, and line breaks are those that all parsers recognise. */
const PRINTABLE = /^[ -~\n]*$/;
const ENTRY = /^([\w./-]+):(?: (.+))?$/;
const NUMBER = /^(?:0|[1-9]\d{0,14})$/;
const QUOTED = /^'([^']*)'$/;
/** Some parsers do not accept keys with more than 1,024 characters. */
const LONGEST_KEY = 1000;
/** Deeper nesting would exceed the stack. */
const DEEPEST_INDENT = 200;

const OTHER = Symbol('other YAML');

/** A line that is neither empty nor a comment. */
interface Line {
  readonly indent: number;
  readonly text: string;
}

class BlockReader<Leaf> {
  readonly #lines: readonly string[];
  readonly #leaf: (scalar: Scalar) => Leaf;
  /** The next line, and the index of the one after it. */
  #line: Line | undefined;
  #after = 0;

  constructor(text: string, leaf: (scalar: Scalar) => Leaf) {
    this.#lines = text.split('\n');
    this.#leaf = leaf;
    this.#advance();
  }

  document(): BlockMap<Leaf> {
    if (this.#line?.indent !== 0) throw OTHER;
    const map = this.#map(0);
    if (this.#line !== undefined) throw OTHER;
    return map;
  }

  #advance(): void {
    let line = this.#lines[this.#after];
    while (line === '' || line?.startsWith('#')) {
      this.#after += 1;
      line = this.#lines[this.#after];
    }
    this.#after += 1;
    const text = line?.trimStart();
    this.#line = line === undefined || text === undefined ? undefined : { indent: line.length - text.length, text };
  }

  #map(indent: number): BlockMap<Leaf> {
    if (indent > DEEPEST_INDENT) throw OTHER;
    const map: Record<string, Block<Leaf>> = {};
    for (let line = this.#line; line !== undefined; line = this.#line) {
      if (line.indent < indent || isItem(line)) break;
      const [, key = '', value] = ENTRY.exec(line.text) ?? [];
      if (line.indent > indent || !isKey(key) || Object.hasOwn(map, key)) throw OTHER;
      map[key] = value === undefined ? this.#block(indent) : this.#scalar(value, indent, indent + key.length + 2);
    }
    return map;
  }

  /** The value below a key: a list with the same indentation, or a map with a larger one. */
  #block(indent: number): Block<Leaf> {
    this.#advance();
    const next = this.#line;
    if (next?.indent === indent && isItem(next)) return this.#list(indent);
    if (next?.indent === indent + 2 && !isItem(next)) return this.#map(indent + 2);
    throw OTHER;
  }

  #list(indent: number): readonly Block<Leaf>[] {
    const list: Block<Leaf>[] = [];
    for (let line = this.#line; line?.indent === indent && isItem(line); line = this.#line) {
      const text = line.text.slice(2);
      if (ENTRY.test(text)) {
        // The first entry of a map is on the line of the dash.
        this.#line = { indent: indent + 2, text };
        list.push(this.#map(indent + 2));
      } else list.push(this.#scalar(text, indent, indent + 2));
    }
    return list;
  }

  /** `before` it are that many characters on the line; what it belongs to is indented by `indent`. */
  #scalar(source: string, indent: number, before: number): Leaf {
    const line = this.#after;
    const value = HEADER.test(source) ? this.#literal(source, indent + 2) : plainValue(source);
    this.#advance();
    return this.#leaf(new Scalar(value, source, line, before + 1));
  }

  /** The lines up to one that is indented less, without the empty ones at their end. */
  #literal(header: string, indent: number): string {
    const start = ' '.repeat(indent);
    const body: string[] = [];
    let line = this.#lines[this.#after];
    for (; line !== undefined && (line === '' || line.startsWith(start)); line = this.#lines[this.#after]) {
      if (line !== '' && line.trimStart() === '') throw OTHER;
      body.push(line.slice(indent));
      this.#after += 1;
    }
    // Without anything, with more space before the first line, or without an end of the last line parsers differ.
    if (body[0] === undefined || !/^[^ ]/.test(body[0]) || (line === undefined && body.at(-1) !== '')) throw OTHER;
    while (body.at(-1) === '') body.pop();
    return body.join('\n') + (header === '|' ? '\n' : '');
  }
}

/** Literal blocks that end with one line feed, and with none. */
const HEADER = /^\|-?$/;

function isItem({ text }: Line): boolean {
  return text.startsWith('- ');
}

function isKey(text: string): boolean {
  return isPlain(text) && text.length <= LONGEST_KEY && text !== '__proto__';
}

function plainValue(text: string): string | number | boolean {
  if (isPlain(text)) return text;
  if (NUMBER.test(text)) return Number(text);
  const [, quoted] = QUOTED.exec(text) ?? [];
  if (quoted !== undefined) return quoted;
  if (text === 'true' || text === 'false') return text === 'true';
  throw OTHER;
}
