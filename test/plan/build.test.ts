/** What is built in memory is what Kustomize builds: of every folder of the reference fleet, and of random fleets. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { documentReader } from '../../generator/data/documents.ts';
import { isObject } from '../../generator/data/json.ts';
import { generateFiles } from '../../generator/generate.ts';
import { identityOf, type Manifest } from '../../generator/kubernetes/manifest.ts';
import { buildMemory, isManifest, treeBuilder } from '../../generator/plan/build/build.ts';
import { memoryTree } from '../../generator/plan/trees/memory-tree.ts';
import { buildAll } from '../../generator/validate/kustomize.ts';
import { fleetOf, randomInput } from '../layers/random-fleet.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { referenceFiles } from './reference-fleet.ts';

/** By identity, without the empty maps of labels and annotations that Kustomize leaves out. */
function byIdentity(objects: readonly Manifest[]): ReadonlyMap<string, unknown> {
  return new Map(
    objects
      .map((object) => [identityOf(object), withoutEmptyTexts(object)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function withoutEmptyTexts(object: Manifest): unknown {
  const metadata = Object.entries(object.metadata).filter(
    ([, value]) => !(isObject(value) && Object.keys(value).length === 0),
  );
  return { ...object, metadata: Object.fromEntries(metadata) };
}

async function expectSameBuilds(files: ReadonlyMap<string, string>): Promise<void> {
  const binary = await realTool('kustomize-builder');
  const folders = [...files.keys()].flatMap((path) => /^(.+)\/kustomization\.yaml$/.exec(path)?.[1] ?? []);
  const read = documentReader();
  await inTemporaryFolder(async (repo) => {
    writeFiles(repo, files);
    const builds = await buildAll({ binary, repo, folders });
    const builder = treeBuilder(memoryTree(files, 'sha1'), buildMemory());
    for (const build of builds) {
      if (!build.ok) throw new Error(`${join(repo, build.folder)}: ${build.message}`);
      const objects = build.documents.flatMap((text) => read(text).documents.filter(isManifest));
      const [plain, expected] = [byIdentity(builder.build(build.folder)), byIdentity(objects)];
      expect([...plain.keys()], build.folder).toEqual([...expected.keys()]);
      for (const [identity, object] of expected) expect(plain.get(identity), build.folder).toEqual(object);
    }
    expect([...builder.wanted.values()].map(({ path }) => path)).toEqual([]);
  });
}

describe('a folder that generate writes', () => {
  it('is built in memory as Kustomize builds it, all of the reference fleet', async () => {
    await expectSameBuilds(referenceFiles());
  });

  it('is built in memory as Kustomize builds it, for any settings at any level', async () => {
    await fc.assert(
      fc.asyncProperty(randomInput, async (random) => {
        const files = [...generateFiles(fleetOf(random), REGISTRY)].map(({ path, text }) => [path, text] as const);
        await expectSameBuilds(new Map(files));
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });
});
