/** Patches of the input that change nothing: a target that selects no object is none of Kustomize's mistakes. */
import { RE2JS } from 're2js';
import { asText, type Json, type JsonObject } from '../../data/json.ts';
import type { Fleet, Level } from '../../fleet/model.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { patchedFolder } from '../../layers/layer-files.ts';
import type { Rule } from './lint.ts';
import { matchesSelector } from './selectors.ts';

/** Where patches are said, and the folders with layers of the clusters that they are for. */
interface Place {
  readonly file: string;
  readonly level: Pick<Level, 'additions'>;
  readonly layers: readonly string[];
}

/** Only of what was built: a folder that was not may hold what a patch is for. */
export const idlePatches: Rule = ({ builds, kustomizations }, fleet) =>
  places(fleet).flatMap(({ file, level, layers }) =>
    [...level.additions].flatMap(([component, { patches }]) => {
      const folders = layers
        .map((layer) => `${layer}/${component}`)
        .filter((folder) => kustomizations.has(patchedFolder(folder)));
      // A patch may take away what it selects, or select by what one before it has set.
      const objects = [...folders, ...folders.map(patchedFolder)].flatMap((folder) => builds.get(folder) ?? []);
      if (folders.length === 0 || folders.some((folder) => !builds.has(folder))) return [];
      return patches
        .flatMap(({ target }) => (target === undefined ? [] : [target]))
        .filter((target) => !objects.some((object) => selects(target, object)))
        .map((target) => ({
          code: 'idle-patch',
          file,
          message: `a patch of ${component} selects nothing: ${component} has no object with ${inWords(target)}`,
          hint: `${layers[0]}/${component} holds what it can patch; charts are changed by values`,
        }));
    }),
  );

function places({ base, environments, clusters }: Fleet): readonly Place[] {
  const own = (name: string): string => `clusters/${name}`;
  const overlay = (name: string): string => `overlays/${name}`;
  const all = ['bases', ...environments.map(({ name }) => overlay(name)), ...clusters.map(({ name }) => own(name))];
  return [
    { file: 'fleet.yaml', level: base, layers: all },
    ...environments.map((level) => {
      const members = clusters.filter(({ environment }) => environment === level.name);
      return { file: 'fleet.yaml', level, layers: [overlay(level.name), ...members.map(({ name }) => own(name))] };
    }),
    ...clusters.map((level) => ({ file: `${own(level.name)}/cluster.yaml`, level, layers: [own(level.name)] })),
  ];
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

/** As Kustomize compares (kubernetes-sigs/kustomize:api/types/selector.go): a regular expression for the whole, and an empty one for everything. */
function matches(pattern: Json | undefined, text: string): boolean {
  if (typeof pattern !== 'string' || pattern === '') return true;
  try {
    return RE2JS.matches(pattern, text);
  } catch {
    // Kustomize itself says that it is none.
    return true;
  }
}

function inWords(target: JsonObject): string {
  return Object.entries(target)
    .map(([field, value]) => `${field} ${asText(value)}`)
    .join(', ');
}
