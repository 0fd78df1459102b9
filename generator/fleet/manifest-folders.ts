/** Whether the folders of manifests that the input names are there, as ones that Kustomize can build and both engines can read. */
import { dirname } from 'node:path';
import type { Disk } from '../disk/disk.ts';
import { additionsOf } from './additions.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Layer, placeIn } from './layer.ts';

/** The names that Kustomize looks for. */
const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** One diagnostic for each folder that holds no kustomization, or that an engine does not read; in every layer whose additions are valid. */
export function wrongManifestFolders(
  disk: Disk,
  layers: readonly Layer[],
  components: readonly string[],
): readonly Diagnostic[] {
  return layers.flatMap((layer) =>
    [...additionsOf(layer).additions].flatMap(([name, { manifests }]) =>
      manifests.flatMap((folder, index) => {
        const wrong = mistakeIn(disk, layer, folder, components);
        const path = placeIn(layer, [name, 'manifests', index]);
        return wrong === undefined ? [] : [layer.document.diagnose('value', path, 'invalid-manifests', ...wrong)];
      }),
    ),
  );
}

const MISSING = [
  'is not a folder with a kustomization.yaml',
  'the path starts at the root of the repository; make the folder, and list its files in a kustomization.yaml',
] as const;

/** A cluster with Flux reads nothing of others (`engines/flux/kustomizations.ts`), and what generate writes may be gone tomorrow. */
const NOT_THEIRS = [
  'is a folder that not every cluster reads, or that generate writes',
  'move it beside them, as in team/grafana',
] as const;

const GENERATED = /^((bases|overlays|argocd|flux|\.lang-observatory)(\/|$)|dashboards$)/;

function mistakeIn(
  disk: Disk,
  { document }: Layer,
  folder: string,
  components: readonly string[],
): readonly [string, string] | undefined {
  const own = `${dirname(document.file)}/`;
  const isOthers = /^clusters(\/|$)/.test(folder) && !folder.startsWith(own);
  // A component's folder would be part of itself; what users have put below it is theirs.
  const isComponents = components.some((name) => [`${own}${name}`, `${own}${name}/values`].includes(folder));
  if (isOthers || isComponents || GENERATED.test(folder)) return NOT_THEIRS;
  return isKustomization(disk, folder) ? undefined : MISSING;
}

function isKustomization(disk: Disk, folder: string): boolean {
  return KUSTOMIZATIONS.some((name) => disk.look(`${folder}/${name}`).kind === 'file');
}
