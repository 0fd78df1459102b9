/** Git over smart HTTP, in front of the program that answers (`git-http-backend.ts`). */
import { request as ask, type RequestListener } from 'node:http';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../free-port.ts';
import { until } from '../wait.ts';
import type { Workspace } from '../workspace.ts';

const PROGRAM = fileURLToPath(new URL('git-http-backend.ts', import.meta.url));

export interface GitServer {
  readonly handler: RequestListener;
  /** While it is down, every connection is broken off without an answer. */
  readonly setDown: (down: boolean) => void;
}

/** Serves `<folder>/<path>` at `/<path>`, for reading only. Resolves when it answers. */
export async function startGitServer(workspace: Workspace, folder: string): Promise<GitServer> {
  const port = await freePort();
  const program = workspace.start({
    name: 'git-http-backend',
    path: process.execPath,
    arguments: ['--import', import.meta.resolve('tsx'), PROGRAM, folder, String(port)],
    environment: { TMPDIR: workspace.make('tmp') },
  });
  await until('the Git server answers', async () => {
    program.assertRunning();
    await fetch(`http://127.0.0.1:${port}/`);
    return [];
  });
  let isDown = false;
  return {
    handler: (request, response) => {
      if (isDown) {
        request.socket.destroy();
        return;
      }
      const { method, url: path, headers } = request;
      // A connection for each: one that was kept might be closed in the moment in which it is used again.
      const asked = ask({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      asked.on('error', () => response.destroy());
      request.pipe(asked);
    },
    setDown: (down) => {
      isDown = down;
    },
  };
}
