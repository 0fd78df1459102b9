/** Explains one setting or Helm value of a component on a cluster: its value, layer and lines of the input. */
import { isList, isObject, type Json, type JsonList, type JsonObject } from '../data/json.ts';
import type { Cluster } from '../fleet/model.ts';
import { placeText } from '../fleet/parse/field-text.ts';
import { type Layer, placeIn } from '../fleet/resolve/layer.ts';
import type { ComponentOnCluster, ExplainedComponent } from '../layers/explain.ts';
import { keyOfList } from '../layers/list-keys.ts';
import type { originsIn } from '../layers/origin.ts';
import type { Component } from '../stack/component.ts';
import { settingsOf } from './explain-settings.ts';

export interface Context {
  readonly cluster: Cluster;
  readonly component: Component;
  readonly explained: ExplainedComponent;
  readonly origins: ReturnType<typeof originsIn>;
  /** What the input says for the cluster, the uppermost first. */
  readonly layers: readonly Layer[];
}

/** A setting, a Helm value, or both, when both have that path. */
export function explainedPath(context: Context, path: string): Json | undefined {
  const setting = at(context.explained.settings, path.split('.'));
  const description = settingsOf(context.component).find((one) => one.path.join('.') === path)?.description;
  const value = at(context.explained.values, path.split('.'));
  if (setting === undefined && value === undefined)
    return description === undefined ? undefined : { setting: { value: null, from: 'nobody sets it', description } };
  return {
    ...(setting === undefined
      ? {}
      : {
          setting: {
            value: setting.value,
            from: settingOrigin(context, setting.keys),
            ...overriddenAt(context, setting),
            ...(description === undefined ? {} : { description }),
          },
        }),
    ...(value === undefined ? {} : { helmValue: { value: value.value, from: valueOrigin(value.keys, context) } }),
  };
}

/**
 * Keys of Helm values may contain dots (`grafana.ini`), so the longest matching key is used.
 * `field` is the field of the value: an item of a list is found by the merge key of the list, or else by its index.
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

/** The values file of the layer that Helm reads it from, and the lines of the input. */
function valueOrigin(keys: readonly string[], context: Context): Json {
  const file = context.explained.layers.findLast(({ values }) => at(values, keys) !== undefined)?.file ?? '';
  return { file, input: originOf(context, ({ values }) => at(values, keys)?.value) };
}

/** The lines of the input that decide a setting. */
export function settingOrigin(context: Context, keys: readonly string[]): Json {
  return originOf(context, ({ settings }) => at(settings, keys)?.value);
}

/** What else the input says for a setting: a level nearer to the cluster wins, and a map is made of what all of them say. */
function overriddenAt(
  { component, layers }: Context,
  { keys, value }: { readonly keys: readonly string[]; readonly value: Json },
): JsonObject {
  if (isObject(value)) return {};
  const places = layers.flatMap((layer) => {
    const path = placeIn(layer, [component.name, ...keys]);
    return layer.document.has(path) ? [placeText(layer.document, path)] : [];
  });
  return places.length < 2 ? {} : { overrides: places.slice(0, -1) };
}

/** `file:line` and the field of each line that decides it: a text for one, a list for several. */
function originOf(
  { component, cluster, origins }: Context,
  pick: (answer: ComponentOnCluster) => Json | undefined,
): Json {
  const { lines, defaultSize } = origins(component, pick);
  const texts = lines.map(({ document, path }) => placeText(document, path));
  const [only, ...more] = texts;
  if (only !== undefined) return more.length === 0 ? only : texts;
  return defaultSize ? `size ${cluster.size}, which is the default` : 'default of the component';
}
