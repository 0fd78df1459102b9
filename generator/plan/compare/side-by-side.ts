/** Two clusters of one tree side by side: only what differs, apart from names that they cannot share. */
import type { Json, JsonObject } from '../../data/json.ts';
import { identityOf, type Manifest } from '../../kubernetes/manifest.ts';
import { isManifest } from '../build/build.ts';
import { type Content, type DeployedCluster, ENGINE_ITSELF } from '../deployed/deployed.ts';
import type { FieldChange } from '../difference/fields.ts';
import { type Normaliser, normaliser, type Placeholder, realChanges } from './placeholders.ts';

export interface Side {
  /** What it is called. */
  readonly name: string;
  /** Everything that the input says of it. */
  readonly settings: JsonObject;
  readonly deployed: DeployedCluster;
}

/** `before` is the left side, and `after` the right one. */
export interface SideBySide {
  readonly left: string;
  readonly right: string;
  /** Names that count as equal. */
  readonly placeholders: readonly Placeholder[];
  readonly settings: readonly FieldChange[];
  /** In the order in which components come up. */
  readonly components: readonly ComparedOnBoth[];
}

export interface ComparedOnBoth {
  readonly component: string;
  /** Absent where both have it. */
  readonly only?: 'left' | 'right';
  /** Of the Helm release and of upstream's manifests. */
  readonly source: readonly FieldChange[];
  readonly values: readonly FieldChange[];
  readonly objects: readonly ObjectOnBoth[];
}

export interface ObjectOnBoth {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly only?: 'left' | 'right';
  readonly fields: readonly FieldChange[];
}

export function sideBySide(
  left: Side,
  right: Side,
  placeholders: readonly Placeholder[],
  order: readonly string[],
): SideBySide {
  const names = placeholders.filter((one) => one.left !== one.right);
  const normal = normaliser(names);
  const [a, b] = [left.deployed.components, right.deployed.components];
  const components = [...new Set([...a.keys(), ...b.keys()])]
    .filter((name) => name !== ENGINE_ITSELF)
    .sort((one, other) => order.indexOf(one) - order.indexOf(other));
  return {
    left: left.name,
    right: right.name,
    placeholders: names,
    settings: realChanges(normal.left(left.settings), normal.right(right.settings), normal),
    components: components
      .map((component) => onBoth(component, a.get(component)?.content(), b.get(component)?.content(), normal))
      .filter(isDifferent),
  };
}

function isDifferent({ only, source, values, objects }: ComparedOnBoth): boolean {
  return only !== undefined || source.length + values.length + objects.length > 0;
}

function onBoth(
  component: string,
  left: Content | undefined,
  right: Content | undefined,
  normal: Normaliser,
): ComparedOnBoth {
  if (left === undefined || right === undefined)
    return { component, only: left === undefined ? 'right' : 'left', source: [], values: [], objects: [] };
  const changes = (before: Json, after: Json): readonly FieldChange[] =>
    realChanges(normal.left(before), normal.right(after), normal);
  return {
    component,
    source: changes(sourceOf(left), sourceOf(right)),
    values: changes(left.values, right.values),
    objects: objectsOnBoth(left.objects, right.objects, normal),
  };
}

/** With the names of its fields as people know them. */
function sourceOf({ release, upstream }: Content): JsonObject {
  return { ...(release && { release: { ...release } }), ...(upstream && { upstream: { ...upstream } }) };
}

function objectsOnBoth(
  left: readonly Manifest[],
  right: readonly Manifest[],
  normal: Normaliser,
): readonly ObjectOnBoth[] {
  const [a, b] = [byIdentity(left, normal.left), byIdentity(right, normal.right)];
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((identity): readonly ObjectOnBoth[] => {
    const [one, other] = [a.get(identity), b.get(identity)];
    if (one === undefined || other === undefined) {
      const there = one ?? other;
      return there === undefined
        ? []
        : [{ ...nameOf(there), only: other === undefined ? 'left' : 'right', fields: [] }];
    }
    const fields = realChanges(one, other, normal);
    return fields.length === 0 ? [] : [{ ...nameOf(one), fields }];
  });
}

function byIdentity(objects: readonly Manifest[], normal: (value: Json) => Json): ReadonlyMap<string, Manifest> {
  return new Map(
    objects
      .map(normal)
      .filter(isManifest)
      .map((object) => [identityOf(object), object]),
  );
}

function nameOf({ kind, metadata: { name, namespace } }: Manifest): Pick<ObjectOnBoth, 'kind' | 'namespace' | 'name'> {
  return { kind, name, ...(typeof namespace === 'string' ? { namespace } : {}) };
}
