/** `remove cluster`: removes the input of a cluster and what was generated from it, and says what stays, here and on the cluster. */
import { type Disk, entriesBelow, openDisk } from '../../disk/disk.ts';
import type { Cluster, Fleet } from '../../fleet/model.ts';
import { notInHead } from '../../git/in-head.ts';
import { pathOf } from '../../tree/layout.ts';
import { manifestFiles, readShard } from '../../tree/manifest.ts';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';
import { unknownName } from '../unknown-name.ts';
import { type EditFlags, openToEdit, refuse, writeChange } from './edit-input.ts';

export async function removeCluster(options: GlobalOptions, name: string, flags: EditFlags, io: Io): Promise<ExitCode> {
  const editing = openToEdit(options, flags, io);
  if (editing === undefined) return 2;
  const { fleet } = editing.opened;
  const cluster = fleet.clusters.find((one) => one.name === name);
  if (cluster === undefined)
    return refuse(
      io,
      unknownName(
        'cluster',
        name,
        fleet.clusters.map((one) => one.name),
      ),
    );
  const path = pathOf('clusterInput', { cluster: name });
  const unsaved = await notInHead(options.repo, path, {
    command: 'remove cluster',
    instead: `delete ${path} yourself and run generate`,
  });
  if (unsaved !== undefined) {
    io.err(unsaved);
    return 1;
  }
  const disk = openDisk(options.repo);
  const before = disk.read(path) ?? '';
  const notes = [`- ${path}`, ...lastOnes(cluster, fleet), ...ownFiles(disk, cluster)];
  return writeChange(editing, { files: new Map([[path, { before }]]), notes });
}

/** What of the input nobody uses any more. */
function lastOnes({ name, environment, wave }: Cluster, { clusters, waves }: Fleet): readonly string[] {
  const others = clusters.filter((one) => one.name !== name);
  const ref = waves.find((one) => one.name === wave)?.ref ?? '';
  return [
    ...(others.some((one) => one.environment === environment)
      ? []
      : [
          `environment ${environment} has no cluster left: its settings in ${pathOf('fleetInput')} have no effect until another joins`,
        ]),
    ...(others.some((one) => one.wave === wave)
      ? []
      : [`wave ${wave} has no cluster left: nothing follows ${ref} any more`]),
  ];
}

const MOST_FILES = 20;

/** In folders of the cluster, and of whoever put them there. */
function ownFiles(disk: Disk, { name: cluster }: Cluster): readonly string[] {
  const lists = manifestFiles(disk).flatMap((file) => readShard(file, disk.read(file) ?? ''));
  const generated = new Set(lists.map(([path]) => path));
  const input = pathOf('clusterInput', { cluster });
  const folders = [
    pathOf('clusterFolder', { cluster }),
    pathOf('fluxBootstrap', { cluster }),
    pathOf('fluxKustomizations', { cluster }),
  ];
  const registration = pathOf('argocdRegistration', { cluster });
  const own = [
    ...folders.flatMap((folder) => entriesBelow(disk, folder)).map(({ path }) => path),
    ...(disk.look(registration).kind === 'file' ? [registration] : []),
  ].filter((path) => path !== input && !generated.has(path));
  const more = own.length - MOST_FILES;
  return [
    ...own.slice(0, MOST_FILES).map((path) => `kept ${path}: not generated`),
    ...(more > 0 ? [`kept ${more} more files that are not generated`] : []),
  ];
}
