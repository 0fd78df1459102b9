/** Reads a kustomization.yaml before anything is built: its paths, and everything in it that must not be built. */
import { type Document, isAlias, isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { oncePerArgument } from '../data/once.ts';
import { readBlockKustomization } from './block-kustomization.ts';
import { FIELDS, REFUSED_FIELDS, type Shape } from './kustomization-fields.ts';
import { mistakeInPath, pathIn, textOf, type WrittenPath } from './kustomization-path.ts';
import { type Position, readPlainYaml } from './plain-yaml.ts';

/** Codes of findings before a build, and their meaning. */
export const KUSTOMIZATION_CODES = {
  'remote-resource': 'A kustomization refers to a remote resource, or to a path that looks like one to Kustomize.',
  'outside-repository':
    'A kustomization refers to something outside of the repository, behind a symbolic link, or that is neither a file nor a folder.',
  'ambiguous-kustomization': 'A kustomization is written in a way that Kustomize and other programs read differently.',
  'refused-field': 'A kustomization has a field that runs programs, or a deprecated field.',
} as const;

export interface KustomizationProblem extends Position {
  readonly code: keyof typeof KUSTOMIZATION_CODES;
  readonly message: string;
  readonly hint: string;
}

export interface KustomizationContent {
  readonly paths: readonly WrittenPath[];
  readonly problems: readonly KustomizationProblem[];
}

export type KustomizationReader = (text: string) => KustomizationContent;

/** A reader with a cache: a fleet has the same few kustomizations on all of its clusters. */
export function kustomizationReader(): KustomizationReader {
  const readAny = oncePerArgument(readAnyKustomization);
  return (text) => {
    const paths = readBlockKustomization(text);
    // Without the comment, which names the input file, more kustomizations are equal.
    return paths === undefined ? readAny(text.replace(COMMENT, '#\n')) : { paths, problems: [] };
  };
}

/** A line that is a comment for every reader. */
const COMMENT = /^#[ -~]*\n/;

/** Read with the YAML parser. */
export function readAnyKustomization(text: string): KustomizationContent {
  const { document, unclear, positionOf } = readPlainYaml(text);
  const problems: KustomizationProblem[] = unclear.map((one) => ({ code: 'ambiguous-kustomization', ...one }));
  const paths: WrittenPath[] = [];
  if (document === undefined) return { paths, problems };
  for (const { field, node, ...found } of walk(document, document.contents, FIELDS, '')) {
    const position = positionOf(node);
    if ('code' in found) problems.push({ ...found, ...position });
    else {
      const mistake = mistakeInPath(found.written);
      if (mistake === undefined) paths.push({ field, written: found.written, ...position });
      else
        problems.push({
          ...mistake,
          ...position,
          message: `${field} refers to ${JSON.stringify(found.written)}, ${mistake.message}`,
        });
    }
  }
  return { paths, problems };
}

/** A part of a kustomization, with the top-level field that contains it. */
type Found = { readonly field: string; readonly node: unknown } & (
  | { readonly written: string }
  | Pick<KustomizationProblem, 'code' | 'message' | 'hint'>
);

function* walk(document: Document, given: unknown, shape: Shape, field: string): Generator<Found> {
  const node = isAlias(given) ? given.resolve(document) : given;
  if (shape === 'free' || node === null || (isScalar(node) && node.value === null)) return;
  const isPath = shape === 'path' || shape === 'source';
  if (isPath && isScalar(node)) yield { field, node: given, written: pathIn(node, shape) };
  else if (!isPath && isList(shape) && isSeq(node))
    for (const item of node.items) yield* walk(document, item, shape[0], field);
  else if (!isPath && !isList(shape) && isMap(node)) yield* walkMap(document, node, shape, field);
  else yield { field, node: given, ...otherType(field) };
}

function* walkMap(
  document: Document,
  { items }: YAMLMap,
  shape: Exclude<Shape, string | readonly [Shape]>,
  field: string,
): Generator<Found> {
  for (const { key, value } of items) {
    const name = isScalar(key) ? textOf(key) : '';
    const inner = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (inner === undefined) yield { field, node: key, ...unknownField(name, shape, field) };
    else yield* walk(document, value, inner, field === '' ? name : field);
  }
}

/** A map in YAML 1.2 may be text in YAML 1.1, such as `[a:]`. */
function otherType(field: string): Pick<KustomizationProblem, 'code' | 'message' | 'hint'> {
  return {
    code: 'ambiguous-kustomization',
    message: `${field === '' ? 'a kustomization' : field} cannot have a value of this type`,
    hint: 'check colons, dashes and quotes',
  };
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function unknownField(
  name: string,
  shape: object,
  field: string,
): Pick<KustomizationProblem, 'code' | 'message' | 'hint'> {
  const where = field === '' ? 'a kustomization' : field;
  const refused = Object.hasOwn(REFUSED_FIELDS, name) ? REFUSED_FIELDS[name] : undefined;
  if (refused !== undefined)
    return { code: 'refused-field', message: `field ${name} is not allowed in ${where} here`, hint: refused };
  const known = Object.keys(shape).find((one) => one.toLowerCase() === name.toLowerCase());
  return {
    code: 'ambiguous-kustomization',
    message: `unknown field ${JSON.stringify(name)} in ${where}`,
    hint: known === undefined ? 'remove it' : `write it as ${known}: Kustomize ignores case, other programs do not`,
  };
}
