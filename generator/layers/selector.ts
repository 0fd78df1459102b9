/** Selectors of objects for Kustomize: regular expressions that match the whole text of each field. */
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from '../kubernetes/manifest.ts';

/** The expression that matches exactly this name. */
export function exactly(text: string): string {
  return text.replaceAll('.', '\\.');
}

export type Group<T> = readonly [T, ...T[]];

/** Groups objects that differ only in their names, in the order of the first object of each group. */
export function byKind(manifests: readonly Manifest[]): readonly Group<Manifest>[] {
  return grouped(manifests, ({ apiVersion, kind, metadata }) => JSON.stringify([apiVersion, kind, metadata.namespace]));
}

/** Groups items by key, in the order of the first item of each group. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** The name of the core group, which is empty. An empty expression would match any group (kubernetes-sigs/kustomize: api/types/selector.go). */
export const CORE_GROUP = '^$';

/** Selects one object, in any version of its group. */
export function selectorOf({ apiVersion, kind, metadata }: Manifest): JsonObject {
  const [group = '', version] = apiVersion.split('/');
  return {
    group: version === undefined ? CORE_GROUP : exactly(group),
    kind,
    name: exactly(metadata.name),
    ...(typeof metadata.namespace === 'string' ? { namespace: metadata.namespace } : {}),
  };
}
