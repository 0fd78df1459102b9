/** `explain`: what a component is on a cluster, and the file and line that each setting or value comes from. */

import type { Component } from '../components/component.ts';
import { REGISTRY } from '../components/registry.ts';
import type { Path } from '../fleet/document.ts';
import { type Layer, placeIn } from '../fleet/layer.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import { isObject, type Json } from '../json.ts';
import { clusterComponent, type ExplainedComponent } from '../layers/explain.ts';
import { originOfValue } from '../layers/origin.ts';
import { emitYaml } from '../yaml.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';
import { unknownName } from './unknown-name.ts';

interface ExplainArguments {
  readonly cluster: string;
  readonly component: string;
  readonly path?: string;
}

export async function explain(
  options: GlobalOptions,
  { cluster, component, path }: ExplainArguments,
  io: Io,
): Promise<ExitCode> {
  const { fleet, layers } = openFleet(options, io);
  if (fleet === undefined) return 2;
  const found = find(fleet, cluster, component);
  if ('problem' in found) {
    io.err(found.problem);
    return 2;
  }
  const explained = clusterComponent(fleet, found.cluster, found.component, REGISTRY);
  const context = { fleet, ...found, explained, layers: layers.get(cluster) ?? [] };
  const answer = path === undefined ? whole(explained) : one(context, path);
  if (answer === undefined) {
    io.err(`${component} on ${cluster} has neither a setting nor a Helm value ${path}`);
    return 2;
  }
  io.out(options.format === 'json' ? JSON.stringify(answer, null, 2) : emitYaml(answer).trimEnd());
  return 0;
}

type Found = { readonly cluster: Cluster; readonly component: Component } | { readonly problem: string };

function find(fleet: Fleet, clusterName: string, componentName: string): Found {
  const cluster = fleet.clusters.find(({ name }) => name === clusterName);
  if (cluster === undefined)
    return {
      problem: unknownName(
        'cluster',
        clusterName,
        fleet.clusters.map(({ name }) => name),
      ),
    };
  const component = REGISTRY.find(({ name }) => name === componentName);
  if (component === undefined)
    return {
      problem: unknownName(
        'component',
        componentName,
        REGISTRY.map(({ name }) => name),
      ),
    };
  return { cluster, component };
}

function whole({ deployed, settings, values, secrets }: ExplainedComponent): Json {
  return {
    deployed,
    settings,
    ...(Object.keys(values).length > 0 ? { values } : {}),
    ...(secrets.length > 0 ? { secrets } : {}),
  };
}

interface Context {
  readonly fleet: Fleet;
  readonly cluster: Cluster;
  readonly component: Component;
  readonly explained: ExplainedComponent;
  readonly layers: readonly Layer[];
}

/** A setting, a Helm value, or both, when both have that path. */
function one(context: Context, path: string): Json | undefined {
  const setting = at(context.explained.settings, path.split('.'));
  const value = at(context.explained.values, path.split('.'));
  if (setting === undefined && value === undefined) return undefined;
  return {
    ...(setting === undefined ? {} : { setting: { value: setting.value, from: settingOrigin(setting.keys, context) } }),
    ...(value === undefined ? {} : { helmValue: { value: value.value, from: valueOrigin(value.keys, context) } }),
  };
}

/** Keys of Helm values may hold dots themselves (`grafana.ini`), so the longest key that fits is taken. */
function at(
  value: Json,
  steps: readonly string[],
): { readonly keys: readonly string[]; readonly value: Json } | undefined {
  if (steps.length === 0) return { keys: [], value };
  if (!isObject(value)) return undefined;
  for (let length = steps.length; length > 0; length -= 1) {
    const key = steps.slice(0, length).join('.');
    const next = value[key];
    const found = next === undefined ? undefined : at(next, steps.slice(length));
    if (found !== undefined) return { keys: [key, ...found.keys], value: found.value };
  }
  return undefined;
}

function settingOrigin(keys: readonly string[], { component, layers, cluster }: Context): string {
  const layer = layers.findLast((said) => said.document.has(placeIn(said, [component.name, ...keys])));
  if (layer !== undefined) return lineOf(layer, [component.name, ...keys]);
  return at(component.sizes?.[cluster.size] ?? {}, keys) === undefined
    ? 'default of the component'
    : `size ${cluster.size}`;
}

/** The layer's file in which Helm finds it, and the line of the input that makes it so. */
function valueOrigin(keys: readonly string[], { fleet, cluster, component, explained, layers }: Context): Json {
  const file = explained.layers.findLast(({ values }) => at(values, keys) !== undefined)?.file ?? '';
  const raw = layers.findLast((said) => said.document.has(placeIn(said, [component.name, 'values', ...keys])));
  if (raw !== undefined) return { file, input: lineOf(raw, [component.name, 'values', ...keys]) };
  const origin = originOfValue(fleet, cluster, component, REGISTRY, layers, (values) => at(values, keys)?.value);
  return {
    file,
    input: origin === undefined ? 'defaults, size or the cluster itself' : lineOf(origin.layer, origin.path),
  };
}

/** `file:line`. */
function lineOf(layer: Layer, path: Path): string {
  return `${layer.document.file}:${layer.document.position(placeIn(layer, path)).line}`;
}
