/** One file's word on components, and which of several files a mistake is to be put down to. */
import type { JsonObject } from '../json.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { InputDocument, Path } from './document.ts';
import type { Issue } from './issues.ts';

export interface Layer {
  readonly document: InputDocument;
  /** Path of the `components` map in the document. */
  readonly path: Path;
  readonly components: Readonly<Record<string, JsonObject>>;
}

/**
 * A mistake in a component's settings, at the file that says it: the one that follows the issue's path furthest,
 * and of several the lowest, because that one decides. For what nobody says this is the nearest parent.
 */
export function diagnoseInLowest(issue: Issue, component: string, layers: readonly Layer[]): readonly Diagnostic[] {
  const [first, ...rest] = layers;
  if (first === undefined) return [];
  const reach = ({ document, path }: Layer): number =>
    document.depthOf([...path, component, ...issue.path]) - path.length;
  const lowest = rest.reduce((best, layer) => (reach(layer) >= reach(best) ? layer : best), first);
  const { at, code, message, hint } = issue;
  return [lowest.document.diagnose(at, [...lowest.path, component, ...issue.path], code, message, hint)];
}

/** Whether one of the layers says something at a path below a component. */
export function isSaid(layers: readonly Layer[], component: string, path: Path): boolean {
  return layers.some((layer) => layer.document.has([...layer.path, component, ...path]));
}
