/**
 * One input file: bytes to a value that still knows where each part of it stands.
 * The input is untrusted: size, depth and the expansion of aliases are bounded.
 */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml';
import type { Diagnostic, DiagnosticCode } from './diagnostic.ts';

export type Path = readonly (string | number)[];

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface InputDocument {
  readonly file: string;
  readonly value: unknown;
  /** Whether the file itself says something at the path. */
  has(path: Path): boolean;
  /** A diagnostic at the path: at its key or its value, or at the nearest parent that the file has. */
  diagnose(at: 'key' | 'value', path: Path, code: DiagnosticCode, message: string, hint?: string): Diagnostic;
  position(path: Path): Position;
}

export type ParsedInput =
  | { readonly document: InputDocument; readonly diagnostics: readonly [] }
  | { readonly document?: undefined; readonly diagnostics: readonly Diagnostic[] };

/** No fleet needs more, and a parser given more could be kept busy for long. */
const MAX_BYTES = 1 << 20;
const MAX_ALIASES = 100;
const MAX_DEPTH = 64;

export function parseInput(file: string, bytes: Uint8Array): ParsedInput {
  const refuse = (code: DiagnosticCode, message: string, hint?: string): ParsedInput => ({
    diagnostics: [{ code, message, file, line: 1, column: 1, path: '', ...(hint === undefined ? {} : { hint }) }],
  });
  if (bytes.length > MAX_BYTES) return refuse('file-too-large', `is ${bytes.length} bytes long; at most ${MAX_BYTES} are read`);
  const text = decode(bytes);
  if (text === undefined) return refuse('not-utf8', 'is not UTF-8 text', 'save it as UTF-8');
  const deep = deepLine(text);
  if (deep !== undefined) return refuse('too-deep', `is nested more than ${MAX_DEPTH} levels deep at line ${deep}`);
  return parseText(file, text, refuse);
}

/** A byte order mark is dropped: Windows editors write it. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Line at which flow collections or indentation go too deep for a recursive parser; counted before it sees the text. */
function deepLine(text: string): number | undefined {
  let depth = 0;
  let line = 1;
  let indent = 0;
  for (const character of text) {
    if (character === '\n') {
      line += 1;
      indent = 0;
    } else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    else if (character === '-' || character === ' ') indent += 1;
    if (depth > MAX_DEPTH) return line;
    if (indent > MAX_DEPTH * 16) return line;
  }
  return undefined;
}

function parseText(file: string, text: string, refuse: (code: DiagnosticCode, message: string, hint?: string) => ParsedInput): ParsedInput {
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2', schema: 'core' });
  const sourceLines = text.split(/\r?\n/);
  if (parsed.errors.length > 0) return { diagnostics: syntaxDiagnostics(file, parsed.errors, lines, sourceLines) };
  if (parsed.contents === null || (isScalar(parsed.contents) && parsed.contents.value === null))
    return refuse('empty-file', 'is empty', 'delete it, or describe the fleet or cluster in it');
  try {
    const value: unknown = parsed.toJS({ maxAliasCount: MAX_ALIASES });
    return { document: new PositionedDocument(file, value, parsed.contents, lines, sourceLines), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return refuse('alias-bomb', `uses aliases more than ${MAX_ALIASES} times over`, 'write the values out');
  }
}

function syntaxDiagnostics(file: string, errors: readonly YAMLError[], lines: LineCounter, sourceLines: readonly string[]): readonly Diagnostic[] {
  return errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    const [code, message] = SYNTAX[error.code] ?? ['yaml-syntax', decapitalised(error.message)];
    return { code, message, file, line: Math.max(1, line), column: Math.max(1, col), path: '', sourceLine: sourceLines[line - 1] ?? '' };
  });
}

const SYNTAX: Readonly<Record<string, readonly [DiagnosticCode, string]>> = {
  DUPLICATE_KEY: ['duplicate-key', 'the key is in this map already'],
  MULTIPLE_DOCS: ['several-documents', 'a second document starts here; an input file holds one'],
};

function decapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

class PositionedDocument implements InputDocument {
  readonly file: string;
  readonly value: unknown;
  readonly #root: Node;
  readonly #lines: LineCounter;
  readonly #sourceLines: readonly string[];

  constructor(file: string, value: unknown, root: Node, lines: LineCounter, sourceLines: readonly string[]) {
    this.file = file;
    this.value = value;
    this.#root = root;
    this.#lines = lines;
    this.#sourceLines = sourceLines;
  }

  has(path: Path): boolean {
    return this.#walk(path).depth === path.length;
  }

  position(path: Path): Position {
    return this.#positionOf(this.#walk(path).value);
  }

  diagnose(at: 'key' | 'value', path: Path, code: DiagnosticCode, message: string, hint?: string): Diagnostic {
    const found = this.#walk(path);
    const position = this.#positionOf(at === 'key' || found.depth < path.length ? found.key : found.value);
    const sourceLine = this.#sourceLines[position.line - 1] ?? '';
    return { code, message, file: this.file, ...position, path: dotted(path), sourceLine, ...(hint === undefined ? {} : { hint }) };
  }

  /** As far down the path as the file goes: the node there, the key that leads to it, and how far that is. */
  #walk(path: Path): { readonly key: unknown; readonly value: unknown; readonly depth: number } {
    let key: unknown = this.#root;
    let value: unknown = this.#root;
    for (const [depth, step] of path.entries()) {
      const pair = isMap(value) ? value.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step)) : undefined;
      const item = isSeq(value) ? value.items[Number(step)] : undefined;
      if (pair === undefined && item === undefined) return { key, value, depth };
      key = pair === undefined ? item : pair.key;
      value = pair === undefined ? item : (pair.value ?? pair.key);
    }
    return { key, value, depth: path.length };
  }

  #positionOf(node: unknown): Position {
    const offset = typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? Number(node.range[0]) : 0;
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

/** `spec.waves[0].ref`; a key with dots or slashes in it is quoted. */
export function dotted(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : /^[\w-]+$/.test(step) ? `.${step}` : `["${step}"]`))
    .join('')
    .replace(/^\./, '');
}
