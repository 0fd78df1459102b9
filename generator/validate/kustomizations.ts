/** What kustomization.yaml files name: the edges between folders. Shared by the rules and by the question of what a change can reach. */
import { posix } from 'node:path';
import { isList, isObject, type Json, type JsonObject } from '../json.ts';

export interface KustomizationReference {
  /** `resources`, `patches`, … */
  readonly field: string;
  /** As it is written. */
  readonly written: string;
  /** Relative to the repository; starts with `..` when it leads out of it. */
  readonly path: string;
}

/** Fields with a list of paths. */
const LISTS = [
  'resources',
  'components',
  'bases',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'patchesStrategicMerge',
] as const;
/** Fields with a list of maps, of which some hold a path. */
const MAPS = ['patches', 'patchesJson6902', 'replacements'] as const;
const GENERATORS = ['configMapGenerator', 'secretGenerator'] as const;

/** Every local path that the kustomization in `folder` names; what lies on another machine is left out. */
export function kustomizationReferences(folder: string, kustomization: JsonObject): readonly KustomizationReference[] {
  const texts: [field: string, text: Json | undefined][] = [];
  for (const field of LISTS) for (const text of list(kustomization[field])) texts.push([field, text]);
  for (const field of MAPS)
    for (const entry of list(kustomization[field])) if (isObject(entry)) texts.push([field, entry.path]);
  for (const field of GENERATORS)
    for (const entry of list(kustomization[field]))
      if (isObject(entry)) {
        for (const file of list(entry.files)) texts.push([field, fileOf(file)]);
        for (const file of [...list(entry.envs), entry.env]) texts.push([field, file]);
      }
  if (isObject(kustomization.openapi)) texts.push(['openapi', kustomization.openapi.path]);
  return texts.flatMap(([field, text]) =>
    typeof text === 'string' && isLocal(text)
      ? [{ field, written: text, path: posix.normalize(posix.join(folder, text)).replace(/\/$/, '') }]
      : [],
  );
}

/** Folders by the path that they name: what a change of the path can reach in one step. */
function referringFolders(
  references: Iterable<readonly [folder: string, references: readonly KustomizationReference[]]>,
): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const [folder, named] of references)
    for (const { path } of named) {
      const before = folders.get(path);
      if (before === undefined) folders.set(path, [folder]);
      else before.push(folder);
    }
  return folders;
}

/** Folders whose build a change of the paths can change: those that hold them, those that name them, and whatever builds on those. */
export function affectedFolders(
  kustomizations: ReadonlyMap<string, readonly KustomizationReference[]>,
  changed: readonly string[],
): readonly string[] {
  const referring = referringFolders(kustomizations);
  const affected = new Set<string>();
  const waiting = changed.flatMap((path) => [path, ...nearest(path, kustomizations)]);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (affected.has(path)) continue;
    affected.add(path);
    waiting.push(...(referring.get(path) ?? []));
  }
  return [...affected].filter((path) => kustomizations.has(path)).sort();
}

/** The folder of a path, which may be gone with its kustomization, and the nearest one above that has one. */
function nearest(path: string, kustomizations: ReadonlyMap<string, unknown>): readonly string[] {
  const own = posix.dirname(path);
  let folder = own;
  while (folder !== '.' && !kustomizations.has(folder)) folder = posix.dirname(folder);
  return [own, folder];
}

function list(value: Json | undefined): readonly (Json | undefined)[] {
  return isList(value) ? value : [];
}

/** `key=path`, or a path alone. */
function fileOf(text: Json | undefined): Json | undefined {
  return typeof text === 'string' ? text.slice(text.indexOf('=') + 1) : undefined;
}

/** A patch or list item may be YAML itself; a resource may be the address of a repository. */
function isLocal(text: string): boolean {
  return !/\n|:\/\/|^git@|^(?:www\.)?github\.com[/:]|\?ref=/.test(text);
}
