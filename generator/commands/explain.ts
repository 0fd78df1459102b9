/** `explain`: what a component is on a cluster, and the file and line that each setting or value comes from. */

import type { Component } from '../components/component.ts';
import { REGISTRY } from '../components/registry.ts';
import { didYouMean } from '../fleet/issues.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import type { Layer } from '../fleet/settings.ts';
import { isObject, type Json } from '../json.ts';
import { clusterComponent, type ExplainedComponent } from '../layers/explain.ts';
import { emitYaml } from '../yaml.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';

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
  const answer =
    path === undefined
      ? whole(explained)
      : one(explained, path, found.component, layers.get(cluster) ?? [], found.cluster);
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
      problem: unknown(
        'cluster',
        clusterName,
        fleet.clusters.map(({ name }) => name),
      ),
    };
  const component = REGISTRY.find(({ name }) => name === componentName);
  if (component === undefined)
    return {
      problem: unknown(
        'component',
        componentName,
        REGISTRY.map(({ name }) => name),
      ),
    };
  return { cluster, component };
}

function unknown(what: string, name: string, names: readonly string[]): string {
  return `there is no ${what} ${name}\n  hint: ${didYouMean(name, names) ?? `${what}s are ${names.join(', ')}`}`;
}

function whole({ deployed, settings, values, secrets }: ExplainedComponent): Json {
  return {
    deployed,
    settings,
    ...(Object.keys(values).length > 0 ? { values } : {}),
    ...(secrets.length > 0 ? { secrets } : {}),
  };
}

/** A setting, a Helm value, or both, when both have that path. */
function one(
  explained: ExplainedComponent,
  path: string,
  component: Component,
  layers: readonly Layer[],
  cluster: Cluster,
): Json | undefined {
  const steps = path.split('.');
  const setting = at(explained.settings, steps);
  const value = at(explained.values, steps);
  if (setting === undefined && value === undefined) return undefined;
  return {
    ...(setting === undefined
      ? {}
      : { setting: { value: setting, from: settingOrigin(steps, component, layers, cluster) } }),
    ...(value === undefined ? {} : { helmValue: { value, from: valueOrigin(steps, explained, component, layers) } }),
  };
}

/** Keys of Helm values may hold dots themselves (`grafana.ini`), so the longest key that fits is taken. */
function at(value: Json, steps: readonly string[]): Json | undefined {
  if (steps.length === 0) return value;
  if (!isObject(value)) return undefined;
  for (let length = steps.length; length > 0; length -= 1) {
    const next = value[steps.slice(0, length).join('.')];
    const found = next === undefined ? undefined : at(next, steps.slice(length));
    if (found !== undefined) return found;
  }
  return undefined;
}

function settingOrigin(
  steps: readonly string[],
  component: Component,
  layers: readonly Layer[],
  cluster: Cluster,
): string {
  const layer = lowest(layers, [component.name, ...steps]);
  if (layer !== undefined) return layer;
  return at(component.sizes?.[cluster.size] ?? {}, steps) === undefined
    ? 'default of the component'
    : `size ${cluster.size}`;
}

function valueOrigin(
  steps: readonly string[],
  explained: ExplainedComponent,
  component: Component,
  layers: readonly Layer[],
): string {
  const raw = lowest(layers, [component.name, 'values', ...steps]);
  if (raw !== undefined) return raw;
  const layer = explained.layers.findLast(({ values }) => at(values, steps) !== undefined);
  return layer === undefined ? 'settings of the component' : `settings of the component, in ${layer.file}`;
}

/** `file:line` of the lowest file that says something at the path. */
function lowest(layers: readonly Layer[], path: readonly string[]): string | undefined {
  const layer = layers.findLast(({ document, path: components }) => document.has([...components, ...path]));
  if (layer === undefined) return undefined;
  const { line } = layer.document.position([...layer.path, ...path]);
  return `${layer.document.file}:${line}`;
}
