/** Whether the text of a patch is one that Kustomize takes, so that a mistake is found where it was made. */
import { type Document, parseAllDocuments } from 'yaml';
import { asText, isList, isObject, type Json } from '../json.ts';

/** RFC 6902. */
const OPERATIONS: readonly unknown[] = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

/** What is wrong with a patch, with or without a target beside it. */
export function mistakeInPatch(text: string, hasTarget: boolean): string | undefined {
  if (text.trimStart().startsWith('[') && !isJson(text))
    return 'begins with [, which Kustomize reads as JSON, and it is none';
  const documents = parseAllDocuments(text);
  const broken = documents.find(({ errors }) => errors.length > 0)?.errors[0];
  if (broken !== undefined) return `is no YAML: ${broken.message.split('\n')[0]?.replace(/:$/, '')}`;
  const mistakes = documents.map((document) => {
    const patch = patchIn(document);
    return patch === undefined ? ALIAS : mistakeIn(patch, hasTarget);
  });
  return mistakes.find((mistake) => mistake !== undefined);
}

const ALIAS = 'has an alias that cannot be followed: quote a text that begins with *, or write the value out';

/** Undefined when an alias has no anchor, or when aliases expand to far more than the text holds. */
function patchIn(document: Document): Json | undefined {
  try {
    return document.toJS();
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

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
  // Beside a target Kustomize wants a kind and a name too, whatever they are.
  const needed = Object.entries({ ...(hasTarget ? {} : { apiVersion }), kind, 'metadata.name': name });
  const missing = needed.filter(([, value]) => typeof value !== 'string').map(([field]) => field);
  return missing.length === 0 ? undefined : `is a part of an object without ${missing.join(', ')}`;
}

const UNTARGETED = 'is a list of JSON 6902 operations, which needs a target';

function mistakeInOperation(operation: Json): string | undefined {
  if (!isObject(operation)) return 'has something in its list that is no JSON 6902 operation';
  const { op, path, from } = operation;
  if (!OPERATIONS.includes(op)) return `has no operation ${asText(op)}: there are ${OPERATIONS.join(', ')}`;
  if ((op === 'move' || op === 'copy') && typeof from !== 'string') return `has an operation ${op} without from`;
  return typeof path === 'string' && path.startsWith('/')
    ? undefined
    : `has a path that does not begin with /: ${asText(path)}`;
}
