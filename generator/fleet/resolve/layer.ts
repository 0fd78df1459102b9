/** What one file sets for components and sections, and to which of several files a mistake belongs. */
import type { JsonObject } from '../../data/json.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { InputDocument } from '../parse/input-document.ts';
import type { Path } from '../parse/path.ts';
import type { Issue } from '../schema/issues.ts';
import { pathOfSetting } from '../schema/sections.ts';

export interface Layer {
  readonly document: InputDocument;
  /** Path of the map that contains `components` and the sections in the document. */
  readonly path: Path;
  /** Settings by component, including those of the sections. */
  readonly components: Readonly<Record<string, JsonObject>>;
  /** The names in the map of components, known or not. */
  readonly named: readonly string[];
}

/** The path in the document of a setting, which begins with the name of its component. */
export function placeIn(layer: Pick<Layer, 'path'>, setting: Path): Path {
  return [...layer.path, ...pathOfSetting(setting)];
}

/**
 * A mistake in the settings of a component, in the file that makes it: the file that has most of the path of the issue,
 * and of several the lowest, because it overrides the others. For a missing setting this is its nearest parent.
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

/** Whether one of the layers has a value at a path below a component. */
export function isSaid(layers: readonly Layer[], component: string, path: Path): boolean {
  return layers.some((layer) => layer.document.has(placeIn(layer, [component, ...path])));
}
