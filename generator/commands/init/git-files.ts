/** What Git must know of the files of a fleet, in its folder. */
import { COMPONENT_NAMES } from '../../components/registry.ts';
import { STATE_FOLDER } from '../../disk/state-folder.ts';
import { renderTemplate } from '../../templates/render.ts';
import { GENERATED_INTO, patchedFolder, pathOf } from '../../tree/layout.ts';
import { MANIFEST_FOLDER } from '../../tree/manifest.ts';
import type { StarterFiles } from './starter.ts';

/** Folders in which only generate writes. */
const ALL_GENERATED = [
  ...GENERATED_INTO.filter((folder) => folder !== pathOf('clusters')),
  pathOf('runbooks'),
  MANIFEST_FOLDER,
  `${STATE_FOLDER}/schema`,
];

/** Folders that generate writes, `*` being a name: beside those of the components, a cluster's folder is its user's. */
export const GENERATED_FOLDERS = [
  ...ALL_GENERATED,
  ...[...COMPONENT_NAMES, patchedFolder('*')].map((component) => pathOf('cluster', { cluster: '*', component })),
].sort();

/** Each folder with those above it: Git looks for exceptions only in folders that it does not ignore. */
function withParents(folders: readonly string[]): readonly string[] {
  const all = folders.flatMap((folder) => {
    const parts = folder.split('/');
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  });
  return [...new Set(all)].sort();
}

export function gitFiles(): StarterFiles {
  const ignore = { folders: withParents(ALL_GENERATED), files: ALL_GENERATED };
  // Of a list both sides are kept: generate knows by it what a run has written on either.
  const attributes = {
    lists: MANIFEST_FOLDER,
    generated: GENERATED_FOLDERS.filter((folder) => folder !== MANIFEST_FOLDER),
  };
  return new Map([
    ['.gitignore', renderTemplate('gitignore', ignore)],
    ['.gitattributes', renderTemplate('gitattributes', attributes)],
  ]);
}
