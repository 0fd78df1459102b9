/** Whether the folders of manifests that the input names are there, as ones that Kustomize can build. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { isList } from '../json.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Layer, placeIn } from './layer.ts';

/** The names that Kustomize looks for. */
const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** For layers whose additions are valid: one diagnostic for each folder that holds no kustomization. */
export function missingManifestFolders(repo: string, layers: readonly Layer[]): readonly Diagnostic[] {
  return layers.flatMap((layer) =>
    Object.entries(layer.components).flatMap(([name, { manifests = [] }]) =>
      (isList(manifests) ? manifests : []).flatMap((folder, index) =>
        typeof folder !== 'string' || isKustomization(repo, folder)
          ? []
          : [
              layer.document.diagnose(
                'value',
                placeIn(layer, [name, 'manifests', index]),
                'invalid-manifests',
                MISSING,
                HINT,
              ),
            ],
      ),
    ),
  );
}

const MISSING = 'is not a folder with a kustomization.yaml';
const HINT =
  'the path starts at the root of the repository; make the folder, and list its files in a kustomization.yaml';

function isKustomization(repo: string, folder: string): boolean {
  return KUSTOMIZATIONS.some(
    (name) => lstatSync(join(repo, folder, name), { throwIfNoEntry: false })?.isFile() === true,
  );
}
