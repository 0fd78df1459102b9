/** An object as an API server gives it, and the parts of it that every test reads. */
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';

export interface LiveObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonObject & { readonly name: string; readonly namespace?: string };
}

/** Throws when it is not a Kubernetes object. */
export function readManifest(value: Json): LiveObject {
  if (!isObject(value)) throw new Error('not a Kubernetes object');
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isObject(metadata)) {
    throw new Error('not a Kubernetes object');
  }
  const { name, namespace } = metadata;
  if (typeof name !== 'string') throw new Error(`${kind} without a name`);
  return {
    ...value,
    apiVersion,
    kind,
    metadata: { ...metadata, name, ...(typeof namespace === 'string' ? { namespace } : {}) },
  };
}

/** `group/Kind/namespace/name`, the same in every version of the kind. */
export function keyOf({ apiVersion, kind, metadata }: LiveObject): string {
  return `${groupOf(apiVersion)}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** The value at a path of keys, or undefined where it ends early. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((part, key) => (isObject(part) ? part[key] : undefined), value);
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** Time of its last change, RFC 3339 to the second. */
  readonly since: string;
}

/** `status.conditions`. */
export function conditionsOf(object: LiveObject): readonly Condition[] {
  const conditions = at(object, 'status', 'conditions');
  const text = (value: Json | undefined) => (typeof value === 'string' ? value : '');
  return (isList(conditions) ? conditions : []).map((condition) => ({
    type: text(at(condition, 'type')),
    status: text(at(condition, 'status')),
    reason: text(at(condition, 'reason')),
    message: text(at(condition, 'message')),
    since: text(at(condition, 'lastTransitionTime')),
  }));
}
