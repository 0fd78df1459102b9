/** Finds files that look like input but are not read, because of their name or folder: their settings would have no effect. */
import type { Disk, Entry } from '../../disk/disk.ts';
import { patchedFolder, pathOf } from '../../tree/layout.ts';

export interface Stray {
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/** `components` are the names of the folders that generate writes into the folder of a cluster. */
export function strayInput(disk: Disk, components: readonly string[]): readonly Stray[] {
  const clusters = disk.look(CLUSTERS);
  // Anything else at this path is reported where clusters are read.
  const isFolder = clusters.kind === 'obstructed' && clusters.by.kind === 'folder';
  const generated = new Set(components.flatMap((name) => [name, patchedFolder(name)]));
  return [
    ...besideFleet(disk),
    ...(isFolder ? disk.entries(CLUSTERS) : []).flatMap((entry) => {
      if (entry.kind === 'folder') return inFolder(disk, entry.path, generated);
      return isYaml(entry) && !KUSTOMIZATION.test(nameOf(entry.path)) ? [misplaced(entry.path)] : [];
    }),
  ];
}

/** In the root of the repository: another fleet file, and a folder with a name similar to `clusters`. */
function besideFleet(disk: Disk): readonly Stray[] {
  const entries = disk.entries('.');
  const isThere = entries.some(({ path }) => path === 'fleet.yaml');
  return entries.flatMap((entry) => {
    const { path, kind } = entry;
    if (kind === 'folder') return isLikeClusters(path) ? inOtherFolder(disk, path) : [];
    if (!isYaml(entry) || path === 'fleet.yaml') return [];
    if (/^fleet\.ya?ml$/i.test(path)) return isThere ? [{ path, ...SECOND_FLEET }] : [];
    return saysItIsInput(disk, path) ? [{ path, ...OTHER_FLEET }] : [];
  });
}

/** Without a fleet.yaml, the missing file is reported instead. */
const SECOND_FLEET = {
  message: 'is not read, because fleet.yaml exists',
  hint: 'remove one of the two files',
} as const;

const OTHER_FLEET = {
  message: 'is not read: the fleet is described in fleet.yaml',
  hint: 'move its content there, or remove it',
} as const;

function isLikeClusters(folder: string): boolean {
  return /^clusters?$/i.test(folder) && folder !== CLUSTERS;
}

function inOtherFolder(disk: Disk, folder: string): readonly Stray[] {
  return yamlBelow(disk, folder)
    .filter((path) => CLUSTER.test(nameOf(path)) || saysItIsInput(disk, path))
    .map((path) => ({
      path,
      message: `is not read: clusters are described below ${CLUSTERS}/`,
      hint: `rename the folder ${folder} to ${CLUSTERS}`,
    }));
}

/** In a folder below clusters/, which belongs to a cluster if it has a cluster.yaml. An object of kind Cluster of another API group is ignored. */
function inFolder(disk: Disk, folder: string, generated: ReadonlySet<string>): readonly Stray[] {
  return disk.entries(folder).flatMap((entry) => {
    const { path, kind } = entry;
    if (kind === 'folder') {
      if (generated.has(nameOf(path))) return [];
      return yamlBelow(disk, path)
        .filter((inner) => saysItIsInput(disk, inner))
        .map(misplaced);
    }
    if (!isYaml(entry) || path === `${folder}/cluster.yaml`) return [];
    if (CLUSTER.test(nameOf(path))) return [misnamed(disk, path, folder)];
    return saysItIsInput(disk, path) ? [misplaced(path)] : [];
  });
}

function misnamed(disk: Disk, path: string, folder: string): Stray {
  return disk.look(`${folder}/cluster.yaml`).kind === 'absent'
    ? { path, message: 'is not read under this name', hint: 'rename it to cluster.yaml' }
    : { path, message: `is not read, because ${folder}/cluster.yaml exists`, hint: 'remove one of the two files' };
}

function misplaced(path: string): Stray {
  const name = nameOf(path).replace(/\.ya?ml$/i, '');
  const folder = path.split('/').at(-2) ?? '';
  const cluster = !/^cluster$/i.test(name) ? name : folder === CLUSTERS ? '<its name>' : folder;
  return {
    path,
    message: 'is not read here',
    hint: `move it to ${pathOf('clusterInput', { cluster })}, or remove it`,
  };
}

const CLUSTERS = pathOf('clusters');
const CLUSTER = /^cluster\.ya?ml$/i;
const KUSTOMIZATION = /^kustomization\.ya?ml$/;
/** Not in a comment. */
const OURS = /^[^#\n]*apiVersion["']?[ \t]*:[ \t]*["']?lang-observatory\.dev\//m;
/** As much as is read of an input file. */
const MOST_TEXT = 1 << 20;

function isYaml({ path, kind }: Entry): boolean {
  return kind !== 'folder' && /\.ya?ml$/i.test(path);
}

function saysItIsInput(disk: Disk, path: string): boolean {
  if ((disk.stat(path)?.size ?? MOST_TEXT + 1) > MOST_TEXT) return false;
  const found = disk.look(path);
  return found.kind === 'file' && OURS.test(Buffer.from(found.content).toString('utf8'));
}

function yamlBelow(disk: Disk, folder: string): readonly string[] {
  return disk.entries(folder).flatMap((entry) => {
    if (entry.kind === 'folder') return yamlBelow(disk, entry.path);
    return isYaml(entry) ? [entry.path] : [];
  });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
