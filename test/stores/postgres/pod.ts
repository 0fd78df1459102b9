/**
 * A pod of PostgreSQL with Barman's sidecar. The generated Cluster and ObjectStore say what it does: CloudNativePG's code writes the
 * configuration of the server, and the commands in it lead to the plugin's code, which calls the real programs of Barman.
 */
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { freePort } from '../../free-port.ts';
import { configure, dataOf, type Instance, initialize, NOT_ROOT } from '../../telemetry/proof/postgres-instance.ts';
import { type Server, startServer } from '../../telemetry/proof/server.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { postgresPrograms } from '../../tools/postgres.ts';
import { pythonWith } from '../../tools/python.ts';

const run = promisify(execFile);

const objectStore = z.looseObject({
  kind: z.literal('ObjectStore'),
  spec: z.looseObject({
    instanceSidecarConfiguration: z.looseObject({ env: z.array(z.object({ name: z.string(), value: z.string() })) }),
  }),
});

const cluster = z.looseObject({
  kind: z.literal('Cluster'),
  apiVersion: z.literal('postgresql.cnpg.io/v1'),
  metadata: z.looseObject({ name: z.string() }),
});

/** What is deployed, and the Secret with the key of the bucket. */
export interface Deployed {
  readonly cluster: z.output<typeof cluster>;
  readonly store: z.output<typeof objectStore>;
  readonly secret: JsonObject;
}

export function deployed(manifests: readonly JsonObject[], secret: JsonObject): Deployed {
  const [found] = manifests.flatMap((each) => cluster.safeParse(each).data ?? []);
  const [store] = manifests.flatMap((each) => objectStore.safeParse(each).data ?? []);
  if (found === undefined || store === undefined) throw new Error('there is no Cluster with backups');
  return { cluster: found, store, secret };
}

export interface Pod {
  readonly data: string;
  /** Of its programs: Barman's and PostgreSQL's are in the PATH. */
  readonly environment: Readonly<Record<string, string>>;
  /** Makes the data of a new server, whose archive must be empty. */
  bootstrap(): Promise<void>;
  /** Does what the Job of a Cluster does that is made of backups; what it wrote. */
  restore(): Promise<string>;
  /** Runs the server until it is stopped; nobody needs a password. */
  start(): Promise<Server>;
  /** The rows of a query, as lines with a bar between columns. */
  query(statement: string, database?: string): Promise<readonly string[]>;
  /** What the plugin does: `backup`, one round of its maintenance, or `archive FILE`. It answers with what it wrote. */
  plugin(...words: readonly string[]): Promise<string>;
}

/** What it is told to do with the write-ahead log, as the configuration of the server says it. */
const MANAGER = [
  '#!/bin/sh',
  'command=$1 file=$4 target=$5',
  'case $command in',
  'wal-archive) set -- archive "$file" ;;',
  'wal-restore) set -- wal-restore "$file" "$target" ;;',
  'esac',
];

/** The first pod of a Cluster, in an empty folder. */
export async function makePod(folder: string, host: string, { cluster, store, secret }: Deployed): Promise<Pod> {
  const instance: Instance = { pod: `${cluster.metadata.name}-1`, host, folder };
  const data = dataOf(instance);
  for (const name of ['root', 'plugins', 'controller/log', 'controller/run', 'data'])
    await mkdir(join(folder, name), { recursive: true });
  const file = async (name: string, content: JsonObject): Promise<string> => {
    await writeFile(join(folder, name), JSON.stringify(content));
    return join(folder, name);
  };
  const clusterFile = await file('cluster.json', z.record(z.string(), z.json()).parse(cluster));
  const objects = await file(
    'objects.json',
    z.record(z.string(), z.json()).parse({ cluster, objectStore: store, secret }),
  );
  const python = await pythonWith(join(import.meta.dirname, 'requirements.txt'));
  const programs = await barmanPrograms(join(folder, 'bin'), dirname(python));
  const environment = {
    ...Object.fromEntries(store.spec.instanceSidecarConfiguration.env.map(({ name, value }) => [name, value])),
    PATH: [programs, await postgresPrograms(), await serverTools(python), process.env.PATH].join(delimiter),
    PGHOST: '/controller/run',
    HOME: folder,
  };
  const plugin = [await testTool('barman-plugin'), ...['--objects', objects, '--pod', instance.pod, '--data', data]];
  const manager = join(folder, 'controller/manager');
  await writeFile(manager, [...MANAGER, `exec ${plugin.map((word) => `'${word}'`).join(' ')} "$@"`, ''].join('\n'));
  await chmod(manager, 0o755);
  const inPod = ['--map-root-user', '--mount', 'sh', join(import.meta.dirname, 'pod.sh'), folder];
  const call = async (words: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<string> => {
    const { stdout, stderr } = await run('unshare', [...inPod, ...words], {
      env: { ...environment, ...more },
      maxBuffer: 2 ** 26,
    });
    return `${stderr}${stdout}`;
  };
  return {
    data,
    environment,
    bootstrap: async () => {
      await initialize(instance);
      await writeFile(join(data, EMPTY_ARCHIVE), '');
    },
    // Its server listens at all addresses.
    restore: async () => call(['unshare', ...NOT_ROOT, ...plugin, 'restore'], { PGPORT: String(await freePort()) }),
    start: async () => {
      await configure(instance, clusterFile, undefined);
      await writeFile(join(data, 'pg_hba.conf'), 'local all all trust\nhost all all 127.0.0.0/8 trust\n');
      const settings = { listen_addresses: host, ...NOT_BY_A_MANAGER };
      return startServer({
        name: instance.pod,
        program: 'unshare',
        arguments: [
          ...[...inPod, 'unshare', ...NOT_ROOT, join(await postgresPrograms(), 'postgres'), '-D', data],
          ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ],
        environment,
        folder,
        ready: async () => (await call(['psql', '--dbname=postgres', ...PSQL, 'SELECT 1'])) === '1\n',
        endSignal: 'SIGINT',
      });
    },
    query: async (statement, database = 'postgres') =>
      (await call(['psql', `--dbname=${database}`, ...PSQL, statement])).split('\n').filter((line) => line !== ''),
    plugin: (...words) => call([...plugin, ...words]),
  };
}

/** By it the instance manager says that a server is new (cloudnative-pg/cloudnative-pg:pkg/management/postgres/constants). */
const EMPTY_ARCHIVE = '.check-empty-wal-archive';

/** What the manager gives a server besides its configuration, or reads from it. */
const NOT_BY_A_MANAGER = { ssl: 'off', logging_collector: 'off', log_destination: 'stderr' };

const PSQL = ['--username=postgres', '--no-psqlrc', '--tuples-only', '--no-align', '-v', 'ON_ERROR_STOP=1', '-c'];

/** Barman's programs, and the Python that has what they need: as they are installed they name it by the path that it had before it was moved. */
async function barmanPrograms(folder: string, installed: string): Promise<string> {
  await mkdir(folder);
  const barman = (await readdir(installed)).filter((each) => each.startsWith('barman-cloud-'));
  const programs = [['python3', ''], ...barman.map((name) => [name, `'${installed}/${name}'`])] as const;
  for (const [name = '', script = ''] of programs) {
    await writeFile(join(folder, name), `#!/bin/sh\nexec '${installed}/python' ${script} "$@"\n`);
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

/** `psql` and `pg_controldata`, which a package of Python has. */
async function serverTools(python: string): Promise<string> {
  const packages = (await run(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'])).stdout.trim();
  return join(packages, 'embedded_postgres/pginstall/bin');
}
