/** What a change of files can reach, by what kustomizations name. */
import { posix } from 'node:path';
import type { KustomizationReference } from '../kustomize/kustomization-references.ts';

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
