/**
 * The same change in several objects is written once: if only a part of a text differs, such as the name of the cluster in the keys
 * of a secrets store, a replacement of Kustomize names the objects, the field and the part.
 */
import { isList, isObject, type Json, type JsonObject } from '../data/json.ts';
import type { ManifestsDifference, Operation } from './manifests.ts';
import { exactly, grouped, selectorOf } from './selector.ts';

type Change = ManifestsDifference['changed'][number];

/** One part of a text that a delimiter splits. */
interface Part {
  readonly delimiter: string;
  readonly index: number;
  readonly value: string;
}

const DELIMITERS = ['/', '.', '-'] as const;

/** The replacements, and the remaining changes for patches. */
export function splitReplacements(changed: readonly Change[]): {
  readonly replacements: readonly JsonObject[];
  readonly patched: readonly Change[];
} {
  const found = changed.flatMap((change) =>
    change.operations.flatMap((operation) => {
      const part = partOf(change, operation);
      return part === undefined ? [] : [{ change, operation, part, key: keyOf(change, operation, part) }];
    }),
  );
  const alike = grouped(found, ({ key }) => key).filter((group) => group.length > 1);
  const said = new Set(alike.flatMap((group) => group.map(({ operation }) => operation)));
  return {
    replacements: alike.map((group) =>
      replacement(
        group[0],
        group.map(({ change }) => exactly(change.manifest.metadata.name)),
      ),
    ),
    patched: changed
      .map((change) => ({ ...change, operations: change.operations.filter((operation) => !said.has(operation)) }))
      .filter(({ operations }) => operations.length > 0),
  };
}

interface Found {
  readonly change: Change;
  readonly operation: Operation;
  readonly part: Part;
}

function replacement({ change, operation, part }: Found, names: readonly string[]): JsonObject {
  const { delimiter, index, value } = part;
  return {
    sourceValue: value,
    targets: [
      {
        select: { ...selectorOf(change.manifest), name: names.join('|') },
        fieldPaths: [tokensOf(operation).join('.')],
        options: { delimiter, index },
      },
    ],
  };
}

function keyOf({ manifest }: Change, operation: Operation, part: Part): string {
  const { name: _, ...selector } = selectorOf(manifest);
  return JSON.stringify([selector, operation.path, part]);
}

/** The part of a text that an operation replaces, if it changes only one part. */
function partOf({ before }: Change, operation: Operation): Part | undefined {
  if (operation.op !== 'replace') return undefined;
  const [old, value] = [at(before, tokensOf(operation)), operation.value];
  if (typeof old !== 'string' || typeof value !== 'string') return undefined;
  return DELIMITERS.map((delimiter) => partBetween(old, value, delimiter)).find((part) => part !== undefined);
}

function partBetween(old: string, value: string, delimiter: string): Part | undefined {
  const parts = old.split(delimiter);
  return parts.length === 1
    ? undefined
    : parts
        .map((_, index): Part => {
          const before = parts
            .slice(0, index)
            .map((part) => `${part}${delimiter}`)
            .join('');
          const after = parts
            .slice(index + 1)
            .map((part) => `${delimiter}${part}`)
            .join('');
          return { delimiter, index, value: value.slice(before.length, value.length - after.length) };
        })
        .find((part) => part.value !== '' && parts.with(part.index, part.value).join(delimiter) === value);
}

function tokensOf({ path }: Operation): readonly string[] {
  return path.split('/').slice(1);
}

/** Kustomize splits the path of a field at dots, interprets brackets in it, and reads a number as the index of an item. */
const FIELD = /^[a-z_][\w-]*$/i;

/** The value at a path, if Kustomize can address it. */
function at(value: Json, tokens: readonly string[]): Json | undefined {
  return tokens.reduce<Json | undefined>((found, token) => {
    if (isList(found)) return found[Number(token)];
    return isObject(found) && FIELD.test(token) ? found[token] : undefined;
  }, value);
}
