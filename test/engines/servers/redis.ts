/** What Argo CD keeps its manifests in between two comparisons. */
import { redisServer } from '../../tools/redis.ts';
import { freePort, type Workspace } from '../workspace.ts';

/** Its address, host and port. It keeps nothing on disk. */
export async function startRedis(workspace: Workspace): Promise<string> {
  const { path, environment } = await redisServer();
  const port = await freePort();
  workspace.start({
    name: 'redis',
    path,
    arguments: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    environment,
  });
  return `127.0.0.1:${port}`;
}
