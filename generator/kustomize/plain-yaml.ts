/**
 * YAML that every program reads in the same way. Kustomize reads YAML 1.1 and only the first of several documents, replaces some
 * tags with other text, and merges maps. Everything that readers interpret differently is reported, so that Kustomize builds what was checked.
 */
import { type Document, isAlias, isMap, isPair, isScalar, LineCounter, parseAllDocuments, visit } from 'yaml';

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

export interface Unclear extends Position {
  readonly message: string;
  readonly hint: string;
}

export interface PlainYaml {
  /** Undefined when the text is empty or ambiguous. */
  readonly document?: Document;
  readonly unclear: readonly Unclear[];
  readonly positionOf: (node: unknown) => Position;
}

/** Line breaks of YAML 1.1 that YAML 1.2 does not have, and the byte order mark, which YAML 1.1 ignores at the start of any line. */
const OTHER_BREAK = /\r(?!\n)|[\u0085\u2028\u2029]|(?<!^)\uFEFF/;
const DIRECTIVE = /^%/m;

export function readPlainYaml(text: string): PlainYaml {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const positionOf = (node: unknown): Position => at(offsetOf(node));
  const refuse = (offset: number, message: string, hint: string): PlainYaml => ({
    unclear: [{ ...at(offset), message, hint }],
    positionOf,
  });
  const other = OTHER_BREAK.exec(text);
  if (other !== null)
    return refuse(
      other.index,
      'contains a character that ends a line for some programs, but not for others',
      'remove it',
    );
  const directive = DIRECTIVE.exec(text);
  if (directive !== null)
    return refuse(
      directive.index,
      'contains a line that begins with %, a directive that some programs follow',
      'remove it',
    );
  const [document, second] = [...parsed];
  if (document === undefined) return { unclear: [], positionOf };
  if (second !== undefined)
    return refuse(second.range[0], 'contains a second document, which is not read', 'move it to a separate file');
  const [error] = document.errors;
  if (error !== undefined)
    return refuse(error.pos[0], `is not valid YAML: ${error.message.split('\n')[0]}`, 'correct the file');
  const unclear = unclearNodes(document).map(({ node, ...rest }) => ({ ...positionOf(node), ...rest }));
  return { ...(unclear.length === 0 ? { document } : {}), unclear, positionOf };
}

interface UnclearNode {
  readonly node: unknown;
  readonly message: string;
  readonly hint: string;
}

function unclearNodes(document: Document): readonly UnclearNode[] {
  const found: UnclearNode[] = [];
  visit(document, {
    Node(_, node) {
      if (!isAlias(node) && node.tag !== undefined)
        found.push({ node, message: `has a tag, ${node.tag}, which changes how the value is read`, hint: 'remove it' });
    },
    Pair(_, { key }) {
      if (!isScalar(key)) found.push({ node: key, message: 'has a key that is not a string', hint: 'use a string' });
      else if (key.value === '<<')
        found.push({
          node: key,
          message: 'uses a merge key, which only some programs support',
          hint: 'write the merged fields',
        });
    },
  });
  return found;
}

function offsetOf(node: unknown): number {
  if (isPair(node)) return offsetOf(node.key);
  return isScalar(node) || isAlias(node) || isMap(node) ? (node.range?.[0] ?? 0) : 0;
}
