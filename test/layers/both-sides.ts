/** Both sides of the two laws of layers, for a cluster: what the engines get of the files, and what the components say. */
import { join } from 'node:path';
import { parse } from 'yaml';
import type { JsonObject } from '../../generator/data/json.ts';
import { emitYaml } from '../../generator/data/yaml.ts';
import type { Cluster, Fleet } from '../../generator/fleet/model.ts';
import { mergeValues } from '../../generator/fleet/resolve/merge.ts';
import { generateFiles } from '../../generator/generate.ts';
import { identityOf, type Manifest } from '../../generator/kubernetes/manifest.ts';
import { type Answer, clusterAnswer, ownAnswer } from '../../generator/layers/answer.ts';
import { type ComposedCluster, composeFleet, type Placement } from '../../generator/layers/compose.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import type { GeneratedFile } from '../../generator/tree/file-tree.ts';
import { componentsOfFleet } from '../components-of-fleet.ts';
import { kustomizeBuild } from '../kustomize-build.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

/** What each deployed component says on the cluster, asked of the component directly. */
function answers(fleet: Fleet, cluster: Cluster): ReadonlyMap<string, Answer> {
  const graph = buildGraph(fleet, cluster, componentsOfFleet(fleet));
  return new Map(
    graph.deployed.map((component) => [
      component.name,
      clusterAnswer(component, ownAnswer(component, graph), graph, cluster),
    ]),
  );
}

export function compose(
  fleet: Fleet,
  cluster: Cluster,
): {
  readonly composed: ComposedCluster;
  readonly files: ReadonlyMap<string, string>;
  readonly answers: ReadonlyMap<string, Answer>;
} {
  const files = new Map(
    [...generateFiles(fleet, componentsOfFleet(fleet))].map(({ path, text }: GeneratedFile) => [path, text]),
  );
  return {
    composed: composeFleet(fleet, componentsOfFleet(fleet)).cluster(cluster),
    files,
    answers: answers(fleet, cluster),
  };
}

export function mergedFiles(placement: Placement, files: ReadonlyMap<string, string>): JsonObject {
  return placement.values
    .map(({ folder }): JsonObject => parse(files.get(`${folder}/values.yaml`) ?? '', { maxAliasCount: 0 }))
    .reduce(mergeValues, {});
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

/** Helm values by component: what Helm merges of the files, and what the component resolves to. */
export function valuesOf(
  fleet: Fleet,
  cluster: Cluster,
): { readonly merged: Readonly<Record<string, unknown>>; readonly wanted: Readonly<Record<string, unknown>> } {
  const { composed, files, answers: expected } = compose(fleet, cluster);
  const charts = composed.placements.filter(({ chart }) => chart !== undefined);
  return {
    merged: Object.fromEntries(charts.map((placement) => [placement.component.name, mergedFiles(placement, files)])),
    wanted: Object.fromEntries(charts.map(({ component: { name } }) => [name, expected.get(name)?.values])),
  };
}

/** Manifests by identity: what kustomize builds of the lowest folders, and what the components resolve to. */
export async function manifestsOf(
  kustomize: string,
  fleet: Fleet,
  cluster: Cluster,
): Promise<{
  readonly built: Readonly<Record<string, Manifest>>;
  readonly wanted: Readonly<Record<string, Manifest>>;
}> {
  const { composed, files, answers: expected } = compose(fleet, cluster);
  return inTemporaryFolder(async (folder) => {
    writeFiles(folder, files);
    const resources = composed.placements.map(({ buildFolder }) => `../${buildFolder}`);
    writeFiles(folder, [
      [
        'all/kustomization.yaml',
        emitYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources }),
      ],
    ]);
    const result = await kustomizeBuild(kustomize, join(folder, 'all'));
    if (!result.ok) throw new Error(result.message);
    const texts = result.text.split(/^---$/m).filter((text) => !/^ {2}name: dashboard-/m.test(text));
    const built: readonly Manifest[] = texts.map((text) => parse(text));
    return {
      built: byIdentity(built),
      wanted: byIdentity(plain([...expected.values()].flatMap(({ manifests }) => manifests))),
    };
  });
}
