/** CloudNativePG's exporter beside a server. It looks for both at fixed places of a pod, so it gets a mount namespace that has them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { programFolder } from '../../../generator/program/program-folder.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { moduleFolder } from '../../tools/go-module.ts';
import { TEST_TOOLS } from '../../tools/test-tools.ts';
import { dataOf, type Instance } from './postgres-instance.ts';
import { answers, startServer, type Undo } from './server.ts';

const PORT = 9187;

/** Where the exporter reads the write-ahead log's files (cloudnative-pg/cloudnative-pg:pkg/specs/pods.go). */
const DATA = '/var/lib/postgresql/data/pgdata';

/** Puts the data there and makes `localhost` the pod's own address, at which the exporter asks for its Cluster; then runs the rest. */
const IN_A_POD = [
  'mount -t tmpfs none /var/lib',
  `mkdir -p ${DATA}`,
  `mount --bind "$1" ${DATA}`,
  'mount --bind "$2" /etc/hosts',
  'shift 2',
  'exec "$@"',
].join('\n');

/** Starts it; the host and port that Prometheus scrapes. */
export async function startExporter(undo: Undo, instance: Instance, clusterFile: string): Promise<string> {
  const { pod, host, folder } = instance;
  const hosts = join(folder, 'hosts');
  await writeFile(hosts, `${host} localhost\n`);
  undo.use(
    await startServer({
      name: `exporter of ${pod}`,
      program: 'unshare',
      arguments: [
        ...['--map-root-user', '--mount', 'sh', '-ec', IN_A_POD, 'sh', dataOf(instance), hosts],
        ...[await testTool('cloudnative-pg'), 'export', '--cluster', clusterFile, '--pod', pod, '--data', DATA],
        ...['--address', host, '--queries', await defaultQueries()],
      ],
      // The folder of the server's socket.
      environment: { PGHOST: folder },
      folder,
      ready: () => answers(`http://${host}:${PORT}/metrics`),
    }),
  );
  return `${host}:${PORT}`;
}

/** The ConfigMap that the operator's release brings, as the module has it. */
async function defaultQueries(): Promise<string> {
  const tools = join(programFolder(), 'test/tools', TEST_TOOLS['cloudnative-pg'].module);
  return join(
    await moduleFolder(tools, 'github.com/cloudnative-pg/cloudnative-pg'),
    'config/manager/default-monitoring.yaml',
  );
}
