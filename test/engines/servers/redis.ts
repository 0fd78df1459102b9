/** What Argo CD keeps its manifests in between two comparisons. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from '../../free-port.ts';
import { redisServer } from '../../tools/redis.ts';
import { until } from '../wait.ts';
import type { Workspace } from '../workspace.ts';

/** Its address, host and port. It keeps nothing on disk. */
export async function startRedis(workspace: Workspace, name = 'redis'): Promise<string> {
  const { path, environment } = await redisServer();
  const port = await freePort();
  const redis = workspace.start({
    name,
    path,
    arguments: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    environment,
  });
  await until('Redis listens', async () => {
    redis.assertRunning();
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
    } finally {
      socket.destroy();
    }
    return [];
  });
  return `127.0.0.1:${port}`;
}
