/** Finds patches of the input without effect: Kustomize does not report a target that selects no object. */
import { RE2JS } from 're2js';
import { asText, type Json, type JsonObject } from '../../data/json.ts';
import type { Additions, Cluster, Fleet, Level } from '../../fleet/model.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { type LayerOf, layerFolder, patchedFolder, pathOf } from '../../tree/layout.ts';
import type { Rule } from './rule.ts';
import { matchesSelector } from './selectors.ts';

/** The file that sets patches, and the layers of the clusters that they are for, uppermost first. */
interface Origin {
  readonly file: string;
  readonly level: Pick<Level, 'additions'>;
  readonly layers: readonly [LayerOf, ...LayerOf[]];
}

/** A patch is only reported if all of its folders were built: one that was not may have the object. */
export const idlePatches: Rule = ({ builds, kustomizations }, fleet) =>
  origins(fleet).flatMap(({ file, level, layers }) =>
    [...level.additions].flatMap(([component, { patches }]) => {
      const folders = layers
        .map((layer) => layerFolder(layer, component))
        .filter((folder) => kustomizations.has(patchedFolder(folder)));
      // A patch may delete what it selects, or select by a field that a patch before it has set.
      const objects = [...folders, ...folders.map(patchedFolder)].flatMap((folder) => builds.get(folder) ?? []);
      if (folders.length === 0 || folders.some((folder) => !builds.has(folder))) return [];
      return patches
        .flatMap(({ target }) => (target === undefined ? [] : [target]))
        .filter((target) => !objects.some((object) => selects(target, object)))
        .map((target) => ({
          code: 'idle-patch',
          file,
          message: `a patch of ${component} selects nothing: ${component} has no object with ${inWords(target)}`,
          hint: `a patch can change the objects in ${layerFolder(layers[0], component)}; change objects of the chart with values`,
        }));
    }),
  );

function origins({ base, environments, groups, clusters }: Fleet): readonly Origin[] {
  const file = pathOf('fleetInput');
  const all = [...environments.map(environmentLayer), ...clusters.map(clusterLayer)];
  return [
    { file, level: base, layers: [{ layer: 'base' }, ...all] },
    ...environments.map((level): Origin => {
      const members = clusters.filter(({ environment }) => environment === level.name);
      return { file, level, layers: [environmentLayer(level), ...members.map(clusterLayer)] };
    }),
    ...groups.flatMap(({ name, additions }): readonly Origin[] => {
      const [first, ...others] = clusters.filter((cluster) => cluster.groups.includes(name)).map(clusterLayer);
      return first === undefined ? [] : [{ file, level: { additions }, layers: [first, ...others] }];
    }),
    ...clusters.map((level): Origin => {
      const input = pathOf('clusterInput', { cluster: level.name });
      return { file: input, level: { additions: ownAdditions(level, groups) }, layers: [clusterLayer(level)] };
    }),
  ];
}

/** Without those of the groups of the cluster, which come first. */
function ownAdditions(cluster: Cluster, groups: Fleet['groups']): ReadonlyMap<string, Additions> {
  const own = groups.filter(({ name }) => cluster.groups.includes(name));
  return new Map(
    [...cluster.additions].map(([component, added]) => {
      const inherited = own.flatMap(({ additions }) => additions.get(component)?.patches ?? []);
      return [component, { ...added, patches: added.patches.slice(inherited.length) }];
    }),
  );
}

function environmentLayer({ name }: { readonly name: string }): LayerOf {
  return { layer: 'environment', environment: name };
}

function clusterLayer({ name }: { readonly name: string }): LayerOf {
  return { layer: 'cluster', cluster: name };
}

function selects(target: JsonObject, { apiVersion, kind, metadata }: Manifest): boolean {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const found = { group, version, kind, name: metadata.name, namespace: asText(metadata.namespace ?? '') };
  return (
    Object.entries(found).every(([field, text]) => matches(target[field], text)) &&
    matchesSelector(target.labelSelector, metadata.labels) &&
    matchesSelector(target.annotationSelector, metadata.annotations)
  );
}

/** As Kustomize compares (kubernetes-sigs/kustomize:api/types/selector.go): a regular expression for the whole text, or empty for any text. */
function matches(pattern: Json | undefined, text: string): boolean {
  if (typeof pattern !== 'string' || pattern === '') return true;
  try {
    return RE2JS.matches(pattern, text);
  } catch {
    // Kustomize itself reports an invalid expression.
    return true;
  }
}

function inWords(target: JsonObject): string {
  return Object.entries(target)
    .map(([field, value]) => `${field} ${asText(value)}`)
    .join(', ');
}
