/**
 * The two laws of layers, for every component and random settings at every level, through the real kustomize:
 * merging the three values files gives the resolved values, and building the lowest folder gives the resolved manifests.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isList, type JsonObject } from '../../generator/data/json.ts';
import { emitYaml } from '../../generator/data/yaml.ts';
import type { Cluster, Fleet } from '../../generator/fleet/model.ts';
import { mergeValues } from '../../generator/fleet/resolve/merge.ts';
import { valueAt } from '../../generator/fleet/resolve/said.ts';
import { generateFiles } from '../../generator/generate.ts';
import { identityOf, type Manifest } from '../../generator/kubernetes/manifest.ts';
import { type Answer, clusterAnswer, generatedValues, ownAnswer } from '../../generator/layers/answer.ts';
import { type ComposedCluster, composeFleet, type Placement } from '../../generator/layers/compose.ts';
import { keyOfList } from '../../generator/layers/list-keys.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import type { GeneratedFile } from '../../generator/tree/file-tree.ts';
import { kustomizeBuild } from '../kustomize-build.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { componentsWithLists, REMOVABLE, USER_LISTS } from './arbitrary-lists.ts';
import { fleetOf, onlyCluster, randomInput } from './random-fleet.ts';

const RUNS = 12;

let kustomize = '';
beforeAll(async () => {
  kustomize = await realTool('kustomize');
});

/** What each deployed component says on the cluster, asked of the component directly. */
function answers(fleet: Fleet, cluster: Cluster): ReadonlyMap<string, Answer> {
  const graph = buildGraph(fleet, cluster, REGISTRY);
  return new Map(
    graph.deployed.map((component) => [
      component.name,
      clusterAnswer(component, ownAnswer(component, graph), graph, cluster),
    ]),
  );
}

function compose(fleet: Fleet): {
  readonly composed: ComposedCluster;
  readonly files: ReadonlyMap<string, string>;
  readonly answers: ReadonlyMap<string, Answer>;
} {
  const cluster = onlyCluster(fleet);
  const files = new Map([...generateFiles(fleet, REGISTRY)].map(({ path, text }: GeneratedFile) => [path, text]));
  return { composed: composeFleet(fleet, REGISTRY).cluster(cluster), files, answers: answers(fleet, cluster) };
}

function mergedFiles(placement: Placement, files: ReadonlyMap<string, string>): JsonObject {
  return placement.values
    .map(({ folder }): JsonObject => parse(files.get(`${folder}/values.yaml`) ?? '', { maxAliasCount: 0 }))
    .reduce(mergeValues, {});
}

/** The keys of the items of a list. */
function keysAt(values: JsonObject, path: readonly string[]): readonly string[] {
  const list = valueAt(values, path);
  if (!isList(list)) throw new Error(`no list is at ${path.join('.')}`);
  const key = keyOfList(path.at(-1) ?? '', list);
  return list.map((item) => key?.of(item) ?? '');
}

/** Built objects by identity, without dashboards, which come from a folder of their own. */
function byIdentity(objects: readonly Manifest[]): Readonly<Record<string, Manifest>> {
  return Object.fromEntries(
    objects.map((object): [string, Manifest] => [identityOf(object), object]).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Kustomize writes no empty map of labels or annotations. */
function plain(manifests: readonly Manifest[]): readonly Manifest[] {
  return JSON.parse(JSON.stringify(manifests));
}

describe('layers', () => {
  it('give Helm exactly the values that the component resolves to', () => {
    fc.assert(
      fc.property(randomInput, (random) => {
        const { composed, files, answers: expected } = compose(fleetOf(random));
        for (const placement of composed.placements)
          if (placement.chart !== undefined)
            expect(mergedFiles(placement, files), placement.component.name).toEqual(
              expected.get(placement.component.name)?.values,
            );
      }),
      { numRuns: RUNS * 3 },
    );
  });

  it('give Helm every generated item of a list that users add to, but for those that they remove', () => {
    const level = componentsWithLists.map((components): JsonObject => ({ components }));
    const lists = fc.record({ fleet: level, environment: level, cluster: level, provider: fc.constant('aws') });
    fc.assert(
      fc.property(lists, (random) => {
        const fleet = fleetOf(random);
        const cluster = onlyCluster(fleet);
        const graph = buildGraph(fleet, cluster, REGISTRY);
        const { composed, files } = compose(fleet);
        for (const placement of composed.placements) {
          const { component } = placement;
          const { path } = USER_LISTS[component.name] ?? {};
          if (path === undefined) continue;
          const values = mergedFiles(placement, files);
          const written = keysAt(values, path);
          const lost = keysAt(generatedValues(component, graph, cluster), path).filter((key) => !written.includes(key));
          expect(lost.filter((key) => !REMOVABLE.includes(key))).toEqual([]);
          expect(JSON.stringify(values)).not.toContain('$patch');
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('give the engines exactly the manifests that the component resolves to', async () => {
    await fc.assert(
      fc.asyncProperty(randomInput, async (random) => {
        const { composed, files, answers: expected } = compose(fleetOf(random));
        await inTemporaryFolder(async (folder) => {
          writeFiles(folder, files);
          const resources = composed.placements.map(({ buildFolder }) => `../${buildFolder}`);
          writeFiles(folder, [
            [
              'all/kustomization.yaml',
              emitYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources }),
            ],
          ]);
          const built = await kustomizeBuild(kustomize, join(folder, 'all'));
          if (!built.ok) throw new Error(built.message);
          const texts = built.text.split(/^---$/m).filter((text) => !/^ {2}name: dashboard-/m.test(text));
          const own: readonly Manifest[] = texts.map((text) => parse(text));
          expect(byIdentity(own)).toEqual(
            byIdentity(plain([...expected.values()].flatMap(({ manifests }) => manifests))),
          );
        });
      }),
      { numRuns: RUNS },
    );
  });
});
