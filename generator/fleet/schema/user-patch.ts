/** Checks that Kustomize accepts the text of a patch, so that a mistake is reported in the input. */
import { parseAllDocuments } from 'yaml';
import { asText, isList, isObject, type Json } from '../../data/json.ts';
import { lineNestedDeeperThan, MAX_DEPTH } from '../../data/nesting.ts';
import { type JsonTree, jsonTree, type TreeProblem } from '../parse/json-tree.ts';

/** RFC 6902. */
const OPERATIONS: readonly unknown[] = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

/** What is wrong with a patch, with or without a target. */
export function mistakeInPatch(text: string, hasTarget: boolean): string | undefined {
  if (text.trimStart().startsWith('[') && !isJson(text))
    return 'begins with [, so Kustomize reads it as JSON, and it is not valid JSON';
  if (lineNestedDeeperThan(MAX_DEPTH, text) !== undefined) return `is nested more than ${MAX_DEPTH} levels deep`;
  for (const { errors, contents } of parseAllDocuments(text, OPTIONS)) {
    const [error] = errors;
    if (error !== undefined) return `is not valid YAML: ${error.message} ${placeIn(text, error.pos[0])}`;
    const tree = contents === null ? NOTHING : jsonTree(contents, MAX_DEPTH);
    const [problem] = tree.problems;
    if (problem !== undefined) return `is not valid YAML: ${told(problem, text)}`;
    const mistake = mistakeIn(tree.value, hasTarget);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

/** The search for duplicate keys and the pretty errors of the parser are quadratic. */
const OPTIONS = { uniqueKeys: false, prettyErrors: false } as const;

function told({ message, offset, hint }: TreeProblem, text: string): string {
  return `${message} ${placeIn(text, offset)}${hint === undefined ? '' : `: ${hint}`}`;
}

/** The position as the parser writes it. */
function placeIn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `at line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

const NOTHING: Pick<JsonTree, 'value' | 'problems'> = { value: null, problems: [] };

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function mistakeIn(patch: Json, hasTarget: boolean): string | undefined {
  if (isList(patch)) return hasTarget ? patch.map(mistakeInOperation).find((one) => one !== undefined) : UNTARGETED;
  if (!isObject(patch)) return 'is neither a list of JSON 6902 operations nor a part of an object';
  const { apiVersion, kind, metadata } = patch;
  const name = isObject(metadata) ? metadata.name : undefined;
  // With a target, Kustomize requires a kind and a name too, but does not compare them.
  const needed = Object.entries({ ...(hasTarget ? {} : { apiVersion }), kind, 'metadata.name': name });
  const missing = needed.filter(([, value]) => typeof value !== 'string').map(([field]) => field);
  return missing.length === 0 ? undefined : `is a part of an object without ${missing.join(', ')}`;
}

const UNTARGETED = 'is a list of JSON 6902 operations, which needs a target';

function mistakeInOperation(operation: Json): string | undefined {
  if (!isObject(operation)) return 'has an item in its list that is not a JSON 6902 operation';
  const { op, path, from } = operation;
  if (!OPERATIONS.includes(op))
    return `has an unknown operation ${asText(op)}; the operations are ${OPERATIONS.join(', ')}`;
  if ((op === 'move' || op === 'copy') && typeof from !== 'string') return `has an operation ${op} without from`;
  return typeof path === 'string' && path.startsWith('/')
    ? undefined
    : `has a path that does not begin with /: ${asText(path)}`;
}
