/** Which folders a change can reach, over a repository on disk. */
import { describe, expect, it } from 'vitest';
import { affectedFolders } from '../../generator/validate/kustomizations.ts';
import { readSources, type Sources } from '../../generator/validate/sources.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

const FILES: readonly (readonly [string, string])[] = [
  ['bases/a/kustomization.yaml', 'resources: [object.yaml]'],
  ['bases/a/object.yaml', 'kind: ConfigMap'],
  ['bases/a/values/kustomization.yaml', 'configMapGenerator: [{files: [values.yaml]}]'],
  ['bases/a/values/values.yaml', 'replicas: 1'],
  ['overlays/prod/a/kustomization.yaml', 'resources: [../../../bases/a]\npatches: [{path: patches/p.yaml}]'],
  ['overlays/prod/a/patches/p.yaml', 'kind: ConfigMap'],
  ['clusters/e/a/kustomization.yaml', 'resources: [../../../overlays/prod/a, ../../../team/extra/]'],
  ['clusters/f/a/kustomization.yaml', 'resources: [../../../bases/a]'],
  ['flux/builds/f/a/kustomization.yaml', 'resources: [../../../../clusters/f/a, ../../../../bases/a/values]'],
  ['flux/clusters/f/flux-system/kustomization.yaml', 'resources: [gotk-sync.yaml]'],
  ['team/extra/Kustomization', 'resources: [more]'],
  ['team/extra/more/kustomization.yml', 'resources: [object.yaml]'],
  ['team/other/kustomization.yaml', 'resources: []'],
];

async function sources(): Promise<Sources> {
  return inTemporaryFolder((repo) => {
    writeFiles(repo, FILES);
    return readSources(repo);
  });
}

async function affected(...changed: readonly string[]): Promise<readonly string[]> {
  const { kustomizations, folders } = await sources();
  return affectedFolders(kustomizations, changed).filter((folder) => folders.includes(folder));
}

describe('the sources of a repository', () => {
  it('are every generated folder with a kustomization but that of flux bootstrap', async () => {
    expect((await sources()).folders).toEqual([
      'bases/a',
      'bases/a/values',
      'clusters/e/a',
      'clusters/f/a',
      'flux/builds/f/a',
      'overlays/prod/a',
    ]);
  });

  it("reach into a user's own folders, as far as kustomizations lead", async () => {
    const { kustomizations, paths } = await sources();
    expect([...kustomizations.keys()].filter((folder) => folder.startsWith('team/'))).toEqual([
      'team/extra',
      'team/extra/more',
    ]);
    expect(paths.has('team/extra/more/kustomization.yml')).toBe(true);
    expect(paths.has('team/other/kustomization.yaml')).toBe(false);
  });

  it('do not follow references out of the repository or through links', async () => {
    await inTemporaryFolder((repo) => {
      writeFiles(repo, [['bases/a/kustomization.yaml', 'resources: [../../../elsewhere, ../..]']]);
      expect(readSources(repo).paths).toEqual(new Set(['bases/a/kustomization.yaml']));
    });
  });
});

describe('a change', () => {
  it('of a base reaches the overlays, clusters and builds below it', async () => {
    expect(await affected('bases/a/object.yaml')).toEqual([
      'bases/a',
      'clusters/e/a',
      'clusters/f/a',
      'flux/builds/f/a',
      'overlays/prod/a',
    ]);
  });

  it('of an environment reaches its clusters, and of a cluster only itself', async () => {
    expect(await affected('overlays/prod/a/kustomization.yaml')).toEqual(['clusters/e/a', 'overlays/prod/a']);
    expect(await affected('clusters/f/a/kustomization.yaml')).toEqual(['clusters/f/a', 'flux/builds/f/a']);
  });

  it('of a file that a kustomization names in a deeper folder reaches it', async () => {
    expect(await affected('overlays/prod/a/patches/p.yaml')).toEqual(['clusters/e/a', 'overlays/prod/a']);
    expect(await affected('bases/a/values/values.yaml')).toEqual(['bases/a/values', 'flux/builds/f/a']);
  });

  it("of a user's own folder reaches what is built on it", async () => {
    expect(await affected('team/extra/more/kustomization.yml')).toEqual(['clusters/e/a']);
  });

  it('that takes a folder away reaches whoever still names it', async () => {
    expect(await affected('overlays/prod/a/patches/p.yaml', 'bases/gone/kustomization.yaml')).toEqual([
      'clusters/e/a',
      'overlays/prod/a',
    ]);
    const { kustomizations } = await sources();
    const without = new Map([...kustomizations].filter(([folder]) => folder !== 'bases/a'));
    expect(affectedFolders(without, ['bases/a/kustomization.yaml', 'bases/a/object.yaml'])).toContain('clusters/f/a');
  });

  it('of anything else reaches nothing', async () => {
    expect(await affected('README.md', 'team/other/kustomization.yaml')).toEqual([]);
  });
});
