/** `explain`: what a component is on a cluster, and the file and line that each setting or value comes from. */

import { REGISTRY } from '../components/registry.ts';
import { isList, isObject, type Json, type JsonList, type JsonObject } from '../data/json.ts';
import { emitYaml } from '../data/yaml.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import { dotted } from '../fleet/parse/positioned-document.ts';
import type { Layer } from '../fleet/resolve/layer.ts';
import { type ComponentOnCluster, clusterComponent, type ExplainedComponent } from '../layers/explain.ts';
import { keyOfList } from '../layers/list-keys.ts';
import { type InputOfCluster, originsIn } from '../layers/origin.ts';
import type { Component } from '../stack/component.ts';
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
  const context = { ...found, explained, origins: originsIn(inputOf(cluster, layers), REGISTRY) };
  const answer = path === undefined ? whole(explained) : one(context, path);
  if (answer === undefined) {
    io.err(`${component} on ${cluster} has neither a setting nor a Helm value ${path}`);
    return 2;
  }
  io.out(options.format === 'json' ? JSON.stringify(answer, null, 2) : emitYaml(answer).trimEnd());
  return 0;
}

/** The fleet's file and the cluster's own. */
function inputOf(cluster: string, layers: ReadonlyMap<string, readonly Layer[]>): InputOfCluster {
  const files = layers.get(cluster) ?? [];
  const [fleet, own] = [files[0]?.document, files.at(-1)?.document];
  if (fleet === undefined || own === undefined) throw new Error(`no file speaks of cluster ${cluster}`);
  return { fleet, cluster: own };
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
  readonly cluster: Cluster;
  readonly component: Component;
  readonly explained: ExplainedComponent;
  readonly origins: ReturnType<typeof originsIn>;
}

/** A setting, a Helm value, or both, when both have that path. */
function one(context: Context, path: string): Json | undefined {
  const setting = at(context.explained.settings, path.split('.'));
  const value = at(context.explained.values, path.split('.'));
  if (setting === undefined && value === undefined) return undefined;
  return {
    ...(setting === undefined
      ? {}
      : {
          setting: {
            value: setting.value,
            from: originOf(context, ({ settings }) => at(settings, setting.keys)?.value),
          },
        }),
    ...(value === undefined ? {} : { helmValue: { value: value.value, from: valueOrigin(value.keys, context) } }),
  };
}

/**
 * Keys of Helm values may hold dots themselves (`grafana.ini`), so the longest key that fits is taken.
 * `field` is the one that holds the value: an item of a list is found by the key that lists are merged by, else by its place.
 */
function at(
  value: Json,
  steps: readonly string[],
  field = '',
): { readonly keys: readonly string[]; readonly value: Json } | undefined {
  if (steps.length === 0) return { keys: [], value };
  const map = isList(value) ? itemsOf(value, field) : value;
  if (!isObject(map)) return undefined;
  for (let length = steps.length; length > 0; length -= 1) {
    const key = steps.slice(0, length).join('.');
    const next = Object.hasOwn(map, key) ? map[key] : undefined;
    const found = next === undefined ? undefined : at(next, steps.slice(length), key);
    if (found !== undefined) return { keys: [key, ...found.keys], value: found.value };
  }
  return undefined;
}

function itemsOf(list: JsonList, field: string): JsonObject {
  const key = keyOfList(field, list);
  return Object.fromEntries(list.map((item, index) => [key?.of(item) ?? String(index), item]));
}

/** The layer's file in which Helm finds it, and what of the input makes it so. */
function valueOrigin(keys: readonly string[], context: Context): Json {
  const file = context.explained.layers.findLast(({ values }) => at(values, keys) !== undefined)?.file ?? '';
  return { file, input: originOf(context, ({ values }) => at(values, keys)?.value) };
}

/** `file:line` and the field of each line that it follows from: a text for one, and a list for several. */
function originOf(
  { component, cluster, origins }: Context,
  pick: (answer: ComponentOnCluster) => Json | undefined,
): Json {
  const { lines, defaultSize } = origins(component, pick);
  const texts = lines.map(({ document, path }) => `${document.file}:${document.position(path).line} ${dotted(path)}`);
  const [only, ...more] = texts;
  if (only !== undefined) return more.length === 0 ? only : texts;
  return defaultSize ? `size ${cluster.size}, which is the default` : 'default of the component';
}
