/** Copies in the object store: the real SeaweedFS with the generated configuration loses a server and its data. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phase } from '../telemetry/proof/phase.ts';
import { podIps } from '../telemetry/proof/pod-ip.ts';
import { type Prometheus, startPrometheus } from '../telemetry/proof/prometheus.ts';
import { installProofFleet } from '../telemetry/proof/proof-fleet.ts';
import { type SeaweedFs, startSeaweedFs } from '../telemetry/proof/seaweedfs.ts';
import { eventually, Undo } from '../telemetry/proof/server.ts';

const undo = new Undo();
let store: SeaweedFs;
let prometheus: Prometheus;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const podIp = podIps();
  const installed = await installProofFleet({ 'object-store': { volume: { replicas: 2 } } });
  store = await phase('start', () =>
    startSeaweedFs(undo, {
      folder: join(folder, 'seaweedfs'),
      podIp,
      values: installed.values('object-store'),
      servers: 2,
      pauseSeconds: 5,
    }),
  );
  prometheus = undo.use(
    await startPrometheus({
      folder: join(folder, 'prometheus'),
      host: podIp(),
      values: installed.values('prometheus'),
      manifests: installed.manifests,
      targets: store.targets,
      alertmanager: undefined,
    }),
  );
});

afterAll(() => undo.stop());

describe('a volume server that is lost with its data', () => {
  it('is told of, and every copy that was on it is made again when there is one in its place', async () => {
    const contents = Array.from({ length: 10 }, (_, index) => `blob ${index} ${'x'.repeat(1000 * index)}`);
    const blobs = new Map<string, string>();
    for (const content of contents) blobs.set(await store.write(content), content);
    const names = [...blobs.keys()];
    const copies = () => Promise.all(names.map((name) => store.copies(name)));
    const [first = []] = await copies();
    expect((await copies()).map((each) => [...each].sort())).toEqual(names.map(() => [...first].sort()));
    expect(first).toHaveLength(2);

    const [lost = '', left = ''] = first;
    const pending = () => prometheus.query('ALERTS{alertname="ObjectStoreCopiesMissing"}');
    expect(await pending()).toEqual([]);
    await store.lose(lost);
    await phase('the alert', () => eventually('ObjectStoreCopiesMissing', async () => (await pending())[0]));
    expect(await copies()).toEqual(names.map(() => [left]));

    const another = await store.addServer();
    await phase('copies', () =>
      eventually('two copies of every blob', async () =>
        (await copies()).every((each) => each.includes(left) && each.includes(another)) ? true : undefined,
      ),
    );
    for (const name of names) expect(await store.read(another, name), name).toBe(blobs.get(name));
    await phase('the end of the alert', () =>
      eventually('no alert', async () => ((await pending()).length === 0 ? true : undefined)),
    );
  });
});
