/** The difference of one component on one cluster. */

import { isEqual } from '../../data/json.ts';
import type { Engine } from '../../fleet/model.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { Content } from '../deployed/deployed.ts';
import type { Changed, ComponentChange } from '../plan.ts';
import { type FieldChange, fieldChanges } from './fields.ts';
import type { Removal } from './kept.ts';
import { comparedObjects, nameOf, type ObjectChange, type ObjectPair } from './objects.ts';
import { restarts } from './restarts.ts';

export interface ComparedComponent {
  readonly change: Omit<ComponentChange, 'clusters' | 'component'>;
  /** Objects that differ, with both sides of them. */
  readonly pairs: readonly ObjectPair[];
  /** Of the engine: what it acts upon. */
  readonly steps: readonly ObjectChange[];
}

export function comparedComponent(
  before: Content | undefined,
  after: Content | undefined,
  engine: Engine,
): ComparedComponent {
  const pairs = comparedObjects(before?.objects ?? [], after?.objects ?? [], removalOf(before, after, engine));
  const engineObjects = comparedObjects(before?.engineObjects ?? [], after?.engineObjects ?? [], 'argocd-prune');
  const release = changed(before?.release, after?.release);
  const values = valueChanges(before, after);
  const upstream = changed(before?.upstream, after?.upstream);
  const isReleased = release !== undefined || values.length > 0;
  const follows = isReleased || upstream !== undefined || pairs.length > 0;
  return {
    change: {
      fate: before === undefined ? 'created' : after === undefined ? 'removed' : 'changed',
      ...(release && { release }),
      ...(upstream && { upstream }),
      values,
      objects: pairs.map(({ change }) => change),
      restarts: before === undefined ? [] : restarts({ after, release, values, pairs }),
    },
    pairs,
    steps: [
      ...engineObjects.map(({ change }) => change),
      ...(follows ? following(engineObjects, after?.engineObjects ?? [], isReleased) : []),
    ].sort((a, b) => rankOf(a.kind) - rankOf(b.kind)),
  };
}

/** What syncs although its own object is the same: what it leads to is not. A release only follows its chart and values. */
function following(
  differing: readonly ObjectPair[],
  after: readonly Manifest[],
  isReleased: boolean,
): readonly ObjectChange[] {
  const changed = new Set(differing.map((pair) => pair.after));
  return after
    .filter((object) => !changed.has(object))
    .filter(({ kind }) => (kind === 'HelmRelease' ? isReleased : SYNCED.has(kind)))
    .map((object): ObjectChange => ({ fate: 'changed', ...nameOf(object), fields: [] }));
}

/** In the order in which they act: a Kustomization applies the others. */
const SYNCED: ReadonlySet<string> = new Set(['Application', 'Kustomization', 'HelmRelease']);

function rankOf(kind: string): number {
  const rank = [...SYNCED].indexOf(kind);
  return rank < 0 ? SYNCED.size : rank;
}

function removalOf(before: Content | undefined, after: Content | undefined, engine: Engine): Removal {
  if (after === undefined)
    return before?.deletes === false ? 'left' : engine === 'flux' ? 'flux-prune' : 'argocd-delete';
  return !after.prunes ? 'left' : engine === 'flux' ? 'flux-prune' : 'argocd-prune';
}

/** Undefined when both are the same. */
function changed<T extends object>(before: T | undefined, after: T | undefined): Changed<T> | undefined {
  return JSON.stringify(before) === JSON.stringify(after)
    ? undefined
    : { ...(before && { before }), ...(after && { after }) };
}

/** Of a release that is new or gone, nobody wants to read all values. */
function valueChanges(before: Content | undefined, after: Content | undefined): readonly FieldChange[] {
  if (before?.release === undefined || after?.release === undefined) return [];
  return isEqual(before.values, after.values) ? [] : fieldChanges(before.values, after.values);
}
