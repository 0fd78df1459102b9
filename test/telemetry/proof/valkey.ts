/** A server that speaks Redis' protocol and its exporter, with the configuration and arguments that Valkey's chart gets from us. */
import { mkdir, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { debianPackages } from '../../tools/debian.ts';
import { redisServer } from '../../tools/redis.ts';
import type { Target } from './prometheus.ts';
import { answers, startServer, type Undo } from './server.ts';

/** Debian has Redis, which Valkey came from, and an older exporter than the chart: later ones are not to be had as a Go module. */
export const VALKEY_PROGRAMS = 'redis-server 7.0.15 and redis_exporter 1.45.0';

const values = z.looseObject({
  valkeyConfig: z.string(),
  metrics: z.looseObject({ exporter: z.looseObject({ args: z.array(z.string()) }) }),
});

/** Starts both, with `waiting` jobs in the first queue that the exporter measures; the target that Prometheus finds. */
export async function startValkey(
  undo: Undo,
  folder: string,
  podIp: () => string,
  chartValues: JsonObject,
  waiting: number,
): Promise<Target> {
  const { valkeyConfig, metrics } = values.parse(chartValues);
  const host = podIp();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'valkey.conf'), valkeyConfig);
  const { path, environment } = await redisServer();
  undo.use(
    await startServer({
      name: 'redis-server',
      program: path,
      arguments: ['valkey.conf', '--bind', host, '--save', ''],
      environment,
      folder,
      ready: async () => (await command(host, 'PING')) === '+PONG',
    }),
  );
  const args = metrics.exporter.args;
  const queue = /=db0=([^,]+)/.exec(args.join())?.[1] ?? '';
  for (let job = 0; job < waiting; job += 1) await command(host, `RPUSH ${queue} ${job}`);
  undo.use(
    await startServer({
      name: 'redis_exporter',
      program: join(await debianPackages('prometheus-redis-exporter'), 'usr/bin/prometheus-redis-exporter'),
      arguments: [`--redis.addr=redis://${host}:6379`, `--web.listen-address=${host}:9121`, ...args],
      folder,
      ready: () => answers(`http://${host}:9121/metrics`),
    }),
  );
  return {
    address: `${host}:9121`,
    labels: {
      job: 'valkey-metrics',
      service: 'valkey-metrics',
      pod: 'valkey-0',
      container: 'metrics',
      endpoint: 'metrics',
      namespace: 'lang-observatory',
    },
  };
}

/** The first line of the answer. */
function command(host: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = new Socket();
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.end();
      resolve(data.toString().split('\r\n')[0] ?? '');
    });
    socket.connect(6379, host, () => socket.write(`${line}\r\n`));
  });
}
