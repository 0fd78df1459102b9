/**
 * What there is to validate in a repository: files that an engine reads as they are, and folders that it builds.
 * Effects at the rim: this reads the disk, the rest of validation works on what it returns.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isList, isObject, type Json } from '../json.ts';

export interface Sources {
  /** Text of engine files and kustomizations, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Folders with a kustomization.yaml, sorted. */
  readonly folders: readonly string[];
  /** For each folder, the paths inside the repository that its kustomization names. */
  readonly references: ReadonlyMap<string, readonly string[]>;
  /** Every YAML file below the generated folders. */
  readonly paths: ReadonlySet<string>;
}

const TOPS = ['argocd', 'bases', 'clusters', 'dashboards', 'flux', 'overlays'] as const;
const KUSTOMIZATION = 'kustomization.yaml';
/** `flux bootstrap` keeps its own objects there, and builds them itself. */
const BOOTSTRAP = /^flux\/clusters\/[^/]+\/flux-system(\/|$)/;
/** Engines apply these as they lie; everything else is applied through a build. */
const APPLIED = /^(argocd\/(root\.yaml|projects\/|applicationsets\/)|flux\/(clusters|kustomizations)\/)/;

export function readSources(repo: string): Sources {
  const paths = TOPS.flatMap((top) => listYaml(repo, top)).filter((path) => !BOOTSTRAP.test(path));
  const kustomizations = paths.filter((path) => path.endsWith(`/${KUSTOMIZATION}`));
  const parameters = paths.filter((path) => path.startsWith('argocd/clusters/'));
  const values = paths.filter((path) => path.endsWith('/values/values.yaml'));
  const read = [...paths.filter((path) => APPLIED.test(path)), ...kustomizations, ...parameters, ...values];
  const files = new Map(read.map((path) => [path, readFileSync(join(repo, path), 'utf8')]));
  const references = new Map(
    kustomizations.map((path) => {
      const folder = path.slice(0, -KUSTOMIZATION.length - 1);
      return [folder, named(parse(files.get(path) ?? '')).map((name) => resolveWithin(folder, name))];
    }),
  );
  return { files, folders: [...references.keys()].sort(), references, paths: new Set(paths) };
}

/** Whether an engine applies the file as it lies. */
export function isApplied(path: string): boolean {
  return APPLIED.test(path);
}

/** Folders that a change of the given paths can change the build of: those that hold them, and whatever builds on those. */
export function affectedFolders({ references }: Sources, changed: readonly string[]): readonly string[] {
  const dependents = new Map<string, string[]>();
  for (const [folder, names] of references)
    for (const name of names) dependents.set(name, [...(dependents.get(name) ?? []), folder]);
  const affected = new Set<string>();
  const waiting = changed.map((path) => path.split('/').slice(0, -1).join('/'));
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (affected.has(folder)) continue;
    affected.add(folder);
    waiting.push(...(dependents.get(folder) ?? []));
  }
  return [...affected].filter((folder) => references.has(folder)).sort();
}

function named(kustomization: Json): readonly string[] {
  const resources = isObject(kustomization) ? kustomization.resources : undefined;
  return isList(resources) ? resources.filter((name): name is string => typeof name === 'string') : [];
}

function resolveWithin(folder: string, name: string): string {
  const segments = folder.split('/');
  for (const step of name.split('/')) {
    if (step === '..') segments.pop();
    else if (step !== '.') segments.push(step);
  }
  return segments.join('/');
}

function listYaml(repo: string, folder: string): readonly string[] {
  if (!existsSync(join(repo, folder))) return [];
  const entries = readdirSync(join(repo, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return listYaml(repo, path);
    return entry.isFile() && entry.name.endsWith('.yaml') ? [path] : [];
  });
}
