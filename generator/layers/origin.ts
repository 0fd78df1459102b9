/**
 * Which line of the input a Helm value follows from: the one without which it would be another. Found by trying, because a value
 * may follow from any setting of any component; a fleet's files say little, so there is little to try.
 */
import type { Component } from '../components/component.ts';
import { ADDITION_KEYS } from '../fleet/component-input.ts';
import type { Path } from '../fleet/document.ts';
import type { Layer } from '../fleet/layer.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import { SettingsResolver } from '../fleet/settings.ts';
import { isEqual, isObject, type Json, type JsonObject } from '../json.ts';
import { clusterComponent } from './explain.ts';

export interface Origin {
  readonly layer: Layer;
  /** The setting, from the component's name on. */
  readonly path: Path;
}

/** The lowest such line; undefined when the value follows from defaults, sizes or the cluster's own facts. */
export function originOfValue(
  fleet: Fleet,
  cluster: Cluster,
  component: Component,
  registry: readonly Component[],
  layers: readonly Layer[],
  pick: (values: JsonObject) => Json | undefined,
): Origin | undefined {
  const resolver = new SettingsResolver(registry);
  const value = pick(clusterComponent(fleet, cluster, component, registry).values) ?? null;
  return [...layers]
    .reverse()
    .flatMap(said)
    .find(({ layer, path }) => {
      const without = layers.map((other) =>
        other === layer ? { ...layer, components: removed(layer.components, path) } : other,
      );
      const { level, diagnostics } = resolver.resolve(without, cluster.size);
      // What cannot be left out decides.
      if (diagnostics.length > 0) return true;
      const changed = pick(clusterComponent(fleet, { ...cluster, ...level }, component, registry).values) ?? null;
      return !isEqual(changed, value);
    });
}

/** Every setting that a layer gives, down to its leaves, from the component's name on. */
function said(layer: Layer): readonly Origin[] {
  return Object.entries(layer.components).flatMap(([name, settings]) =>
    Object.entries(settings)
      .filter(([key]) => !ADDITION_KEYS.includes(key))
      .flatMap(([key, value]) => leaves(value, [name, key]))
      .map((path) => ({ layer, path })),
  );
}

function leaves(value: Json, path: Path): readonly Path[] {
  if (!isObject(value) || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

function removed(map: Readonly<Record<string, JsonObject>>, path: Path): Record<string, JsonObject> {
  const [name, ...rest] = path;
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, key === name ? removedFrom(value, rest) : value]),
  );
}

function removedFrom(map: JsonObject, [key, ...rest]: Path): JsonObject {
  return Object.fromEntries(
    Object.entries(map).flatMap(([name, value]) => {
      if (name !== key) return [[name, value]];
      return rest.length === 0 || !isObject(value) ? [] : [[name, removedFrom(value, rest)]];
    }),
  );
}
