/** Backups of PostgreSQL in a bucket of Google and in a container of Azure: the real PostgreSQL, Barman and plugin, with emulators of both. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/data/json.ts';
import { phase } from '../telemetry/proof/phase.ts';
import { podIps } from '../telemetry/proof/pod-ip.ts';
import { installProofFleet } from '../telemetry/proof/proof-fleet.ts';
import { eventually, Undo } from '../telemetry/proof/server.ts';
import { startAzureStorage } from './azure-storage/azure-storage.ts';
import { startGoogleStorage } from './google-storage/google-storage.ts';
import { drillOf } from './postgres/drill.ts';
import { deployed, makePod, type Pod } from './postgres/pod.ts';

const POSTGRES = { backup: { enabled: true, drill: { enabled: true } } };

describe.each([
  ['Google', startGoogleStorage, {}],
  ['Azure', startAzureStorage, { clickhouse: { backup: { enabled: false } } }],
])('PostgreSQL with the storage of %s', (_, start, more) => {
  const undo = new Undo();
  const podIp = podIps();
  let folder: string;
  let pod: Pod;
  let manifests: readonly JsonObject[];
  let variables: Readonly<Record<string, string>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
    undo.defer(() => rm(folder, { recursive: true, force: true }));
    const storage = await phase('storage', () => start(undo, join(folder, 'storage'), podIp()));
    variables = storage.variables;
    manifests = (await installProofFleet({ 'object-store': storage.settings, postgres: POSTGRES, ...more })).manifests;
    const said = deployed(manifests, {});
    // What the cloud gives to the pod.
    const given = Object.entries(variables).map(([name, value]) => ({ name, value }));
    const { instanceSidecarConfiguration: sidecar } = said.store.spec;
    const spec = { ...said.store.spec, instanceSidecarConfiguration: { ...sidecar, env: [...sidecar.env, ...given] } };
    pod = await makePod(join(folder, 'pod'), podIp(), { ...said, store: { ...said.store, spec } });
    await pod.bootstrap();
    undo.use(await phase('PostgreSQL', () => pod.start()));
  });

  afterAll(() => undo.stop());

  it('archives, makes a base backup, and the drill recovers both', async () => {
    for (const database of ['langfuse', 'grafana']) {
      await pod.query(`CREATE DATABASE ${database}`);
      await pod.query('CREATE TABLE names AS SELECT n AS id FROM generate_series(1, 1000) n', database);
    }
    await pod.query('CHECKPOINT');
    await phase('backup', () => pod.plugin('backup'));
    await pod.query('INSERT INTO names SELECT n FROM generate_series(1001, 1010) n', 'langfuse');
    const [segment = ''] = await pod.query('SELECT pg_walfile_name(pg_switch_wal())');
    await eventually(`${segment} in the archive`, async () => {
      const [last = ''] = await pod.query('SELECT last_archived_wal FROM pg_stat_archiver');
      return last >= segment ? true : undefined;
    });
    const drill = drillOf(join(folder, 'drill'), manifests, {}, { ...pod.environment, ...variables });
    const said = await phase('drill', () => drill.run());
    expect(said).toContain(`archive: to ${segment}`);
    expect(said).toContain('database langfuse: 1 tables');
    expect(said).toContain('every table and index is sound');
  });
});
