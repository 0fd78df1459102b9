/** Paths to places: where the key or the value of a field stands in the text of its file. */
import { type Alias, isAlias, isMap, isScalar, isSeq, LineCounter, type Node } from 'yaml';
import type { Json } from '../json.ts';
import type { Diagnostic, DiagnosticCode } from './diagnostic.ts';
import type { InputDocument, Position } from './document.ts';
import { offsetOf, type TreeProblem } from './json-tree.ts';
import { masked } from './secret-text.ts';

export type Path = readonly (string | number)[];

/** The text of a file, by lines. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly #lines: readonly string[];
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
    // Whoever may read what CI prints could read it.
    const sourceLine = masked((this.#lines[position.line - 1] ?? '').replace(/\r$/, ''));
    return { code, message, file: this.file, ...position, path, sourceLine, ...(hint === undefined ? {} : { hint }) };
  }

  problem({ offset, code, message, hint }: TreeProblem): Diagnostic {
    return this.diagnostic(this.position(offset), code, message, hint);
  }
}

/** As far down a path as the file goes: the node there, the key that leads to it, and how far that is. */
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
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value ?? '') === String(step));
      return pair === undefined ? undefined : { key: pair.key, value: pair.value ?? pair.key, depth: depth + 1 };
    }
    const item = isSeq(node) ? node.items[Number(step)] : undefined;
    return item === undefined ? undefined : { key: item, value: item, depth: depth + 1 };
  }
}

/** `spec.waves[0].ref`; a key with dots or slashes in it is quoted. */
export function dotted(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : /^[\w-]+$/.test(step) ? `.${step}` : `["${step}"]`))
    .join('')
    .replace(/^\./, '');
}
