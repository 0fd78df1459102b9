/**
 * One input file: from bytes to a value that knows the position of each of its parts.
 * The input is untrusted: size, depth, the expansion of aliases and the number of mistakes reported are bounded.
 */
import { type Document, isScalar, LineCounter, parseDocument, type YAMLError } from 'yaml';
import { lineNestedDeeperThan, MAX_DEPTH } from '../../data/nesting.ts';
import { withLineFeeds } from '../../text/line-endings.ts';
import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts';
import type { InputDocument } from './input-document.ts';
import { jsonTree, type TreeProblem } from './json-tree.ts';
import { PositionedDocument, SourceText } from './positioned-document.ts';
import { mergeConflict, swallowedValue, syntaxHint } from './yaml-pitfalls.ts';

export type ParsedInput =
  | { readonly document: InputDocument; readonly diagnostics: readonly [] }
  | { readonly document?: undefined; readonly diagnostics: readonly Diagnostic[] };

/** No fleet needs more, and a larger file could keep the parser busy for a long time. */
const MAX_BYTES = 1 << 20;
/** Most errors after the first are consequences of it. */
const MAX_SYNTAX_ERRORS = 10;

/** The document of a file, or what is wrong with its YAML. `file` is the name of the file in diagnostics. */
export function parseInput(file: string, bytes: Uint8Array): ParsedInput {
  if (bytes.length > MAX_BYTES)
    return wholeFile(file, 'file-too-large', `is ${bytes.length} bytes long; the maximum is ${MAX_BYTES}`);
  const text = decode(bytes);
  if (text === undefined) return wholeFile(file, 'not-utf8', 'is not UTF-8 text', 'save it as UTF-8');
  const source = new SourceText(file, text);
  const deep = lineNestedDeeperThan(MAX_DEPTH, text);
  if (deep !== undefined)
    return {
      diagnostics: [
        source.diagnostic({ line: deep, column: 1 }, 'too-deep', `is nested more than ${MAX_DEPTH} levels deep`),
      ],
    };
  return parseText(source);
}

function wholeFile(file: string, code: DiagnosticCode, message: string, hint?: string): ParsedInput {
  const place = { file, line: 1, column: 1, path: '' };
  return { diagnostics: [{ code, message, ...place, ...(hint === undefined ? {} : { hint }) }] };
}

/** A byte order mark is dropped, and a carriage return before a line feed: Windows editors write both. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return withLineFeeds(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function parseText(source: SourceText): ParsedInput {
  const conflict = mergeConflict(source.text);
  if (conflict !== undefined) return { diagnostics: [source.problem({ code: 'merge-conflict', ...conflict })] };
  // The parser's own search for duplicate keys is quadratic, so ours, in the tree, replaces it.
  const options = { prettyErrors: false, version: '1.2', schema: 'core', uniqueKeys: false } as const;
  const parsed: Document.Parsed = parseDocument(source.text, { ...options, lineCounter: new LineCounter() });
  const problems = [...parsed.errors, ...parsed.warnings]
    .slice(0, MAX_SYNTAX_ERRORS)
    .map((error) => syntaxProblem(error, source.text));
  if (problems.length > 0) return { diagnostics: problems.map((problem) => source.problem(problem)) };
  const { contents } = parsed;
  if (contents === null || (isScalar(contents) && contents.value === null))
    return wholeFile(source.file, 'empty-file', 'is empty', 'describe the fleet or the cluster in it, or delete it');
  const tree = jsonTree(contents, MAX_DEPTH);
  const swallowed = tree.empty.flatMap((offset): readonly TreeProblem[] => {
    const pitfall = swallowedValue(source.text, offset);
    return pitfall === undefined ? [] : [{ code: 'comment-as-value', ...pitfall }];
  });
  const wrong = [...tree.problems, ...swallowed];
  if (wrong.length > 0) return { diagnostics: wrong.map((problem) => source.problem(problem)) };
  return { document: new PositionedDocument(source, tree.value, contents, tree.targets), diagnostics: [] };
}

function syntaxProblem({ code, message, pos }: YAMLError, text: string): TreeProblem {
  if (code === 'MULTIPLE_DOCS')
    return {
      offset: pos[0],
      code: 'several-documents',
      message: 'a second document starts here; an input file contains only one',
      hint: 'use a separate folder and file for each cluster',
    };
  const hint = syntaxHint(text, pos[0]);
  return {
    offset: pos[0],
    code: 'yaml-syntax',
    message: `${message.charAt(0).toLowerCase()}${message.slice(1)}`,
    ...(hint === undefined ? {} : { hint }),
  };
}
