/** Checks that the folders of manifests in the input exist, and that Kustomize can build them and both engines can read them. */

import { dirname } from 'node:path';
import { STATE_FOLDER } from '../../disk/state-folder.ts';
import { pathOf, topOf, valuesFolder } from '../../tree/layout.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { OwnManifests } from '../model.ts';
import type { InputDocument } from '../parse/input-document.ts';
import type { Path } from '../parse/path.ts';
import { additionsOf } from './additions.ts';
import { type Layer, placeIn } from './layer.ts';
import { kustomizationIn, ownManifests, type ReadText } from './own-manifests.ts';

export interface ManifestFolders {
  /** By folder: every one that can be built. */
  readonly folders: ReadonlyMap<string, OwnManifests>;
  /** One for each folder without a kustomization, or that an engine does not read. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A folder of manifests, and where the input names it. */
export interface NamedFolder {
  readonly folder: string;
  readonly document: InputDocument;
  readonly path: Path;
}

/** Those of `manifests`, in every layer whose additions are valid. */
export function foldersIn(layers: readonly Layer[]): readonly NamedFolder[] {
  return layers.flatMap((layer) =>
    [...additionsOf(layer).additions].flatMap(([name, { manifestFolders: named }]) =>
      named.map((folder, index) => ({
        folder,
        document: layer.document,
        path: placeIn(layer, [name, 'manifests', index]),
      })),
    ),
  );
}

/** What is in the folders that the input names. */
export function manifestFolders(
  read: ReadText,
  named: readonly NamedFolder[],
  components: readonly string[],
): ManifestFolders {
  const folders = new Map<string, OwnManifests>();
  const diagnostics = named.flatMap(({ folder, document, path }) => {
    const found = folders.get(folder) ?? readFolder(read, folder);
    if (found !== undefined) folders.set(folder, found);
    const wrong = mistakeIn(found, document, folder, components);
    return wrong === undefined ? [] : [document.diagnose('value', path, 'invalid-manifests', ...wrong)];
  });
  return { folders, diagnostics };
}

/** Folders without files of the user. */
const GENERATED: ReadonlySet<string> = new Set([
  pathOf('argocd'),
  pathOf('bases'),
  pathOf('flux'),
  pathOf('overlays'),
  STATE_FOLDER,
]);

function readFolder(read: ReadText, folder: string): OwnManifests | undefined {
  return kustomizationIn(folder, read) === undefined ? undefined : ownManifests(folder, read);
}

const MISSING = [
  'is not a folder with a kustomization.yaml',
  'paths are relative to the folder of fleet.yaml; create the folder, and list its files in a kustomization.yaml',
] as const;

/** A cluster with Flux does not read folders of other clusters (`engines/flux/kustomizations.ts`), and generate may remove its own folders. */
const NOT_THEIRS = 'in a folder that only one cluster reads, or that generate writes';

function mistakeIn(
  found: OwnManifests | undefined,
  document: InputDocument,
  folder: string,
  components: readonly string[],
): readonly [string, string] | undefined {
  const own = `${dirname(document.file)}/`;
  const isWrong = (path: string): boolean => {
    const top = topOf(path);
    const isOthers = top === pathOf('clusters') && !path.startsWith(own);
    const isOurs = GENERATED.has(top) || path === pathOf('dashboards');
    // The folder of a component would include itself; a folder of the user below it is allowed.
    const isComponents = components.some((name) => [`${own}${name}`, valuesFolder(`${own}${name}`)].includes(path));
    return isOthers || isComponents || isOurs;
  };
  if (isWrong(folder)) return [`is ${NOT_THEIRS}`, 'move it to another folder, such as team/grafana'];
  if (found === undefined) return MISSING;
  const astray = found.elsewhere.find(isWrong);
  return astray === undefined
    ? undefined
    : [`refers to ${astray}, which is ${NOT_THEIRS}`, 'move the shared files to another folder, such as team/shared'];
}
