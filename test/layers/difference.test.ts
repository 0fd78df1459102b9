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
  ...['v1', 'knative.dev/v1', 'acme.io/v1beta1', 'acme-io/v1beta1'].flatMap((apiVersion) =>
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
const TEXTS = ['fleet/eu-1/core', 'a.eu-1.io', 'a-eu-1', 'eu-1', 'eu-1/eu-1', 'a', '', '1', 'SELECT 1\n', ' '];

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

/** What kustomize makes of each level but the uppermost. */
async function madeOf(levels: readonly (readonly Manifest[])[]): Promise<readonly ReadonlyMap<string, Manifest>[]> {
  return inTemporaryFolder(async (repo) => {
    writeFiles(
      repo,
      folders(levels).map(({ path, text }) => [path, text]),
    );
    const builds: ReadonlyMap<string, Manifest>[] = [];
    for (const [index] of levels.slice(1).entries()) {
      const built = await kustomizeBuild(kustomize, join(repo, `level-${index + 1}`));
      if (!built.ok) throw new Error(built.message);
      builds.push(byIdentity(parseAllDocuments(built.text).map((document): Manifest => document.toJS())));
    }
    return builds;
  });
}

const service = (apiVersion: string, spec: JsonObject): Manifest => ({
  apiVersion,
  kind: 'Service',
  metadata: { name: 'web', namespace: 'apps' },
  spec,
});

describe('the objects of a lower level', () => {
  it.each([
    ['changed', [service('v1', { path: 'fleet/us-1', port: 81 })]],
    ['removed', []],
  ])('of the core group are %s without those of the same kind and name of another', async (_, lower) => {
    const upper = service('v1', { path: 'fleet/eu-1', port: 80 });
    const other = service('serving.knative.dev/v1', { path: 'fleet/eu-1', port: 80 });
    expect(
      await madeOf([
        [upper, other],
        [...lower, other],
      ]),
    ).toEqual([byIdentity([...lower, other])]);
  });

  it('of the core group get a part of a text without those of another', async () => {
    const named = (name: string, apiVersion: string, path: string): Manifest => ({
      ...service(apiVersion, { path }),
      metadata: { name, namespace: 'apps' },
    });
    const level = (cluster: string): readonly Manifest[] => [
      ...['a', 'b'].map((name) => named(name, 'v1', `fleet/${cluster}`)),
      ...['a', 'b'].map((name) => named(name, 'serving.knative.dev/v1', 'fleet/eu-1')),
    ];
    expect(await madeOf([level('eu-1'), level('us-1')])).toEqual([byIdentity(level('us-1'))]);
  });

  it('are exactly those that kustomize makes of the upper levels and the differences', async () => {
    await fc.assert(
      fc.asyncProperty(manifests, manifests, async (upper, lower) => {
        const made = await madeOf([upper, renamed(upper), lower]);
        expect(made).toEqual([renamed(upper), lower].map(byIdentity));
      }),
      { numRuns: 15 },
    );
  });
});
