/** Raw events in the managed store: the real SeaweedFS, with the scripts of a fleet that has a retention, forgets them and keeps backups. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../generator/data/json.ts';
import { phase } from '../telemetry/proof/phase.ts';
import { podIps } from '../telemetry/proof/pod-ip.ts';
import { installProofFleet } from '../telemetry/proof/proof-fleet.ts';
import { type SeaweedFs, startSeaweedFs } from '../telemetry/proof/seaweedfs.ts';
import { eventually, Undo } from '../telemetry/proof/server.ts';

const undo = new Undo();
let store: SeaweedFs;

/** The values of the store; three days become a minute. */
async function values(): Promise<JsonObject> {
  const installed = await installProofFleet({
    langfuse: { mode: 'managed', retentionDays: 3 },
    'object-store': { mode: 'managed', volume: { replicas: 1 } },
  });
  const { master, ...others } = installed.values('object-store');
  if (!isObject(master)) throw new Error('the values have no master');
  const config = String(master.config);
  expect(config.match(/-ttl=3d/g)).toHaveLength(2);
  return { ...others, master: { ...master, config: config.replaceAll('-ttl=3d', '-ttl=1m') } };
}

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const options = { folder, podIp: podIps(), values: await values(), servers: 1, pauseSeconds: 3 };
  store = await phase('start', () => startSeaweedFs(undo, options));
});

afterAll(() => undo.stop());

const at = (path: string): string => `http://${store.filer}/buckets/langfuse/${path}`;
const status = async (path: string): Promise<number> => (await fetch(at(path))).status;

async function write(path: string): Promise<void> {
  const body = new FormData();
  body.append('file', new Blob(['x'.repeat(5000)]));
  expect((await fetch(at(path), { method: 'POST', body })).status, path).toBe(201);
}

describe('objects of a bucket with a retention', () => {
  it('go after it where they are events or exports, and stay where they are media or backups', async () => {
    await phase('the rules', () =>
      eventually('rules for both folders', async () => {
        const rules = await (await fetch(`http://${store.filer}/etc/seaweedfs/filer.conf`)).text();
        return ['events/', 'exports/'].every((folder) => rules.includes(`/buckets/langfuse/${folder}`))
          ? true
          : undefined;
      }),
    );
    const gone = ['events/otel/p/2026/11/30/01/00/a.json', 'exports/a.csv'];
    const kept = ['media/p/a.png', 'clickhouse/eu-1.clickhouse/full/.backup', 'postgres/eu-1.postgres/wals/0001'];
    for (const path of [...gone, ...kept]) await write(path);
    for (const path of [...gone, ...kept]) expect(await status(path), path).toBe(200);
    await phase('the retention', () =>
      eventually('events and exports are gone', async () =>
        (await Promise.all(gone.map(status))).every((code) => code === 404) ? true : undefined,
      ),
    );
    for (const path of kept) expect(await status(path), path).toBe(200);
  });
});
