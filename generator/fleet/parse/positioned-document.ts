/** Finds the position of the key or the value of a field in the text of its file. */
import { type Alias, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Json } from '../../data/json.ts';
import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts';
import type { InputDocument, Position } from './input-document.ts';
import { offsetOf, type TreeProblem } from './json-tree.ts';
import type { Path } from './path.ts';
import { masked } from './secret-text.ts';

/** How much of a line is shown before a position and after it: a long line may have many mistakes. */
const BEFORE = 100;
const AFTER = 20;

/** The text of a file, by lines. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly #lines: readonly string[];
  /** Lines that were shown, by number: one line may have many mistakes. */
  readonly #masked = new Map<number, string>();
  readonly #counter = new LineCounter();

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.#lines = text.split('\n');
    let start = 0;
    for (const line of this.#lines) {
      this.#counter.addNewLine(start);
      start += line.length + 1;
    }
  }

  position(offset: number): Position {
    const { line, col } = this.#counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  diagnostic(position: Position, code: DiagnosticCode, message: string, hint?: string, path = ''): Diagnostic {
    const sourceStart = Math.max(0, position.column - BEFORE);
    const sourceLine = this.#shown(position.line).slice(sourceStart, sourceStart + BEFORE + AFTER);
    const source = { sourceLine, ...(sourceStart === 0 ? {} : { sourceStart }) };
    const said = hint === undefined ? {} : { hint: shortened(hint) };
    return { code, message: shortened(message), file: this.file, ...position, path, ...source, ...said };
  }

  /** Without the secrets in it: everybody who can read the output of CI could read them. */
  #shown(line: number): string {
    const known = this.#masked.get(line);
    if (known !== undefined) return known;
    const text = masked((this.#lines[line - 1] ?? '').replace(/\r$/, ''));
    this.#masked.set(line, text);
    return text;
  }

  problem({ offset, code, message, hint }: TreeProblem): Diagnostic {
    return this.diagnostic(this.position(offset), code, message, hint);
  }
}

/** The deepest node on a path that the file has, the key of that node, and the number of steps to it. */
interface Found {
  readonly key: unknown;
  readonly value: unknown;
  readonly depth: number;
}

export class PositionedDocument implements InputDocument {
  readonly file: string;
  readonly value: Json;
  readonly #source: SourceText;
  readonly #root: Node;
  readonly #targets: ReadonlyMap<Alias, Node>;
  readonly #pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

  constructor(source: SourceText, value: Json, root: Node, targets: ReadonlyMap<Alias, Node>) {
    this.file = source.file;
    this.value = value;
    this.#source = source;
    this.#root = root;
    this.#targets = targets;
  }

  has(path: Path): boolean {
    return this.depthOf(path) === path.length;
  }

  depthOf(path: Path): number {
    return this.#find(path).depth;
  }

  position(path: Path): Position {
    return this.#source.position(offsetOf(this.#find(path).value));
  }

  diagnose(at: 'key' | 'value', path: Path, code: DiagnosticCode, message: string, hint?: string): Diagnostic {
    const found = this.#find(path);
    const node = at === 'key' || found.depth < path.length ? found.key : found.value;
    return this.#source.diagnostic(this.#source.position(offsetOf(node)), code, message, hint, dotted(path));
  }

  #find(path: Path): Found {
    let found: Found = { key: this.#root, value: this.#root, depth: 0 };
    for (const step of path) {
      const next = this.#step(found, step);
      if (next === undefined) return found;
      found = next;
    }
    return found;
  }

  #step({ value, depth }: Found, step: string | number): Found | undefined {
    const node = isAlias(value) ? this.#targets.get(value) : value;
    if (isMap(node)) {
      const pair = this.#pairsOf(node).get(String(step));
      return pair === undefined ? undefined : { key: pair.key, value: pair.value ?? pair.key, depth: depth + 1 };
    }
    const item = isSeq(node) ? node.items[Number(step)] : undefined;
    return item === undefined ? undefined : { key: item, value: item, depth: depth + 1 };
  }

  /** By name, and cached: every mistake in a large map looks its key up. */
  #pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.#pairs.get(map);
    if (known !== undefined) return known;
    const pairs = new Map<string, Pair>();
    for (const pair of map.items) if (isScalar(pair.key)) pairs.set(String(pair.key.value ?? ''), pair);
    this.#pairs.set(map, pairs);
    return pairs;
  }
}

/** `spec.waves[0].ref`; a key with dots or slashes in it is quoted, and a long one cut. */
export function dotted(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? step : shortened(step, MOST_IN_KEY)))
    .map((step) => (typeof step === 'number' ? `[${step}]` : /^[\w-]+$/.test(step) ? `.${step}` : `["${step}"]`))
    .join('')
    .replace(/^\./, '');
}

const MOST_IN_KEY = 100;
const MOST_IN_MESSAGE = 1000;

/** A long text without its middle: messages contain values of the input, which may have any length. */
function shortened(text: string, most = MOST_IN_MESSAGE): string {
  if (text.length <= most) return text;
  const half = Math.floor(most / 2);
  return `${text.slice(0, half).toWellFormed()} … ${text.slice(-half).toWellFormed()}`;
}
