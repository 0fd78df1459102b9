/** Builds with Kustomize itself what cannot be built in memory, until nothing is wanted any more. */
import { documentReader } from '../../data/documents.ts';
import { openDisk } from '../../disk/disk.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { Refusal } from '../../program/refusal.ts';
import { inTemporaryFolder } from '../../program/temporary-folder.ts';
import { findTools } from '../../validate/find-tool.ts';
import { buildAll } from '../../validate/kustomize.ts';
import type { RepositoryTree } from '../trees/repository-tree.ts';
import { isManifest } from './build.ts';
import type { Folder } from './folders.ts';

/** Builds that Kustomize itself has made, by fingerprint. */
export type Built = ReadonlyMap<string, readonly Manifest[]>;

export interface WantedBuilds {
  readonly tree: RepositoryTree;
  readonly folders: readonly Folder[];
}

/** A result, which is complete when it wants no build. */
export interface Attempt<T> {
  readonly result: T;
  readonly wanted: readonly WantedBuilds[];
}

/** The complete result of attempts with more and more builds. `repo` is the repository that they are for. Throws a Refusal when a folder cannot be built. */
export async function withBuilds<T>(
  repo: string,
  attempt: (built: Built) => Promise<Attempt<T>> | Attempt<T>,
): Promise<T> {
  const built = new Map<string, readonly Manifest[]>();
  // What a build leads to is known once it is there.
  for (;;) {
    const { result, wanted } = await attempt(built);
    if (wanted.every(({ folders }) => folders.length === 0)) return result;
    for (const one of wanted)
      for (const [fingerprint, objects] of await buildFolders(repo, one)) built.set(fingerprint, objects);
  }
}

/** Every file that the folders are built from. */
export function filesOf(folders: readonly Folder[]): ReadonlySet<string> {
  return new Set(folders.flatMap(({ files }) => [...files]));
}

/** In a folder that has nothing but what the builds need. */
async function buildFolders(repo: string, { tree, folders }: WantedBuilds): Promise<Built> {
  if (folders.length === 0) return new Map();
  const { 'kustomize-builder': binary } = await findTools({ repo });
  return inTemporaryFolder('plan', async (folder) => {
    const disk = openDisk(folder);
    for (const path of filesOf(folders)) disk.create(path, tree.read(path) ?? '');
    const builds = await buildAll({ binary, repo: folder, folders: folders.map(({ path }) => path) });
    const read = documentReader();
    return new Map(
      builds.map((build, index) => {
        if (!build.ok)
          throw new Refusal(`${build.folder} cannot be built: ${build.message.replaceAll(`${folder}/`, '')}`, 2);
        const objects = build.documents.flatMap((text) => read(text).documents.filter(isManifest));
        return [folders[index]?.fingerprint ?? '', objects];
      }),
    );
  });
}
