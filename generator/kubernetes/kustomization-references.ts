/** What kustomization.yaml files name: the edges between folders. */
import { posix } from 'node:path';
import { isList, isObject, type Json, type JsonObject } from '../json.ts';

/** The names by which Kustomize finds the file. Ours have the first one. */
export const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

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

function list(value: Json | undefined): readonly (Json | undefined)[] {
  return isList(value) ? value : [];
}

/** `key=path`, or a path alone. */
function fileOf(text: Json | undefined): Json | undefined {
  return typeof text === 'string' ? text.slice(text.indexOf('=') + 1) : undefined;
}

/** A patch or list item may be YAML itself; a resource may be the address of a repository. */
function isLocal(text: string): boolean {
  return !/\p{Cc}|:\/\/|^git@|^(?:www\.)?github\.com[/:]|\?ref=/u.test(text);
}
