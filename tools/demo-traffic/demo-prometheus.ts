/** The real Prometheus on loopback, over data of the past. It scrapes nothing and has no rules: what they would record is in the data. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { answers, type Server, startServer } from '../../test/telemetry/proof/server.ts';
import { testTool } from '../../test/tools/build-test-tool.ts';

export interface DemoPrometheus extends Server {
  readonly url: string;
}

/** `folder` holds the folder `data`. Without a port it is any that is free. */
export async function startDemoPrometheus(folder: string, port?: number): Promise<DemoPrometheus> {
  writeFileSync(join(folder, 'prometheus.yaml'), '{}\n');
  const address = `127.0.0.1:${port ?? (await freePort())}`;
  const url = `http://${address}`;
  const server = await startServer({
    name: 'prometheus',
    program: await testTool('prometheus'),
    arguments: [
      '--config.file=prometheus.yaml',
      '--storage.tsdb.path=data',
      // The data may be of any year.
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${address}`,
    ],
    folder,
    ready: () => answers(`${url}/-/ready`),
  });
  return { ...server, url };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
