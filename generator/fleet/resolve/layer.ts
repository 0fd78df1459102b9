/** One file's word on components and sections, and which of several files a mistake is to be put down to. */
import type { JsonObject } from '../../data/json.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { InputDocument } from '../parse/input-document.ts';
import type { Path } from '../parse/path.ts';
import type { Issue } from '../schema/issues.ts';
import { pathOfSetting } from '../schema/sections.ts';

export interface Layer {
  readonly document: InputDocument;
  /** Path of the map that holds `components` and the sections in the document. */
  readonly path: Path;
  /** Settings by component, those of the sections among them. */
  readonly components: Readonly<Record<string, JsonObject>>;
  /** What the map of components names, known or not. */
  readonly named: readonly string[];
}

/** Where a setting, which begins with its component's name, stands in the layer's document. */
export function placeIn(layer: Pick<Layer, 'path'>, setting: Path): Path {
  return [...layer.path, ...pathOfSetting(setting)];
}

/**
 * A mistake in a component's settings, at the file that says it: the one that follows the issue's path furthest,
 * and of several the lowest, because that one decides. For what nobody says this is the nearest parent.
 */
export function diagnoseInLowest(issue: Issue, component: string, layers: readonly Layer[]): readonly Diagnostic[] {
  const [first, ...rest] = layers;
  if (first === undefined) return [];
  const setting = [component, ...issue.path];
  const reach = (layer: Layer): number => layer.document.depthOf(placeIn(layer, setting)) - layer.path.length;
  const lowest = rest.reduce((best, layer) => (reach(layer) >= reach(best) ? layer : best), first);
  const { at, code, message, hint } = issue;
  return [lowest.document.diagnose(at, placeIn(lowest, setting), code, message, hint)];
}

/** Whether one of the layers says something at a path below a component. */
export function isSaid(layers: readonly Layer[], component: string, path: Path): boolean {
  return layers.some((layer) => layer.document.has(placeIn(layer, [component, ...path])));
}
