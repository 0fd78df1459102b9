/** One etcd for all API servers: each keeps its objects under a prefix of its own. */

import { freePort } from '../../free-port.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { until } from '../wait.ts';
import type { Workspace } from '../workspace.ts';

/** The URL that API servers use. Whoever has an account on this machine can read it: nothing in it is secret or outlives the run. */
export async function startEtcd(workspace: Workspace): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const peer = `http://127.0.0.1:${await freePort()}`;
  const etcd = workspace.start({
    name: 'etcd',
    path: await testTool('etcd'),
    arguments: [
      ...['--data-dir', workspace.make('etcd'), '--unsafe-no-fsync'],
      ...['--listen-client-urls', url, '--advertise-client-urls', url],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`],
    ],
  });
  await until('etcd is healthy', async () => {
    etcd.assertRunning();
    return (await fetch(`${url}/health`)).ok ? [] : ['/health'];
  });
  return url;
}
