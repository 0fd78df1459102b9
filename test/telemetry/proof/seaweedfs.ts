/** The real SeaweedFS: a master with the configuration and flags that the chart gets from us, volume servers and a filer. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import type { Target } from './prometheus.ts';
import { answers, eventually, type Server, startServer, type Undo } from './server.ts';
import { labelsOf } from './world.ts';

const values = z.looseObject({
  global: z.looseObject({ seaweedfs: z.looseObject({ replicationPlacement: z.string() }) }),
  master: z.looseObject({ config: z.string(), metricsPort: z.number() }),
});

/** Servers copy from each other at addresses of this machine, which no server of a cluster would. */
const LOOPBACK = '-volume.allowUntrustedRemoteEndpoints';

const assigned = z.object({ fid: z.string(), url: z.string() });
const found = z.object({ locations: z.array(z.object({ url: z.string() })) });

export interface SeaweedFs {
  /** Addresses, as its own programs take them. */
  readonly master: string;
  readonly filer: string;
  readonly targets: readonly Target[];
  /** Writes a blob as the filer does; its name. */
  write(content: string): Promise<string>;
  /** Addresses of the servers that hold a copy of a blob. */
  copies(name: string): Promise<readonly string[]>;
  /** The blob as one server has it; undefined when it has none. */
  read(server: string, name: string): Promise<string | undefined>;
  /** Ends a volume server, and what it held is gone. */
  lose(server: string): Promise<void>;
  /** Another volume server, with nothing on it, as a StatefulSet makes one anew; its address. */
  addServer(): Promise<string>;
}

interface Start {
  readonly folder: string;
  readonly podIp: () => string;
  readonly values: JsonObject;
  readonly servers: number;
  /** How long the master pauses between two rounds of its scripts; in a cluster it is minutes. */
  readonly pauseSeconds: number;
}

export async function startSeaweedFs(undo: Undo, { folder, podIp, servers, ...start }: Start): Promise<SeaweedFs> {
  const { global, master: own } = values.parse(start.values);
  const program = await testTool('seaweedfs');
  const copies = global.seaweedfs.replicationPlacement;
  const run = async (name: string, host: string, ready: string, ...args: readonly string[]): Promise<Server> => {
    const home = join(folder, name);
    await mkdir(join(home, 'data'), { recursive: true });
    if (name === 'master') await writeFile(join(home, 'master.toml'), quick(own.config, start.pauseSeconds));
    return undo.use(
      await startServer({
        name,
        program,
        arguments: [
          '-logtostderr=true',
          ...args,
          ...[`-ip=${host}`, `-ip.bind=${host}`, `-metricsPort=${own.metricsPort}`, `-metricsIp=${host}`],
        ],
        folder: home,
        ready: () => answers(`http://${host}:${ready}`),
      }),
    );
  };
  const address = podIp();
  const master = `${address}:9333`;
  await run('master', address, '9333/cluster/healthz', 'master', '-mdir=data', `-defaultReplication=${copies}`);
  const volumes = new Map<string, { readonly server: Server; readonly data: string }>();
  const addServer = async (): Promise<string> => {
    const host = podIp();
    const name = `volume-${volumes.size}`;
    const server = await run(
      name,
      host,
      '8080/healthz',
      'volume',
      '-dir=data',
      '-max=20',
      `-master=${master}`,
      LOOPBACK,
    );
    volumes.set(`${host}:8080`, { server, data: join(folder, name, 'data') });
    return `${host}:8080`;
  };
  for (let index = 0; index < servers; index += 1) await addServer();
  const filerHost = podIp();
  await run('filer', filerHost, '8888/healthz', 'filer', `-defaultReplicaPlacement=${copies}`, `-master=${master}`);
  const ask = async (path: string): Promise<unknown> => (await fetch(`http://${master}${path}`)).json();
  const target = (host: string, part: string, index: number): Target => ({
    address: `${host}:${own.metricsPort}`,
    labels: labelsOf(`object-store-${part}`, `object-store-${part}-${index}`, 'seaweedfs', 'metrics'),
  });
  return {
    master,
    filer: `${filerHost}:8888`,
    targets: [
      target(address, 'master', 0),
      ...[...volumes.keys()].map((volume, index) => target(volume.replace(':8080', ''), 'volume', index)),
    ],
    write: async (content) => {
      // The first makes volumes, for which all servers must have reported.
      const { fid, url } = await eventually(
        'a place for a blob',
        async () => assigned.safeParse(await ask('/dir/assign')).data,
      );
      const body = new FormData();
      body.append('file', new Blob([content]));
      const { status } = await fetch(`http://${url}/${fid}`, { method: 'POST', body });
      if (status !== 201) throw new Error(`writing ${fid}: ${status}`);
      return fid;
    },
    copies: async (name) => {
      const answer = found.safeParse(await ask(`/dir/lookup?volumeId=${name.split(',')[0]}`));
      return (answer.data?.locations ?? []).map(({ url }) => url);
    },
    read: async (volume, name) => {
      const response = await fetch(`http://${volume}/${name}?readDeleted=false`, { redirect: 'manual' });
      return response.ok ? response.text() : undefined;
    },
    lose: async (volume) => {
      const lost = volumes.get(volume);
      if (lost === undefined) throw new Error(`there is no ${volume}`);
      await lost.server.stop();
      await rm(lost.data, { recursive: true });
    },
    addServer,
  };
}

/** The one difference from a cluster: scripts run more often. */
function quick(configuration: string, seconds: number): string {
  const quicker = configuration.replace(/^sleep_minutes = .*$/m, `sleep_minutes = ${seconds / 60}`);
  if (quicker === configuration) throw new Error('the configuration says no pause');
  return quicker;
}
