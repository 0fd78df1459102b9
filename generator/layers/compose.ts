/**
 * The layers of a whole fleet: bases and overlays once, and for each cluster the rest, with the folders of every part of a component.
 * Clusters are composed one at a time, so that a large fleet is never in memory at once;
 * a cluster that overrides nothing shares its environment's answers.
 */

import type { Cluster, Environment, Fleet, Level, UserPatch } from '../fleet/model.ts';
import { oncePerFingerprint } from '../fleet/resolve/fingerprint.ts';
import type { Component } from '../stack/component.ts';
import { buildGraph, type LevelGraph } from '../stack/graph.ts';
import type { GeneratedFile } from '../tree/file-tree.ts';
import { layerFolder, patchedFolder, valuesFolder } from '../tree/layout.ts';
import { type Answer, clusterAnswer, levelAnswer, type OwnAnswer, ownAnswer } from './answer.ts';
import {
  type LayerContent,
  type LayerFiles,
  type LayerName,
  type LayerPlace,
  layerFiles,
  layerPlace,
} from './layer-files.ts';
import { manifestsDifference } from './manifests.ts';
import { type Source, sourceAt } from './source.ts';
import { valuesDifference } from './values.ts';

/** Where an engine finds a component of a cluster. Folders are relative to the repository. */
export interface Placement extends Source {
  readonly component: Component;
  /** The layers that have values, in the order in which Helm merges them. */
  readonly values: readonly ValuesLayer[];
  /** The folder to build: the lowest layer with manifests, with the user's patches applied. */
  readonly buildFolder: string;
  /** Every folder that the release or the manifests come from. */
  readonly folders: readonly string[];
  /** Components that must be ready first. */
  readonly dependsOn: readonly string[];
}

/** A layer's Helm values. */
export interface ValuesLayer {
  readonly component: Component;
  readonly layer: LayerName;
  readonly folder: string;
  /** The input file that they come from. */
  readonly source: string;
}

/** The components of a cluster of the environment that overrides nothing. */
export interface ComposedEnvironment {
  readonly environment: Environment;
  readonly placements: readonly Placement[];
}

export interface ComposedCluster {
  readonly cluster: Cluster;
  readonly environment: ComposedEnvironment;
  readonly files: readonly GeneratedFile[];
  readonly placements: readonly Placement[];
}

export interface ComposedFleet {
  readonly fleet: Fleet;
  readonly shared: readonly GeneratedFile[];
  /** Of the fleet and its environments. */
  readonly values: readonly ValuesLayer[];
  readonly environments: readonly ComposedEnvironment[];
  cluster(cluster: Cluster): ComposedCluster;
}

/** One component at one level: its answers, and the layers down to here. */
interface Composed {
  readonly own: OwnAnswer;
  readonly answer: Answer;
  readonly layers: readonly WrittenLayer[];
  /** Additions of the user, from the uppermost level down. */
  readonly patches: readonly UserPatch[];
}

interface WrittenLayer extends LayerFiles {
  readonly place: LayerPlace;
  /** Folders that are part of its kustomization: the component's own, and those of the user. */
  readonly includes: readonly string[];
}

interface ComposedLevel {
  readonly level: Level;
  readonly graph: LevelGraph;
  readonly components: ReadonlyMap<string, Composed>;
}

interface EnvironmentLevel extends ComposedLevel, ComposedEnvironment {}

export function composeFleet(fleet: Fleet, registry: readonly Component[]): ComposedFleet {
  const base = composeBase(fleet, registry);
  const environments = new Map(
    fleet.environments.map((environment) => [environment.name, composeEnvironment(base, environment, fleet, registry)]),
  );
  const levels = [base, ...environments.values()];
  const shared = levels.flatMap((level) =>
    [...level.components.values()].flatMap((composed) => composed.layers.at(-1)?.files ?? []),
  );
  const values = levels.flatMap((level) =>
    registry.flatMap((component) => valuesIn(component, of(level, component).layers.slice(-1))),
  );
  const environmentOf = ({ name, environment }: Cluster): EnvironmentLevel => {
    const level = environments.get(environment);
    if (level === undefined) throw new Error(`cluster ${name} is in no environment`);
    return level;
  };
  const own = oncePerFingerprint((cluster: Cluster) => ownLevel(environmentOf(cluster), cluster, fleet, registry));
  return {
    fleet,
    shared,
    values,
    environments: [...environments.values()],
    cluster: (cluster) => composeCluster(environmentOf(cluster), cluster, own(cluster)),
  };
}

function composeBase(fleet: Fleet, registry: readonly Component[]): ComposedLevel {
  const graph = buildGraph(fleet, fleet.base, registry);
  const components = registry.map((component): [string, Composed] => {
    const own = ownAnswer(component, graph);
    const answer = levelAnswer(component, own, fleet.base);
    const place = layerPlace({ layer: 'base' }, component.name);
    const patches = patchesAt(component, fleet.base);
    const content = contentOf(component, fleet.base, answer, undefined, patches);
    return [component.name, { own, answer, layers: [written(place, content, layerFiles(place, content))], patches }];
  });
  return { level: fleet.base, graph, components: new Map(components) };
}

