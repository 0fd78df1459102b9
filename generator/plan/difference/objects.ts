/** The difference of two sets of objects. */
import { identityOf, type Manifest } from '../../kubernetes/manifest.ts';
import { type FieldChange, fieldChanges } from './fields.ts';
import { isKept, type Removal } from './kept.ts';

/** `kept`: no longer in Git, and left on the cluster as it is. */
export type Fate = 'created' | 'changed' | 'removed' | 'kept';

export interface ObjectChange {
  readonly fate: Fate;
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for objects of the whole cluster. */
  readonly namespace?: string;
  readonly name: string;
  /** Of an object that is changed. */
  readonly fields: readonly FieldChange[];
}

/** An object that differs; absent on the side where it is not. */
export interface ObjectPair {
  readonly before: Manifest | undefined;
  readonly after: Manifest | undefined;
  readonly change: ObjectChange;
}

export function comparedObjects(
  before: readonly Manifest[],
  after: readonly Manifest[],
  removal: Removal,
): readonly ObjectPair[] {
  if (before === after) return [];
  const now = new Map(after.map((object) => [identityOf(object), object]));
  const old = new Map(before.map((object) => [identityOf(object), object]));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((identity) => {
    const pair = { before: old.get(identity), after: now.get(identity) };
    const change = objectChange(pair, removal);
    return change === undefined ? [] : [{ ...pair, change }];
  });
}

function objectChange({ before, after }: Omit<ObjectPair, 'change'>, removal: Removal): ObjectChange | undefined {
  if (after === undefined)
    return before && { fate: isKept(before, removal) ? 'kept' : 'removed', ...nameOf(before), fields: [] };
  if (before === undefined) return { fate: 'created', ...nameOf(after), fields: [] };
  const fields = fieldsOf(before, after);
  return fields.length === 0 ? undefined : { fate: 'changed', ...nameOf(after), fields };
}

/** Clusters share most objects. */
const known = new WeakMap<Manifest, WeakMap<Manifest, readonly FieldChange[]>>();

function fieldsOf(before: Manifest, after: Manifest): readonly FieldChange[] {
  const ofBefore = known.get(before) ?? new WeakMap<Manifest, readonly FieldChange[]>();
  known.set(before, ofBefore);
  const fields = ofBefore.get(after) ?? fieldChanges(before, after);
  ofBefore.set(after, fields);
  return fields;
}

export function nameOf({ apiVersion, kind, metadata }: Manifest): Omit<ObjectChange, 'fate' | 'fields'> {
  const { name, namespace } = metadata;
  return { apiVersion, kind, ...(typeof namespace === 'string' ? { namespace } : {}), name };
}
