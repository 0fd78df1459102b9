/** How Kustomize is told of objects: by regular expressions for the whole of each field. */
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from '../kubernetes/manifest.ts';

/** The expression for a name, and for no other. */
export function exactly(text: string): string {
  return text.replaceAll('.', '\\.');
}

type Group<T> = readonly [T, ...T[]];

/** Objects by what they have in common but for their names, in the order of the first of each. */
export function byKind(manifests: readonly Manifest[]): readonly Group<Manifest>[] {
  return grouped(manifests, ({ apiVersion, kind, metadata }) => JSON.stringify([apiVersion, kind, metadata.namespace]));
}

/** What has the same key together, in the order of the first of each. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** Selects one object, in whatever version of its group. Without a group it would be of any: those of the core have the version alone. */
export function selectorOf({ apiVersion, kind, metadata }: Manifest): JsonObject {
  const [group, ...version] = apiVersion.split('/');
  return {
    ...(version.length === 0 ? { version: apiVersion } : { group: exactly(group ?? '') }),
    kind,
    name: exactly(metadata.name),
    ...(typeof metadata.namespace === 'string' ? { namespace: metadata.namespace } : {}),
  };
}
