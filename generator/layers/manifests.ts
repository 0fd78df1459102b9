/**
 * Splitting manifests: the Kustomize resources, JSON 6902 patches and deletions that turn the upper level's objects into the lower one's.
 * JSON 6902 is used for every change because it is exact for lists and custom resources alike,
 * where a strategic merge depends on schemas that Kustomize has only for built-in kinds.
 */
import { isEqual, isList, isObject, type Json, type JsonObject } from '../data/json.ts';
import { emitYaml } from '../data/yaml.ts';
import { identityOf, type Manifest } from '../kubernetes/manifest.ts';

export interface Operation extends JsonObject {
  readonly op: 'add' | 'remove' | 'replace';
  /** JSON pointer. */
  readonly path: string;
}

export interface ManifestsDifference {
  /** Objects that the upper level does not have. */
  readonly added: readonly Manifest[];
  readonly changed: readonly {
    readonly before: Manifest;
    readonly manifest: Manifest;
    readonly operations: readonly Operation[];
  }[];
  readonly removed: readonly Manifest[];
}

const NOTHING: ManifestsDifference = { added: [], changed: [], removed: [] };

/** Identities must be unique within each list. */
export function manifestsDifference(upper: readonly Manifest[], target: readonly Manifest[]): ManifestsDifference {
  if (upper === target) return NOTHING;
  const before = indexOf(upper);
  const after = new Set(target.map(identityOf));
  const common = target.flatMap((manifest) => {
    const old = before.get(identityOf(manifest));
    if (old === undefined || old === manifest) return [];
    return [{ before: old, manifest, operations: operations(old, manifest, '') }];
  });
  return {
    added: target.filter((manifest) => !before.has(identityOf(manifest))),
    changed: common.filter((change) => change.operations.length > 0),
    removed: upper.filter((manifest) => !after.has(identityOf(manifest))),
  };
}

/** Many clusters share an upper level, so it is indexed once. */
const indexes = new WeakMap<readonly Manifest[], ReadonlyMap<string, Manifest>>();

function indexOf(manifests: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  const known = indexes.get(manifests);
  if (known !== undefined) return known;
  const index = new Map(manifests.map((manifest) => [identityOf(manifest), manifest]));
  indexes.set(manifests, index);
  return index;
}

function operations(before: JsonObject, after: JsonObject, path: string): readonly Operation[] {
  const removed = Object.keys(before)
    .filter((key) => !Object.hasOwn(after, key))
    .map((key): Operation => ({ op: 'remove', path: `${path}/${pointerToken(key)}` }));
  const set = Object.entries(after).flatMap(([key, value]) =>
    setOperations(before[key], value, `${path}/${pointerToken(key)}`),
  );
  return [...removed, ...set];
}

function setOperations(before: Json | undefined, value: Json, path: string): readonly Operation[] {
  if (before === undefined) return [{ op: 'add', path, value }];
  if (isEqual(before, value)) return [];
  if (isObject(before) && isObject(value)) return operations(before, value, path);
  const whole: Operation = { op: 'replace', path, value };
  if (!isList(before) || !isList(value) || before.length !== value.length) return [whole];
  // A difference in an item is a patch of the item, unless a patch of the whole list is as short.
  const items = value.flatMap((item, index) => setOperations(before[index], item, `${path}/${index}`));
  return lineCount(items) < lineCount([whole]) ? items : [whole];
}

function lineCount(said: readonly Operation[]): number {
  return emitYaml(said).split('\n').length;
}

/** RFC 6901. */
function pointerToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
