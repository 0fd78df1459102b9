/** One component of one cluster, complete and by layer, for `explain`. */

import { isObject, type JsonObject } from '../data/json.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import type { Component } from '../stack/component.ts';
import { buildGraph, settingsAt } from '../stack/graph.ts';
import { layerFolder, layersOf, valuesFile } from '../tree/layout.ts';
import { clusterAnswer, levelAnswer, ownAnswer } from './answer.ts';
import { valuesDifference } from './values.ts';

export interface ExplainedComponent {
  readonly deployed: boolean;
  readonly settings: JsonObject;
  readonly values: JsonObject;
  /** The values of each layer, uppermost first, and the file that they come from. */
  readonly layers: readonly { readonly file: string; readonly values: JsonObject }[];
  /** For credentials: every Secret and the entry that it is made from. */
  readonly secrets: readonly JsonObject[];
}

/** Settings and result of a component on a cluster. */
export interface ComponentOnCluster {
  readonly settings: JsonObject;
  readonly values: JsonObject;
}

export function componentOn(
  fleet: Fleet,
  cluster: Cluster,
  component: Component,
  registry: readonly Component[],
): ComponentOnCluster {
  const graph = buildGraph(fleet, cluster, registry);
  const { values } = clusterAnswer(component, ownAnswer(component, graph), graph, cluster);
  return { settings: settingsOf(cluster, component), values };
}

/** As JSON: a setting that nobody sets is left out. */
function settingsOf(cluster: Cluster, { handle }: Component): JsonObject {
  return JSON.parse(JSON.stringify(settingsAt(cluster, handle)));
}

export function clusterComponent(
  fleet: Fleet,
  cluster: Cluster,
  component: Component,
  registry: readonly Component[],
): ExplainedComponent {
  const environment = fleet.environments.find(({ name }) => name === cluster.environment) ?? fleet.base;
  const answerAt = (level: typeof fleet.base): JsonObject =>
    levelAnswer(component, ownAnswer(component, buildGraph(fleet, level, registry)), level).values;
  const graph = buildGraph(fleet, cluster, registry);
  const answer = clusterAnswer(component, ownAnswer(component, graph), graph, cluster);
  const [base, middle] = [answerAt(fleet.base), answerAt(environment)];
  const said = [base, valuesDifference(base, middle), valuesDifference(middle, answer.values)];
  return {
    deployed: graph.stack.deploys(component.handle),
    settings: settingsOf(cluster, component),
    values: answer.values,
    layers: layersOf(cluster.environment, cluster.name).map((layer, index) => ({
      file: valuesFile(layerFolder(layer, component.name)),
      values: said[index] ?? {},
    })),
    secrets: (graph.stack.deploys(component.handle) ? answer.manifests : [])
      .filter(({ kind }) => kind === 'ExternalSecret')
      .map(({ metadata, spec }) => ({ secret: metadata.name, source: sourceOf(spec) })),
  };
}

function sourceOf(spec: JsonObject[string] | undefined): JsonObject[string] {
  return (isObject(spec) ? spec.dataFrom : undefined) ?? null;
}
