/**
 * Maps of labels that a lower level replaces as a whole, like a list. Labels of nodes and pods select together: one that a level above
 * says would still have to be there.
 */
import type { Path } from '../parse/path.ts';

/** By paths below a component. */
export const WHOLE_SETTINGS: readonly Path[] = [['placement', 'nodeSelector']];

const OF_LEVELS: readonly Path[] = [...WHOLE_SETTINGS, ['clusterDns', 'labels']];

/** The path of the map that a path is in, or leads to; relative to the map that contains `components`. */
export function wholeAt(path: Path): Path | undefined {
  const ofComponent = path[0] === 'components';
  const root = ofComponent ? path.slice(0, 2) : [];
  const whole = (ofComponent ? WHOLE_SETTINGS : OF_LEVELS).find((map) =>
    map.every((step, index) => path[root.length + index] === step),
  );
  return whole && [...root, ...whole];
}

export function isInWhole(path: Path): boolean {
  const whole = wholeAt(path);
  return whole !== undefined && path.length > whole.length;
}
