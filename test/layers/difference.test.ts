/** Objects of a lower level, made by the real kustomize from those of the upper one: exactly what they are to be, whatever they hold. */
import { join } from 'node:path';
import fc, { type Arbitrary } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { identityOf, type Manifest } from '../../generator/kubernetes/manifest.ts';
import { differenceFiles } from '../../generator/layers/layer-files.ts';
import { manifestsDifference } from '../../generator/layers/manifests.ts';
import type { GeneratedFile } from '../../generator/tree/file-tree.ts';
import { kustomizeBuild } from '../kustomize-build.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

let kustomize = '';
beforeAll(async () => {
  kustomize = await realTool('kustomize');
});

/** Objects that a careless selector would take for one another: of two namespaces and of none, of groups and names that look alike. */
const head = fc.constantFrom(
  ...['v1', 'acme.io/v1beta1', 'acme-io/v1beta1'].flatMap((apiVersion) =>
    ['a.b', 'a-b', 'a', 'b'].flatMap((name): readonly Manifest[] => [
      { apiVersion, kind: 'Thing', metadata: { name, namespace: 'x' } },
      { apiVersion, kind: 'Thing', metadata: { name, namespace: 'y' } },
      { apiVersion, kind: 'ClusterThing', metadata: { name } },
    ]),
  ),
);

/** Among them keys that a JSON pointer escapes, and those that are no names of fields to Kustomize. */
const KEYS = ['key', 'other', 'a/b', 'a~b', 'a.b', 'c[0]', '0', '-'];
/** Some are others in one part alone where a cluster has another name, as keys of a secrets store are. */
const TEXTS = ['fleet/eu-1/core', 'a.eu-1.io', 'a-eu-1', 'eu-1', 'eu-1/eu-1', 'a', '', '1'];

const { spec } = fc.letrec<{ readonly json: Json; readonly spec: JsonObject }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: fc.constantFrom<Json>(...TEXTS) },
    { weight: 1, arbitrary: fc.constantFrom<Json>(0, 1, true, false) },
    { weight: 2, arbitrary: fc.array(tie('json'), { maxLength: 3 }) },
    { weight: 2, arbitrary: tie('spec') },
  ),
  spec: fc.dictionary(fc.constantFrom(...KEYS), tie('json'), { maxKeys: 5 }),
}));

/** Several of them hold the same, so that one change concerns several. */
const manifests: Arbitrary<readonly Manifest[]> = fc.array(spec, { minLength: 1, maxLength: 4 }).chain((specs) =>
  fc
    .uniqueArray(fc.tuple(head, fc.constantFrom(...specs)), {
      maxLength: 25,
      selector: ([manifest]) => identityOf(manifest),
    })
    .map((all) => all.map(([manifest, spec]) => ({ ...manifest, spec }))),
);

/** What a level says that differs from the one above in the name of the cluster. */
function renamed(all: readonly Manifest[]): readonly Manifest[] {
  return JSON.parse(JSON.stringify(all).replaceAll('eu-1', 'us-1'));
}

/** A folder for each level, from the uppermost. */
function folders(levels: readonly (readonly Manifest[])[]): readonly GeneratedFile[] {
  return levels.flatMap((level, index) =>
    differenceFiles(
      { folder: `level-${index}`, source: 'fleet.yaml' },
      {
        folders: index === 0 ? [] : [`level-${index - 1}`],
        difference: manifestsDifference(levels[index - 1] ?? [], level),
        fileOf: (manifest) => `${identityOf(manifest).replaceAll('/', '_')}.yaml`,
      },
    ),
  );
}

function byIdentity(all: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  return new Map(all.map((manifest) => [identityOf(manifest), manifest]));
}

describe('the objects of a lower level', () => {
  it('are exactly those that kustomize makes of the upper levels and the differences', async () => {
    await fc.assert(
      fc.asyncProperty(manifests, manifests, async (upper, lower) => {
        await inTemporaryFolder(async (repo) => {
          const files = folders([upper, renamed(upper), lower]);
          writeFiles(
            repo,
            files.map(({ path, text }) => [path, text]),
          );
          for (const [index, wanted] of [renamed(upper), lower].entries()) {
            const built = await kustomizeBuild(kustomize, join(repo, `level-${index + 1}`));
            if (!built.ok) throw new Error(built.message);
            const made: readonly Manifest[] = parseAllDocuments(built.text).map((document) => document.toJS());
            expect(byIdentity(made)).toEqual(byIdentity(wanted));
          }
        });
      }),
      { numRuns: 15 },
    );
  });
});
