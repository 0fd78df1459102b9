/** What changes in Argo CD itself, in lines. */
import type { HubChange } from '../plan.ts';
import { counted, type Line, named, objectLines } from './lines.ts';

/** An object that several clusters each have one of says which. */
export function hubLines(hub: readonly HubChange[], mostNames: number): readonly Line[] {
  return hub.flatMap(({ clusters = [], placeholders: _, ...object }) => {
    const where =
      clusters.length < 2 ? '' : ` of ${counted(clusters.length, 'cluster')}: ${named(clusters, mostNames)}`;
    return objectLines(object).map((line, index) => (index === 0 ? { ...line, text: `${line.text}${where}` } : line));
  });
}
