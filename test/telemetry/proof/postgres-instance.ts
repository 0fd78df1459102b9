/** One server of PostgreSQL: its data, its configuration by CloudNativePG's code, and the process. */
import { execFile } from 'node:child_process';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testTool } from '../../tools/build-test-tool.ts';
import { postgresPrograms } from '../../tools/postgres.ts';
import { openSession } from './postgres-session.ts';
import { type Server, startServer } from './server.ts';

const run = promisify(execFile);

export interface Instance {
  /** Name of the pod. */
  readonly pod: string;
  /** Its address. */
  readonly host: string;
  /** Of its own: holds the data and the socket. */
  readonly folder: string;
}

export function dataOf({ folder }: Instance): string {
  return join(folder, 'data');
}

/** PostgreSQL refuses to run as root. In a user namespace of its own it is somebody else, and its files stay whose they are. */
export const NOT_ROOT = ['--user', '--map-user=65534', '--map-group=65534'];

/** Makes the data of a new server, in which everybody is let in who is on this machine. */
export async function initialize(instance: Instance): Promise<void> {
  await mkdir(instance.folder, { recursive: true });
  const data = dataOf(instance);
  const initdb = join(await postgresPrograms(), 'initdb');
  // As CloudNativePG does it: the superuser is postgres, and ours says that pages have checksums.
  const how = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--data-checksums', '--no-sync'];
  await run('unshare', [...NOT_ROOT, initdb, `--pgdata=${data}`, ...how]);
  await appendFile(join(data, 'postgresql.conf'), "include 'custom.conf'\ninclude_if_exists 'override.conf'\n");
}

/** Writes both files that were included. A replica is one that has a primary. */
export async function configure(instance: Instance, clusterFile: string, primary: string | undefined): Promise<void> {
  await run(await testTool('cloudnative-pg'), [
    'configure',
    ...['--cluster', clusterFile, '--pod', instance.pod, '--data', dataOf(instance)],
    ...(primary === undefined ? [] : ['--primary', primary]),
  ]);
}

/** In the folder of the data, where the command to archive is run. */
const ARCHIVE = 'archive-is-there';

/** What the configuration says about a pod's file system, and what the instance manager's own program would do. */
const NOT_IN_A_POD = {
  ssl: 'off',
  logging_collector: 'off',
  log_destination: 'stderr',
  archive_command: `test -e ${ARCHIVE}`,
  restore_command: 'false',
};

export async function startInstance(instance: Instance): Promise<Server> {
  const { pod, host, folder } = instance;
  const settings = { listen_addresses: host, unix_socket_directories: folder, ...NOT_IN_A_POD };
  return startServer({
    name: pod,
    program: 'unshare',
    arguments: [
      ...[...NOT_ROOT, join(await postgresPrograms(), 'postgres'), '-D', dataOf(instance)],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    folder,
    ready: async () => {
      await (await openSession(host, 'postgres', 'postgres')).stop();
      return true;
    },
    // SIGTERM waits until all clients are gone (postgres/postgres:doc/src/sgml/runtime.sgml, Shutting Down the Server).
    endSignal: 'SIGINT',
  });
}

/** From now on segments of the write-ahead log can be archived. */
export async function letArchive(instance: Instance): Promise<void> {
  await writeFile(join(dataOf(instance), ARCHIVE), '');
}
