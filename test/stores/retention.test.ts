/** The retention of Langfuse with ClickHouse's own engine: the program of the CronJob, with the rights of its user, on tables as Langfuse makes them. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPIRING_TABLES } from '../../generator/components/langfuse/expiring-tables.ts';
import { isList } from '../../generator/data/json.ts';
import { at } from '../engines/live-object.ts';
import { type Installed, installClickhouse } from '../telemetry/proof/clickhouse/installed.ts';
import { Undo } from '../telemetry/proof/server.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const undo = new Undo();
let clickhouse: Installed;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const keys = { 'access-key': 'none', 'secret-key': 'none' };
  clickhouse = await installClickhouse(folder, { endpoint: 'http://s3.acme.io', name: 'langfuse', keys });
});

afterAll(() => undo.stop());

/** The command of the CronJob as at this time, against a server that answers with the rights of its user; what it wrote. */
async function retention(time: string): Promise<readonly string[]> {
  const answers = watchedCluster({});
  const cronJob = answers.get('langfuse')?.manifests.find(({ kind }) => kind === 'CronJob');
  const containers = at(cronJob?.spec, 'jobTemplate', 'spec', 'template', 'spec', 'containers');
  const container = isList(containers) ? containers[0] : undefined;
  const env = at(container, 'env');
  const user = (isList(env) ? env : []).find((each) => at(each, 'name') === 'CLICKHOUSE_USER');
  const command = at(container, 'command');
  const [program = '', ...words] = (isList(command) ? command : []).map(String);
  expect(words.at(-1)).toContain('now() AS moment');
  const server = createServer(async (request, response) => {
    const name = String(request.headers['x-clickhouse-user']);
    await clickhouse.ask(name, await text(request)).then(
      (answer) => response.end(answer),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const child = spawn(
    program === 'node' ? process.execPath : program,
    words.map((word) => word.replace('now() AS moment', `toDateTime('${time}') AS moment`)),
    {
      env: {
        CLICKHOUSE_URL: `http://127.0.0.1:${port}`,
        CLICKHOUSE_USER: String(at(user, 'value')),
        CLICKHOUSE_PASSWORD: 'password',
        CLICKHOUSE_DB: 'default',
        PAUSE_MILLISECONDS: '200',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [said, failed, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('close', resolve)),
  ]);
  server.close();
  expect({ code, failed }).toEqual({ code: 0, failed: '' });
  return said.split('\n').filter((line) => line !== '' && !line.startsWith('waiting: '));
}

const admin = (statement: string): Promise<string> => clickhouse.ask('default', statement);

/** Of the days on which the rows of a table are. */
const days = async (table: string, time: string): Promise<readonly string[]> =>
  (await admin(`SELECT toDate(${time}) FROM ${table} ORDER BY 1`)).split('\n').filter((day) => day !== '');

const ROWS = ['2026-06-30', '2026-07-31', '2026-08-10', '2026-08-29', '2026-08-30', '2026-11-27'];
/** On 28 November, ninety days before are 30 August. */
const YOUNG = ['2026-08-30', '2026-11-27'];

describe('the retention of Langfuse', () => {
  it('deletes what is older than so many days from each of its tables, and nothing from others', async () => {
    for (const { table, time, byMonth } of EXPIRING_TABLES) {
      await admin(
        `CREATE TABLE ${table} (project_id String, id String, ${time} DateTime64(3), input String, event_ts DateTime64(3), is_deleted UInt8)
         ENGINE = ReplacingMergeTree(event_ts, is_deleted) ${byMonth ? `PARTITION BY toYYYYMM(${time})` : ''} ORDER BY (project_id, id);
         INSERT INTO ${table} SELECT 'p', arrayJoin(${JSON.stringify(ROWS).replaceAll('"', "'")}) AS id, toDateTime64(concat(id, ' 13:00:00'), 3), 'prompt', now64(3), 0`,
      );
    }
    await admin(
      `CREATE TABLE dataset_run_items_rmt (id String, created_at DateTime64(3)) ENGINE = MergeTree ORDER BY id;
       INSERT INTO dataset_run_items_rmt VALUES ('a', '2025-01-01 00:00:00')`,
    );
    const said = await retention('2026-11-28 01:00:00');
    expect(said).toContain("ALTER TABLE traces DROP PARTITION ID '202607' SETTINGS max_partition_size_to_drop = 0");
    expect(said).toContain(
      "DELETE FROM traces IN PARTITION ID '202608' WHERE timestamp < toDateTime64('2026-08-30 01:00:00', 3) SETTINGS lightweight_deletes_sync = 0",
    );
    for (const { table, time } of EXPIRING_TABLES) expect(await days(table, time), table).toEqual(YOUNG);
    expect(await days('dataset_run_items_rmt', 'created_at')).toEqual(['2025-01-01']);
  });

  it('takes what is hidden off the disk on Sundays, and finds nothing more to delete', async () => {
    const masked = `SELECT DISTINCT table FROM system.parts WHERE active AND has_lightweight_delete AND database = 'default' ORDER BY table`;
    expect((await admin(masked)).split('\n').filter((table) => table !== '')).toHaveLength(EXPIRING_TABLES.length);
    const said = await retention('2026-11-29 01:00:00');
    expect(said.filter((statement) => statement.includes('DROP PARTITION'))).toEqual([]);
    expect(said).toContain("ALTER TABLE blob_storage_file_log APPLY DELETED MASK IN PARTITION ID 'all'");
    expect(await admin(masked)).toBe('');
    const rows = await admin(
      `SELECT sum(rows) FROM system.parts WHERE active AND database = 'default' AND table = 'traces'`,
    );
    // 30 August has gone on this day.
    expect(rows.trim()).toBe('1');
  });

  it('has a user that can do nothing else', async () => {
    const denied = /ACCESS_DENIED/;
    await expect(clickhouse.ask('retention', 'SELECT input FROM traces')).rejects.toThrow(denied);
    await expect(clickhouse.ask('retention', 'DROP TABLE traces')).rejects.toThrow(denied);
    await expect(
      clickhouse.ask('retention', 'ALTER TABLE traces MODIFY TTL toDate(timestamp) + INTERVAL 1 DAY'),
    ).rejects.toThrow(denied);
    await expect(clickhouse.ask('retention', "DELETE FROM dataset_run_items_rmt WHERE id = 'a'")).rejects.toThrow(
      denied,
    );
  });
});