function composeEnvironment(
  base: ComposedLevel,
  environment: Environment,
  fleet: Fleet,
  registry: readonly Component[],
): EnvironmentLevel {
  const graph = buildGraph(fleet, environment, registry);
  const components = registry.map((component): [string, Composed] => {
    const own = ownAnswer(component, graph);
    const answer = levelAnswer(component, own, environment);
    const place = layerPlace({ layer: 'environment', environment: environment.name }, component.name);
    return [component.name, below(component, of(base, component), { own, answer }, place, environment)];
  });
  const level = { level: environment, graph, components: new Map(components) };
  const placements = graph.deployed.map((component) =>
    placementOf(component, of(level, component), graph, environment),
  );
  return { ...level, environment, placements };
}

/** The result of the settings of a cluster, before what the cluster alone adds: the same for every cluster with the same settings. */
interface OwnLevel {
  readonly graph: LevelGraph;
  readonly answers: ReadonlyMap<string, OwnAnswer>;
}

function ownLevel(
  environment: ComposedLevel,
  cluster: Cluster,
  fleet: Fleet,
  registry: readonly Component[],
): OwnLevel {
  const { fingerprint } = cluster;
  const inherits = fingerprint !== undefined && fingerprint === environment.level.fingerprint;
  const graph = inherits ? environment.graph : buildGraph(fleet, cluster, registry);
  const answers = graph.deployed.map((component): [string, OwnAnswer] => [
    component.name,
    inherits ? of(environment, component).own : ownAnswer(component, graph),
  ]);
  return { graph, answers: new Map(answers) };
}

function composeCluster(
  environment: EnvironmentLevel,
  cluster: Cluster,
  { graph, answers }: OwnLevel,
): ComposedCluster {
  const files: GeneratedFile[] = [];
  const placements = graph.deployed.map((component): Placement => {
    const above = of(environment, component);
    const own = answers.get(component.name) ?? above.own;
    const answer = clusterAnswer(component, own, graph, cluster);
    const place = layerPlace({ layer: 'cluster', cluster: cluster.name }, component.name);
    const composed = below(component, above, { own, answer }, place, cluster);
    files.push(...(composed.layers.at(-1)?.files ?? []));
    return placementOf(component, composed, graph, cluster);
  });
  return { cluster, environment, files, placements };
}

function of(level: ComposedLevel, component: Component): Composed {
  const composed = level.components.get(component.name);
  if (composed === undefined) throw new Error(`component ${component.name} is not composed at its upper level`);
  return composed;
}

function below(
  component: Component,
  above: Composed,
  { own, answer }: Pick<Composed, 'own' | 'answer'>,
  place: LayerPlace,
  level: Level,
): Composed {
  const patches = [...above.patches, ...patchesAt(component, level)];
  const content = contentOf(component, level, answer, above, patches);
  return { own, answer, layers: [...above.layers, written(place, content, layerFiles(place, content))], patches };
}

function contentOf(
  component: Component,
  level: Level,
  answer: Answer,
  above: Composed | undefined,
  patches: readonly UserPatch[],
): LayerContent {
  const values = above === undefined ? answer.values : valuesDifference(above.answer.values, answer.values);
  return {
    component: component.name,
    namespace: component.namespace.name,
    upper: above === undefined ? undefined : lowestFolder(above.layers),
    manifests: manifestsDifference(above?.answer.manifests ?? [], answer.manifests),
    includes: above === undefined ? (component.includes ?? []) : [],
    additions: level.additions.get(component.name),
    patches,
    values: component.chart === undefined ? undefined : values,
  };
}

function patchesAt({ name }: Component, { additions }: Level): readonly UserPatch[] {
  return additions.get(name)?.patches ?? [];
}

function written(place: LayerPlace, content: LayerContent, files: LayerFiles): WrittenLayer {
  return { place, ...files, includes: [...content.includes, ...(content.additions?.manifestFolders ?? [])] };
}

function valuesIn(component: Component, layers: readonly WrittenLayer[]): readonly ValuesLayer[] {
  return layers
    .filter((layer) => layer.hasValues)
    .map(({ place: { layer, folder, source } }) => ({ component, layer, folder: valuesFolder(folder), source }));
}

function lowestFolder(layers: readonly WrittenLayer[]): string | undefined {
  return layers.findLast((layer) => layer.hasManifests)?.place.folder;
}

function placementOf(component: Component, { layers, patches }: Composed, graph: LevelGraph, level: Level): Placement {
  const said = layers.filter((layer) => layer.hasManifests || layer.hasValues);
  const lowest = lowestFolder(layers) ?? layerFolder({ layer: 'base' }, component.name);
  const buildFolder = patches.length === 0 ? lowest : patchedFolder(lowest);
  return {
    component,
    ...sourceAt(component, level),
    values: valuesIn(component, layers),
    buildFolder,
    folders: [
      ...said.flatMap((layer) => [layer.place.folder, ...layer.includes]),
      ...(patches.length === 0 ? [] : [buildFolder]),
    ],
    dependsOn: graph.dependenciesOf(component),
  };
}
