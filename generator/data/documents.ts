/**
 * Parses YAML, each different document once: a fleet repeats the same object on a thousand clusters.
 * Documents with the same text are the same JavaScript object, so that a rule checks an object once.
 */
import { type Document, parseDocument as parseYaml, visit } from 'yaml';
import { withLineFeeds } from '../text/line-endings.ts';
import { readBlockYaml } from './block-yaml.ts';
import { isObject, type JsonObject } from './json.ts';
import { lineNestedDeeperThan } from './nesting.ts';
import { oncePerArgument } from './once.ts';

export interface Parsed {
  /** The documents that are maps, as every object and every input of Helm or Kustomize is. */
  readonly documents: readonly JsonObject[];
  /** What is wrong with the text, in one line. */
  readonly problem?: string | undefined;
}

export type DocumentReader = (text: string) => Parsed;

/** A reader with its own cache. */
export function documentReader(): DocumentReader {
  const read = oncePerArgument(parseDocument);
  return (text) => {
    const results = splitDocuments(withLineFeeds(text)).map(read);
    return { documents: results.filter(isObject), problem: results.find((result) => typeof result === 'string') };
  };
}

/** The documents of a stream without the comments above them, which name the input file and differ for equal documents. */
function splitDocuments(text: string): readonly string[] {
  return (text.includes('---') ? text.split(/^---.*$/m) : [text])
    .map((document) => document.replace(/^(?:\s*(?:#.*)?\n)+/, ''))
    .filter((document) => /^[^#\s]/m.test(document));
}

/** More than any object has. Deeper nesting would exceed the stack of the parser. */
const MAX_DEPTH = 250;

/** The parser searches all anchors for each alias. */
const MAX_ALIASES = 1000;

/** Its own search for duplicate keys is quadratic; Kustomize finds them too. */
const OPTIONS = { prettyErrors: false, logLevel: 'error', uniqueKeys: false } as const;

/** The map that a document is, or what is wrong with it; undefined when it is something else. */
export function parseDocument(text: string): JsonObject | string | undefined {
  return readBlockYaml(text) ?? parseAnyDocument(text);
}

function parseAnyDocument(text: string): JsonObject | string | undefined {
  const deep = lineNestedDeeperThan(MAX_DEPTH, text);
  if (deep !== undefined) return `is nested more than ${MAX_DEPTH} levels deep at line ${deep}`;
  try {
    const document = parseYaml(text, OPTIONS);
    const [error] = document.errors;
    if (error !== undefined) return error.message.split('\n')[0] ?? '';
    if (text.includes('&') && aliasesIn(document) > MAX_ALIASES) return `has more than ${MAX_ALIASES} aliases`;
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return isObject(value) ? value : undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

function aliasesIn(document: Document.Parsed): number {
  let count = 0;
  visit(document, {
    Alias: () => {
      count += 1;
    },
  });
  return count;
}
