/** A fleet with one cluster and many settings, and the files that are composed of it, with and without one of the settings. */
import { REGISTRY } from '../../generator/components/registry.ts';
import { componentsOf } from '../../generator/custom/components-of.ts';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { ENGINE_WRITERS } from '../../generator/engines/engines.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import type { Cluster, Fleet } from '../../generator/fleet/model.ts';
import type { Path } from '../../generator/fleet/parse/path.ts';
import { renderDiagnostics } from '../../generator/fleet/render-diagnostics.ts';
import type { ResolvedFleet } from '../../generator/fleet/resolve/resolve.ts';
import { judgeFleet } from '../../generator/judge/judge-fleet.ts';
import { clusterAnswer, ownAnswer } from '../../generator/layers/answer.ts';
import { type ComposedFleet, composeFleet } from '../../generator/layers/compose.ts';
import type { Component } from '../../generator/stack/component.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import { inputFiles } from '../input-files.ts';

export interface World {
  readonly fleet: JsonObject;
  /** The spec of the cluster. */
  readonly cluster: JsonObject;
}

/** Resolves the input; `judged` also checks what needs the whole fleet. */
export function load({ fleet, cluster }: World, judged: boolean): ResolvedFleet {
  const pending = inputFiles({ fleet, clusters: { c: cluster } });
  return loadFleet(import.meta.dirname, componentsOf, judged ? judgeFleet : () => [], pending);
}

/** The cluster of a world, without the checks of the whole fleet. */
export function resolved(world: World): { readonly fleet: Fleet; readonly cluster: Cluster } {
  const { fleet, diagnostics } = load(world, false);
  const [cluster] = fleet?.clusters ?? [];
  if (fleet === undefined || cluster === undefined) throw new Error(renderDiagnostics(diagnostics));
  return { fleet, cluster };
}

/** What one component gives the cluster: null if it is not deployed. Another answer makes other files, and costs a small part of composing them. */
export function answerOf(component: Component, fleet: Fleet, cluster: Cluster): Json {
  const graph = buildGraph(fleet, cluster, REGISTRY);
  if (!graph.deployed.includes(component)) return null;
  const { values, manifests } = clusterAnswer(component, ownAnswer(component, graph), graph, cluster);
  return JSON.parse(JSON.stringify({ values: component.chart === undefined ? null : values, manifests }));
}

/** Every file of the cluster, including those of its engine. The levels above are composed once. */
export function filesOf(composed: ComposedFleet, cluster: Cluster): ReadonlyMap<string, string> {
  const one = composed.cluster(cluster);
  const engine = ENGINE_WRITERS[cluster.engine].cluster(one, composed.fleet, REGISTRY);
  return new Map([...one.files, ...engine].map(({ path, text }) => [path, text]));
}

export function composedOf(world: World): ComposedFleet {
  return composeFleet(resolved(world).fleet, REGISTRY);
}

/** The data without the value at a path. */
export function without(value: JsonObject, [key = '', ...rest]: Path): JsonObject {
  const entries = Object.entries(value).flatMap(([name, inner]): readonly (readonly [string, Json])[] => {
    if (name !== key) return [[name, inner]];
    return rest.length === 0 ? [] : [[name, withoutIn(inner, rest)]];
  });
  return Object.fromEntries(entries);
}

function withoutIn(value: Json, path: Path): Json {
  if (isObject(value)) return without(value, path);
  if (!isList(value)) return value;
  const [index, ...rest] = path;
  return value.flatMap((item, at) => {
    if (at !== Number(index)) return [item];
    return rest.length === 0 ? [] : [withoutIn(item, rest)];
  });
}
