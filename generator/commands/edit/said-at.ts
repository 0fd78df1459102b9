/** What the input says of a setting, and where. */
import type { Json } from '../../data/json.ts';
import type { Cluster } from '../../fleet/model.ts';
import type { InputDocument } from '../../fleet/parse/input-document.ts';
import type { Path } from '../../fleet/parse/path.ts';
import { dotted } from '../../fleet/parse/positioned-document.ts';
import type { Layer } from '../../fleet/resolve/layer.ts';
import { fieldsBelow, valueAt } from '../../fleet/resolve/said.ts';
import { closestTo } from '../../text/did-you-mean.ts';
import type { Editing } from './edit-input.ts';
import { type EditLevel, isLayerOf } from './level.ts';
import type { Target } from './target.ts';

/** Undefined where the file says nothing at the level itself. */
export function saidAt(editing: Editing, { level, path }: Target): Json | undefined {
  return valueAt(documentOf(editing, level.file)?.value, path);
}

/** `file:line` of a field that the file has. */
export function placeOfTarget(editing: Editing, { level, path }: Target): string {
  return placeOf(documentOf(editing, level.file), path);
}

/** Of a setting that the level does not say: where its value comes from. */
export function inheritedFrom(editing: Editing, { level, setting = [] }: Target): string {
  const layer = layersAbove(editing, level).find(({ document, path }) => document.has([...path, ...setting]));
  return layer === undefined ? 'which is the default' : `from ${placeOf(layer.document, [...layer.path, ...setting])}`;
}

/** Of a setting of a cluster, whichever level says it: where its value comes from. */
export function placeOrDefault({ opened }: Editing, { name, size }: Cluster, setting: Path): string {
  const layer = opened.layers.get(name)?.findLast(({ document, path }) => document.has([...path, ...setting]));
  return layer === undefined
    ? `the default in size ${size}`
    : `from ${placeOf(layer.document, [...layer.path, ...setting])}`;
}

/** Why nothing can be unset, and what somebody may have meant. */
export function notSaid(editing: Editing, { level, name, setting = [] }: Target): string {
  const problem = `${name} is not set for ${level.name}`;
  const elsewhere = editing.opened.written.filter(({ document, path }) => document.has([...path, ...setting]));
  if (elsewhere.length > 0)
    return `${problem}\n  hint: it is set in ${elsewhere.map(({ document, path }) => placeOf(document, [...path, ...setting])).join(', ')}`;
  const own = editing.opened.written.find((layer) => isLayerOf(layer, level));
  const fields = fieldsBelow(valueAt(own?.document.value, level.path) ?? {}).map(dotted);
  const meant = closestTo(name, fields);
  return meant === undefined ? problem : `${problem}\n  hint: did you mean ${meant}?`;
}

function documentOf({ opened }: Editing, file: string): InputDocument | undefined {
  return opened.written.find(({ document }) => document.file === file)?.document;
}

function placeOf(document: InputDocument | undefined, path: Path): string {
  return document === undefined ? '' : `${document.file}:${document.position(path).line}`;
}

/** The nearest first. */
function layersAbove({ opened }: Editing, level: EditLevel): readonly Layer[] {
  const chain = [...opened.layers.values()].find((layers) => layers.some((layer) => isLayerOf(layer, level)));
  const layers = chain ?? opened.written.slice(0, 1);
  const own = layers.findIndex((layer) => isLayerOf(layer, level));
  return layers.slice(0, own < 0 ? layers.length : own).toReversed();
}
