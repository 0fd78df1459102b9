/**
 * Backups of ClickHouse in a bucket of Google, with its own engine: each request has the token of the metadata server. Google's storage is the
 * real SeaweedFS behind a door that asks for the token. Both are at port 80 here, as the metadata server is, which not everybody may open.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIST_BACKUPS, restoreStatement } from '../../generator/components/clickhouse/backup-statements.ts';
import { type Installed, installClickhouse } from '../telemetry/proof/clickhouse/installed.ts';
import { phase } from '../telemetry/proof/phase.ts';
import { podIps } from '../telemetry/proof/pod-ip.ts';
import { Undo } from '../telemetry/proof/server.ts';
import { startBucket } from './bucket.ts';

const TOKEN = 'token-of-the-metadata-server';
const TOKEN_PATH = '/computeMetadata/v1/instance/service-accounts/default/token';
const podIp = podIps();
const door = podIp();
const undo = new Undo();
let folder: string;
let clickhouse: Installed;
/** What came in without the token. */
const strangers: string[] = [];
let tokens = 0;

async function opens(host: string): Promise<boolean> {
  const server = createServer().listen(80, host);
  const [error] = await Promise.race([once(server, 'listening'), once(server, 'error')]).catch((reason) => [reason]);
  server.close();
  return error === undefined;
}

/** The metadata server, and the door before the storage. */
function answer(storage: URL) {
  return (asked: IncomingMessage, response: ServerResponse): void => {
    const { url = '', method, headers } = asked;
    if (url.endsWith(TOKEN_PATH)) {
      tokens += headers['metadata-flavor'] === 'Google' ? 1 : 0;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ access_token: TOKEN, expires_in: 3600, token_type: 'Bearer' }));
      return;
    }
    const { authorization, ...others } = headers;
    if (authorization !== `Bearer ${TOKEN}`) {
      strangers.push(`${method} ${url}`);
      response.writeHead(401).end();
      return;
    }
    const { hostname, port } = storage;
    const onward = request(
      { hostname, port, method, path: url, headers: { ...others, host: storage.host } },
      (found) => {
        response.writeHead(found.statusCode ?? 500, found.headers);
        found.pipe(response);
      },
    );
    onward.once('error', () => response.destroy());
    asked.pipe(onward);
  };
}

const isOpen = await opens(door);

beforeAll(async () => {
  if (!isOpen) return;
  folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const bucket = await phase('SeaweedFS', () => startBucket(undo, join(folder, 'seaweedfs'), podIp, true));
  const server = createServer(answer(new URL(bucket.endpoint))).listen(80, door);
  await once(server, 'listening');
  undo.defer(async () => {
    server.closeAllConnections();
    server.close();
  });
  clickhouse = await installClickhouse(folder, { ...bucket, endpoint: `http://${door}`, metadataServer: door });
});

afterAll(() => undo.stop());

describe.skipIf(!isOpen)('ClickHouse with a bucket of Google', () => {
  const admin = (...statements: readonly string[]): Promise<string> => clickhouse.ask('default', ...statements);

  it('makes backups with the token of the metadata server, and none without', async () => {
    await admin(
      'CREATE TABLE default.traces (id UInt64) ENGINE = MergeTree ORDER BY id',
      'INSERT INTO default.traces SELECT number FROM numbers(1000)',
      'CREATE DATABASE openlit',
    );
    for (const time of ['2026-08-01 02:00:00', '2026-08-02 02:00:00']) {
      await clickhouse.step('plan', time);
      expect(await clickhouse.step('backup', time)).toContain('BACKUP_CREATED');
    }
    expect((await admin(LIST_BACKUPS)).trim().split('\n')).toEqual([
      'eu-1.clickhouse/20260801T020000Z/full',
      'eu-1.clickhouse/20260801T020000Z/incremental-20260802T020000Z',
    ]);
    expect(strangers).toEqual([]);
    expect(tokens).toBeGreaterThan(0);
  });

  it('restores them', async () => {
    await admin('TRUNCATE TABLE default.traces');
    await admin(restoreStatement('default', 'eu-1.clickhouse/20260801T020000Z/incremental-20260802T020000Z'));
    expect((await admin('SELECT count() FROM default.traces')).trim()).toBe('1000');
  });

  it('deletes those that nobody needs', async () => {
    await clickhouse.step('plan', '2026-10-01 02:00:00');
    await clickhouse.step('backup', '2026-10-01 02:00:00');
    await clickhouse.step('prune', '2026-11-15 02:00:00');
    expect((await admin(LIST_BACKUPS)).trim()).toBe('eu-1.clickhouse/20261001T020000Z/full');
    expect(strangers).toEqual([]);
  });
});
