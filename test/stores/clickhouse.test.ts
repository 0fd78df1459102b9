/** Backups of ClickHouse with its own engine and the real SeaweedFS: what the containers of the Job do through two months, and a restore. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METRICS_QUERY } from '../../generator/components/clickhouse/backup-metrics.ts';
import {
  emptyStatement,
  LIST_BACKUPS,
  restoreStatement,
} from '../../generator/components/clickhouse/backup-statements.ts';
import { CLICKHOUSE } from '../../generator/telemetry/catalogue/clickhouse.ts';
import { type Installed, installClickhouse } from '../telemetry/proof/clickhouse/installed.ts';
import { phase } from '../telemetry/proof/phase.ts';
import { podIps } from '../telemetry/proof/pod-ip.ts';
import { Undo } from '../telemetry/proof/server.ts';
import { type Bucket, startBucket } from './bucket.ts';

/** A second before the incremental backup that follows the second full one. */
const RECOVERY = { targetTime: '2026-08-09T04:00:01+02:00', requestedAt: '2026-08-10T08:00:00Z' };
const undo = new Undo();
let folder: string;
let bucket: Bucket;
let clickhouse: Installed;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  bucket = await phase('SeaweedFS', () => startBucket(undo, join(folder, 'seaweedfs'), podIps()));
  clickhouse = await installClickhouse(folder, bucket, RECOVERY);
});

afterAll(() => undo.stop());

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

/** All objects of the bucket below `clickhouse/`. */
async function objects(): Promise<readonly string[]> {
  const found = await clickhouse.local(
    `SELECT DISTINCT replaceOne(_path, '${bucket.name}/clickhouse/', '') AS object FROM s3(backups, filename = '**', format = 'One') ORDER BY object`,
  );
  return lines(found);
}

async function remove(object: string): Promise<void> {
  await clickhouse.local(
    `CREATE TABLE one ENGINE = S3(backups, filename = '${object}', format = 'One'); TRUNCATE TABLE one; DROP TABLE one`,
  );
}

async function put(object: string): Promise<void> {
  await clickhouse.local(`INSERT INTO FUNCTION s3(backups, filename = '${object}', format = 'TSV') SELECT 1`);
}

const backups = async (): Promise<readonly string[]> => lines(await clickhouse.ask('default', LIST_BACKUPS));

/** All containers, one after the other; the statement and what was deleted. */
async function job(time: string): Promise<{ readonly statement: string; readonly deleted: string }> {
  const statement = (await clickhouse.step('plan', time)).trim();
  expect(await clickhouse.step('backup', time)).toContain('BACKUP_CREATED');
  return { statement, deleted: (await clickhouse.step('prune', time)).trim() };
}

const admin = (statement: string): Promise<string> => clickhouse.ask('default', statement);
const rows = async (): Promise<number> => Number(await admin('SELECT count() FROM default.traces'));
const openlitRows = async (): Promise<number> => Number(await admin('SELECT count() FROM openlit.otel_traces'));

describe('the backups of ClickHouse', () => {
  it('are not stopped by a database of OpenLIT that is not there yet', async () => {
    expect((await job('2026-07-31 02:00:00')).statement).toContain('CREATE DATABASE IF NOT EXISTS openlit;');
    expect(await backups()).toEqual(['eu-1.clickhouse/20260731T020000Z/full']);
    for (const object of await objects()) await remove(object);
  });

  it('are of all tables of both databases', async () => {
    await admin(
      `CREATE TABLE default.traces (id UInt64, \`usage.tokens\` Array(UInt64), metadata Map(String, String)) ENGINE = MergeTree ORDER BY id
       SETTINGS min_bytes_for_wide_part = 0;
       CREATE TABLE default.scores (id UInt64) ENGINE = ReplacingMergeTree ORDER BY id;
       CREATE VIEW default.recent AS SELECT id FROM default.traces;
       INSERT INTO default.traces SELECT number, [number], map('user', toString(number)) FROM numbers(100000);
       INSERT INTO default.scores SELECT number FROM numbers(10);
       CREATE TABLE openlit.otel_traces (id UInt64) ENGINE = MergeTree ORDER BY id;
       CREATE MATERIALIZED VIEW openlit.by_day ENGINE = MergeTree ORDER BY id AS SELECT id FROM openlit.otel_traces;
       INSERT INTO openlit.otel_traces SELECT number FROM numbers(70)`,
    );
    const { statement, deleted } = await job('2026-08-01 02:00:07');
    expect(lines(statement)).toEqual([
      'CREATE DATABASE IF NOT EXISTS openlit;',
      "BACKUP DATABASE default, DATABASE openlit TO S3(backups, 'eu-1.clickhouse/20260801T020007Z/full') SETTINGS backup_restore_s3_retry_attempts = 50;",
    ]);
    expect(deleted).toBe('');
    expect(await backups()).toEqual(['eu-1.clickhouse/20260801T020007Z/full']);
    const tables = (await objects()).flatMap((object) => /\/metadata\/(\w+\/\w+)\.sql$/.exec(object)?.[1] ?? []);
    expect(tables).toEqual([
      'default/recent',
      'default/scores',
      'default/traces',
      'openlit/by_day',
      'openlit/otel_traces',
    ]);
  });

  it('contain only what is new, until the full one is a week old', async () => {
    await admin('INSERT INTO default.traces SELECT 100000 + number, [], map() FROM numbers(100)');
    const { statement } = await job('2026-08-02 02:00:03');
    expect(statement).toContain("'eu-1.clickhouse/20260801T020007Z/incremental-20260802T020003Z'");
    expect(statement).toContain("base_backup = S3(backups, 'eu-1.clickhouse/20260801T020007Z/full')");
    const parts = (await objects()).flatMap((object) =>
      object.includes('/incremental-') ? (/\/data\/default\/(\w+\/\w+)\//.exec(object)?.[1] ?? []) : [],
    );
    expect([...new Set(parts)]).toEqual(['traces/all_2_2_0']);
  });

  it('begin anew after a week, also when the Job begins some seconds earlier', async () => {
    expect((await clickhouse.step('plan', '2026-08-07 02:00:09')).trim()).toContain('/20260801T020007Z/incremental-');
    await admin('INSERT INTO default.traces SELECT 200000 + number, [], map() FROM numbers(10)');
    const { statement } = await job('2026-08-08 02:00:01');
    expect(statement).toContain("'eu-1.clickhouse/20260808T020001Z/full'");
    expect(statement).not.toContain('base_backup');
    await admin('INSERT INTO default.traces SELECT 300000 + number, [], map() FROM numbers(5)');
    expect((await job('2026-08-09 02:00:02')).statement).toContain('/20260808T020001Z/incremental-');
  });

  it('count only when they are complete', async () => {
    // What a server that was killed leaves behind, and folders that are none of ours.
    await put('eu-1.clickhouse/20260802T020002Z/full/data/default/traces/all_1_1_0/count.txt');
    await put('eu-1.clickhouse/20260809T030000Z/full/data/default/traces/all_1_1_0/count.txt');
    await put('eu-1.clickhouse/by-hand/full/.backup');
    await put('us-1.clickhouse/20250101T000000Z/full/.backup');
    expect((await clickhouse.step('plan', '2026-08-10 02:00:00')).trim()).toContain('/20260808T020001Z/incremental-');
  });

  it('are kept as long as somebody may want to restore the beginning of the retention', async () => {
    const before = await objects();
    // On this day the retention begins on 8 August, an hour before the second full backup.
    expect(await clickhouse.step('prune', '2026-09-07 01:00:00')).toBe('');
    expect(await objects()).toEqual(before);
  });

  it('are deleted with all that belongs to them, and nothing else is', async () => {
    const before = await objects();
    const old = before.filter(
      (object) =>
        object.startsWith('eu-1.clickhouse/202608') &&
        object.split('/')[1] !== undefined &&
        (object.split('/')[1] ?? '') < '20260808T020001Z',
    );
    expect(old.some((object) => object.includes('%2E'))).toBe(true);
    expect((await clickhouse.step('prune', '2026-09-07 02:00:10')).trim()).toBe(`objects to delete: ${old.length}`);
    expect(await objects()).toEqual(before.filter((object) => !old.includes(object)));
    expect(await clickhouse.step('prune', '2026-09-07 02:00:10')).toBe('');
    // Without a younger one the last is kept for ever.
    expect(await clickhouse.step('prune', '2036-09-07 02:00:10')).toBe('');
  });

  it('fail when something cannot be deleted', async () => {
    // Its name is a pattern, and ClickHouse deletes no object through one.
    const object = 'clickhouse/eu-1.clickhouse/20260701T020000Z/a*b';
    await bucket.write(object, 'x');
    await expect(clickhouse.step('prune', '2026-09-07 02:00:10')).rejects.toThrow('DATABASE_ACCESS_DENIED');
    await bucket.move(object, 'elsewhere/a');
  });

  it('are restored by the statements of the runbook', async () => {
    expect(await rows()).toBe(100_115);
    const [, increment = ''] = (await backups()).filter((each) => each.startsWith('eu-1.clickhouse/20260808'));
    expect(increment).toContain('/incremental-');
    await admin('DELETE FROM default.traces WHERE id > 5');
    const restore = restoreStatement('default', increment);
    // Nothing is overwritten by mistake.
    await expect(admin(restore)).rejects.toThrow('CANNOT_RESTORE_TABLE');
    await admin(emptyStatement('default'));
    expect(await rows()).toBe(0);
    expect(await admin(restore)).toContain('RESTORED');
    expect(await rows()).toBe(100_115);
    expect(
      (
        await admin("SELECT count(), sum(arraySum(usage.tokens)), countIf(metadata['user'] != '') FROM default.traces")
      ).trim(),
    ).toBe('100115\t4999950000\t100000');
    expect((await admin('SELECT count() FROM default.scores')).trim()).toBe('10');
  });
});

describe('the restore drill', () => {
  /** As if a server said this of its parts: table, rows, and when each was written. */
  const drill = async (parts?: string): Promise<string> => {
    await rm(join(folder, 'tmp/drill'), { recursive: true, force: true });
    await clickhouse.step('ask', TIME);
    if (parts !== undefined) await writeFile(join(folder, 'tmp/parts.tsv'), parts);
    return clickhouse.step('drill', TIME);
  };
  const TIME = '2026-08-10 02:00:00';
  const NEWEST = 'eu-1.clickhouse/20260808T020001Z';

  it('restores the newest backup into a folder of its own, and counts what is in it', async () => {
    const said = await drill();
    expect(said).toMatch(/^backup: eu-1.clickhouse\/20260808T020001Z\/incremental-20260809T020002Z$/m);
    expect(said).toMatch(/^default\.scores\t10\t0\t0$/m);
    expect(said).toMatch(/^default\.traces\t100115\t0\t0$/m);
    expect(said).toMatch(/^openlit\.otel_traces\t70\t0\t0$/m);
    expect(await rows()).toBe(100_115);
  });

  it('knows the parts of the server, and nothing in them', async () => {
    const parts = lines(await readFile(join(folder, 'tmp/parts.tsv'), 'utf8')).map((line) => line.split('\t'));
    const sum = (name: string): number =>
      parts
        .filter(([database, table]) => `${database}.${table}` === name)
        .reduce((all, [, , count]) => all + Number(count), 0);
    expect([sum('default.traces'), sum('openlit.otel_traces')]).toEqual([100_115, 70]);
    // The table inside a view has another name after a restore.
    expect(parts.filter(([, table]) => table?.startsWith('.inner'))).toEqual([]);
  });

  it('compares with parts that were there when the backup began: not with later ones, and not with restored ones', async () => {
    const [before, after] = ['2026-08-09T02:00:01Z', '2026-08-09T02:00:02Z'].map((time) => Date.parse(time) / 1000);
    const parts = [`traces\t100115\t${before}`, `traces\t7\t${after}`, 'scores\t99\t0'];
    expect(await drill(parts.map((part) => `default\t${part}\n`).join(''))).toMatch(
      /^default\.traces\t100115\t100115\t0$/m,
    );
  });

  it.each([
    [
      'has fewer rows',
      'default\ttraces\t100000\t1\ndefault\ttraces\t116\t2\n',
      'default.traces has fewer rows than the server had when the backup began',
    ],
    ['has fewer rows of OpenLIT', 'openlit\totel_traces\t71\t1\n', 'openlit.otel_traces has fewer rows than'],
    ['lacks a table', 'default\tlost\t1\t1\n', 'UNKNOWN_TABLE'],
  ])('fails where the backup %s', async (_, parts, reason) => {
    await expect(drill(parts)).rejects.toThrow(reason);
  });

  it('makes replicated tables without replication, also those whose definition is in the full backup only', async () => {
    const tables = [
      ['a', "ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', ts)"],
      ['b', "ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')"],
      ['c', 'ReplicatedAggregatingMergeTree'],
      ['d', 'ReplicatedReplacingMergeTree(ts)'],
    ] as const;
    for (const [index, [name, engine]] of tables.entries()) {
      const body = `CREATE TABLE default.${name}\n(\n    \`id\` UInt64,\n    \`ts\` DateTime\n)\nENGINE = ${engine}\nORDER BY id`;
      const kind = index === 0 ? 'incremental-20260809T020002Z' : 'full';
      await bucket.write(`clickhouse/${NEWEST}/${kind}/metadata/default/${name}.sql`, body);
    }
    const said = await drill();
    for (const [name] of tables) expect(said).toMatch(new RegExp(`^default\\.${name}\\t0\\t0\\t0$`, 'm'));
    for (const [index, [name]] of tables.entries()) {
      const kind = index === 0 ? 'incremental-20260809T020002Z' : 'full';
      await remove(`${NEWEST}/${kind}/metadata/default/${name}.sql`);
    }
  });

  it.each([
    ['gone', 'S3_ERROR'],
    ['damaged', 'CHECKSUM_DOESNT_MATCH'],
  ])('fails where an object of the backup is %s', async (what, reason) => {
    const found = (await objects()).find(
      (each) => each.startsWith(`${NEWEST}/full/data/default/traces/`) && each.endsWith('.bin') && !each.includes('%'),
    );
    if (found === undefined) throw new Error('the backup has no column');
    const saved = `saved/${found.split('/').at(-1)}`;
    /** Copies an object, or changes its beginning. */
    const copy = (from: string, to: string, content = 'content'): Promise<string> =>
      clickhouse.local(
        `INSERT INTO FUNCTION s3(backups, filename = '${to}', format = 'RawBLOB', structure = 'content String')
         SELECT ${content} FROM s3(backups, filename = '${from}', format = 'RawBLOB', structure = 'content String')
         SETTINGS s3_truncate_on_insert = 1`,
      );
    await copy(found, saved);
    await (what === 'gone'
      ? remove(found)
      : copy(saved, found, 'concat(reverse(substring(content, 1, 16)), substring(content, 17))'));
    await expect(drill()).rejects.toThrow(reason);
    await copy(saved, found);
    expect(await drill()).toMatch(/^default\.traces\t100115/m);
  });

  it('fails without a backup', async () => {
    await clickhouse.step('ask', TIME);
    await expect(clickhouse.step('drill', '2026-07-01 02:00:00')).rejects.toThrow('there is no complete backup');
  });
});

describe('a restore', () => {
  /** Both containers, one after the other; the statements. */
  const attempt = async (time: string): Promise<readonly string[]> => {
    const statements = lines(await clickhouse.step('plan-restore', time));
    await clickhouse.step('restore', time);
    return statements;
  };
  const TIME = '2026-08-10 08:05:00';
  const place = 'eu-1.clickhouse/20260808T020001Z/full';
  const marks = async (): Promise<readonly string[]> =>
    (await objects()).filter((object) => object.includes('/restores/')).map((object) => object.split('/').at(-1) ?? '');
  const forget = async (mark: string): Promise<void> => {
    await remove(`eu-1.clickhouse/restores/20260810T080000Z/${mark}`);
  };

  it.each([
    ['before Langfuse has its tables', 'SELECT 1', 'UNKNOWN_TABLE'],
    [
      'before it has begun to fill them',
      'CREATE TABLE default.schema_migrations (version Int64, dirty UInt8, sequence UInt64) ENGINE = TinyLog',
      'has not made its tables yet',
    ],
    ['while a migration is under way', 'INSERT INTO default.schema_migrations VALUES (1, 1, 10)', 'changes them now'],
    [
      'between two migrations',
      'INSERT INTO default.schema_migrations SELECT 1, 0, toUnixTimestamp(now()) * 1000000000',
      'changes them now',
    ],
  ])('waits %s, and has changed nothing then', async (_, statement, reason) => {
    await admin(statement);
    await expect(attempt(TIME)).rejects.toThrow(reason);
    expect([await rows(), await marks()]).toEqual([100_115, []]);
  });

  it('fails without a backup that is old enough, and has changed nothing then', async () => {
    await admin('DROP TABLE default.schema_migrations SYNC');
    await admin(
      'CREATE TABLE default.schema_migrations (version Int64, dirty UInt8, sequence UInt64) ENGINE = TinyLog; INSERT INTO default.schema_migrations VALUES (1, 0, 10)',
    );
    await admin('INSERT INTO default.traces SELECT 900000 + number, [], map() FROM numbers(7)');
    await expect(clickhouse.step('plan-restore', TIME, { TARGET: '20260808T020000Z' })).rejects.toThrow(
      'no complete backup',
    );
  });

  it('is refused before anything is lost where a table has changed since', async () => {
    await admin('ALTER TABLE default.scores ADD COLUMN comment String');
    await expect(attempt(TIME)).rejects.toThrow('CANNOT_RESTORE_TABLE');
    expect([await rows(), await marks()]).toEqual([100_122, []]);
    await admin('ALTER TABLE default.scores DROP COLUMN comment');
  });

  it('backs up what is there, and takes the last backup that began at the time or before it', async () => {
    await admin('INSERT INTO openlit.otel_traces SELECT 100 + number FROM numbers(9)');
    const statements = await attempt(TIME);
    expect(statements.map((statement) => statement.split(' ').slice(0, 2).join(' '))).toEqual([
      'SELECT throwIf(count()',
      'RESTORE DATABASE',
      'CREATE DATABASE',
      'BACKUP DATABASE',
      'INSERT INTO',
      'TRUNCATE ALL',
      'TRUNCATE ALL',
      'RESTORE DATABASE',
      'INSERT INTO',
    ]);
    for (const restored of [statements[1], statements[7]]) {
      expect(restored).toContain(`'${place}'`);
      expect(restored).toContain('DATABASE openlit, DATABASE default EXCEPT TABLES schema_migrations');
    }
    expect([await rows(), await openlitRows()]).toEqual([100_110, 70]);
    expect((await admin('SELECT version FROM default.schema_migrations')).trim()).toBe('1');
    expect(await backups()).toContain('eu-1.clickhouse/20260808T020001Z/incremental-20260810T080500Z');
  });

  it('is done once: what is written after it stays, whatever happens to the Job', async () => {
    await admin('INSERT INTO default.traces SELECT 950000 + number, [], map() FROM numbers(3)');
    expect(await clickhouse.step('plan-restore', '2026-08-10 08:10:00')).toBe('');
    expect(await clickhouse.step('restore', TIME)).toContain('nothing is left to restore');
    expect(await rows()).toBe(100_113);
  });

  it('that failed half-way is tried again, without a backup of what it has left', async () => {
    await forget('done');
    const before = await backups();
    const statements = await attempt('2026-08-10 08:15:00');
    expect(statements.map((statement) => statement.split(' ')[0])).toEqual([
      'SELECT',
      'RESTORE',
      'TRUNCATE',
      'TRUNCATE',
      'RESTORE',
      'INSERT',
    ]);
    expect([await rows(), await backups()]).toEqual([100_110, before]);
  });

  it('is not done when it is too late, also if nothing says that it was', async () => {
    await forget('done');
    expect(await clickhouse.step('plan-restore', '2026-08-17 08:00:01')).toBe('');
    expect(await clickhouse.step('plan-restore', '2026-08-17 07:59:59')).not.toBe('');
  });

  it('can be undone: what was there is a backup like any other', async () => {
    for (const database of ['default', 'openlit']) {
      await admin(emptyStatement(database));
      await admin(restoreStatement(database, 'eu-1.clickhouse/20260808T020001Z/incremental-20260810T080500Z'));
    }
    expect([await rows(), await openlitRows()]).toEqual([100_122, 79]);
  });

  it('of a backup without the database of OpenLIT leaves that as it is', async () => {
    await admin("BACKUP DATABASE default TO S3(backups, 'us-1.clickhouse/20260801T000000Z/full')");
    const statements = lines(
      await clickhouse.step('plan-restore', TIME, { SOURCE: 'us-1.clickhouse', REQUEST: '20260810T080001Z' }),
    );
    expect(statements.filter((statement) => !statement.startsWith('BACKUP') && statement.includes('openlit'))).toEqual([
      'CREATE DATABASE IF NOT EXISTS openlit;',
    ]);
    expect(statements.at(-2)).toContain(
      "RESTORE DATABASE default EXCEPT TABLES schema_migrations FROM S3(backups, 'us-1",
    );
  });
});

describe('recent backups', () => {
  const recent = async (time: string, variables: Record<string, string> = {}): Promise<string> => {
    const statement = (await clickhouse.step('plan-recent', time, variables)).trim();
    expect(await clickhouse.step('recent', time)).toContain('BACKUP_CREATED');
    return lines(statement).at(-1) ?? '';
  };
  const insert = async (first: number): Promise<string> =>
    admin(`INSERT INTO default.traces SELECT ${first} + number, [], map() FROM numbers(10)`);
  const CHAIN = 'eu-1.clickhouse/20260910T020000Z';
  const recents = async (): Promise<readonly string[]> =>
    (await backups()).filter((place) => place.includes('/recent-')).map((place) => place.split('/').at(-1) ?? '');
  const partsIn = async (place: string): Promise<readonly string[]> => [
    ...new Set(
      (await objects()).flatMap((object) =>
        object.startsWith(`${place}/`) ? (/\/data\/default\/(\w+\/\w+)\//.exec(object)?.[1] ?? []) : [],
      ),
    ),
  ];
  let counts: readonly number[] = [];

  it('go back to the last one by the schedule, and then to the one before, so each has only what is new', async () => {
    expect((await job('2026-09-10 02:00:00')).statement).toContain(`'${CHAIN}/full'`);
    counts = [await rows()];
    const known = new Set(await partsIn(`${CHAIN}/full`));
    for (const [minute, base] of [
      ['30', 'full'],
      ['31', 'recent-20260910T020000Z-20260910T023000Z'],
      ['32', 'recent-20260910T020000Z-20260910T023100Z'],
    ] as const) {
      await insert(1_000_000 + 10 * Number(minute));
      counts = [...counts, await rows()];
      const statement = await recent(`2026-09-10 02:${minute}:00`);
      expect(statement).toContain(`TO S3(backups, '${CHAIN}/recent-20260910T020000Z-20260910T02${minute}00Z')`);
      expect(statement).toContain(`base_backup = S3(backups, '${CHAIN}/${base}')`);
      // What was merged meanwhile is new too.
      const parts = await partsIn(`${CHAIN}/recent-20260910T020000Z-20260910T02${minute}00Z`);
      expect([parts.length > 0, parts.filter((part) => known.has(part))]).toEqual([true, []]);
      for (const part of parts) known.add(part);
    }
  });

  it('are restored on trial: the newest, with all that lie before it', async () => {
    await rm(join(folder, 'tmp/drill'), { recursive: true, force: true });
    await clickhouse.step('ask', '2026-09-10 03:00:00');
    const said = await clickhouse.step('drill', '2026-09-10 03:00:00');
    expect(said).toContain(`backup: ${CHAIN}/recent-20260910T020000Z-20260910T023200Z`);
    expect(said).toMatch(new RegExp(`^default\\.traces\t${counts[3]}\t`, 'm'));
    expect(said).toMatch(/^openlit\.otel_traces\t79\t/m);
  });

  it('are what a restore takes to the minute', async () => {
    await insert(2_000_000);
    const variables = { TARGET: '20260910T023130Z', REQUEST: '20260910T033000Z' };
    const statements = lines(await clickhouse.step('plan-restore', '2026-09-10 03:30:00', variables));
    expect(statements.at(-2)).toContain(`'${CHAIN}/recent-20260910T020000Z-20260910T023100Z'`);
    await clickhouse.step('restore', '2026-09-10 03:30:00');
    expect(await rows()).toBe(counts[2]);
  });

  it('are not made while a restore is under way, and are again when it is done', async () => {
    const request = '20260910T033000Z';
    const mark = `eu-1.clickhouse/restores/${request}/done`;
    await remove(mark);
    expect(await clickhouse.step('plan-recent', '2026-09-10 03:30:00', { REQUEST: request })).toBe('');
    expect(await clickhouse.step('recent', '2026-09-10 03:30:00')).toContain('a restore is under way');
    // Nobody asks for it any more, or it is too late for it.
    expect(await clickhouse.step('plan-recent', '2026-09-10 03:30:00')).toContain('/recent-');
    expect(await clickhouse.step('plan-recent', '2026-09-17 03:30:01', { REQUEST: request })).toContain('/recent-');
    await put(mark);
    expect(await clickhouse.step('plan-recent', '2026-09-10 03:30:00', { REQUEST: request })).toContain('/recent-');
  });

  it('begin anew with each backup by the schedule, also when one of them was made while that took its time', async () => {
    const { statement: scheduled, deleted } = await job('2026-09-11 02:00:00');
    expect(scheduled).toContain(`base_backup = S3(backups, '${CHAIN}/full')`);
    // The backup before the restore is one like any other, so there are two younger ones.
    expect(deleted).toContain('objects to delete');
    expect(await recents()).toEqual([]);
    await put(`${CHAIN}/recent-20260910T020000Z-20260911T020005Z/.backup`);
    await insert(3_000_000);
    const statement = await recent('2026-09-11 02:30:00');
    expect(statement).toContain(`/recent-20260911T020000Z-20260911T023000Z')`);
    expect(statement).toContain(`base_backup = S3(backups, '${CHAIN}/incremental-20260911T020000Z')`);
  });

  it('are deleted when there are two younger backups by the schedule, and not while somebody may restore', async () => {
    const before = await recents();
    expect(before).toHaveLength(2);
    await clickhouse.step('plan', '2026-09-12 02:00:00');
    await clickhouse.step('backup', '2026-09-12 02:00:00');
    // Somebody has asked for a restore three days ago.
    expect(await clickhouse.step('prune', '2026-09-12 02:10:00', { REQUEST: '20260909T000000Z' })).toBe('');
    expect(await recents()).toEqual(before);
    expect(await clickhouse.step('prune', '2026-09-12 02:10:00')).toContain('objects to delete');
    expect(await recents()).toEqual(['recent-20260911T020000Z-20260911T023000Z']);
    expect((await objects()).filter((object) => object.includes('/recent-20260910T020000Z-'))).toEqual([]);
    await admin(emptyStatement('default'));
    await admin(restoreStatement('default', `${CHAIN}/recent-20260911T020000Z-20260911T023000Z`));
    expect(await rows()).toBe((counts[2] ?? 0) + 10);
  });

  it('begin with a full one where there is none', async () => {
    const statement = await clickhouse.step('plan-recent', '2026-09-12 03:00:00', { FOLDER: 'new-1.clickhouse' });
    expect(statement).toContain("TO S3(backups, 'new-1.clickhouse/20260912T030000Z/full')");
    expect(statement).not.toContain('base_backup');
  });
});

describe('the user that makes backups', () => {
  it.each([
    ['read a table', 'SELECT * FROM default.traces LIMIT 1'],
    ['read its definition', 'SHOW CREATE TABLE default.traces'],
    ['change a table', 'DROP TABLE default.traces'],
    ['make a table', 'CREATE TABLE default.another (x UInt8) ENGINE = Memory'],
    [
      'restore',
      "RESTORE TABLE default.traces AS default.copy FROM S3(backups, 'eu-1.clickhouse/20260808T020001Z/full')",
    ],
    [
      'read what is in the bucket',
      "SELECT * FROM s3(backups, filename = 'us-1.clickhouse/20250101T000000Z/full/.backup', format = 'RawBLOB')",
    ],
    [
      'write anything else into the bucket',
      "INSERT INTO FUNCTION s3(backups, filename = 'x', format = 'TSV') SELECT 1",
    ],
    ['back up other databases', "BACKUP ALL TO S3(backups, 'all')"],
    ['back up users and their passwords', "BACKUP TABLE system.users TO S3(backups, 'users')"],
    ['write into files of the server', "BACKUP DATABASE default TO File('x')"],
    ['make a table in the other database', 'CREATE TABLE openlit.another (x UInt8) ENGINE = Memory'],
    ['give rights to somebody', 'GRANT BACKUP ON default.* TO backup_metrics'],
  ])('cannot %s', async (_what, statement) => {
    await expect(clickhouse.ask('backup', statement)).rejects.toThrow('ACCESS_DENIED');
  });

  it('has the rights that the configuration gives, and so has the user for metrics', async () => {
    expect([...lines(await admin('SHOW GRANTS FOR backup'))].sort()).toEqual([
      'GRANT BACKUP ON default.* TO backup',
      'GRANT CREATE DATABASE, BACKUP ON openlit.* TO backup',
      'GRANT NAMED COLLECTION ON backups TO backup',
      'GRANT S3 ON *.* TO backup',
    ]);
    expect([...lines(await admin('SHOW GRANTS FOR backup_metrics'))].sort()).toEqual([
      'GRANT SELECT ON system.backup_log TO backup_metrics',
      'GRANT SELECT ON system.backups TO backup_metrics',
      'GRANT SELECT ON system.parts TO backup_metrics',
      'GRANT SHOW TABLES ON default.* TO backup_metrics',
      'GRANT SHOW TABLES ON openlit.* TO backup_metrics',
    ]);
  });
});

describe('the metrics of the backups', () => {
  it('are those of the catalogue, from what the log says, and count what failed; no key is in the log', async () => {
    const full = "BACKUP DATABASE default TO S3(backups, 'eu-1.clickhouse/metrics/full')";
    const log = 'SELECT * FROM system.backup_log FORMAT JSONEachRow';
    const text = await clickhouse.ask(
      'default',
      full,
      "BACKUP DATABASE default TO S3(backups, 'eu-1.clickhouse/metrics/incremental-1') SETTINGS base_backup = S3(backups, 'eu-1.clickhouse/metrics/full')",
      // It is there already.
      full,
      'BACKUP DATABASE default TO Null',
      'SYSTEM FLUSH LOGS',
      METRICS_QUERY,
      log,
    );
    expect(text).toContain('"status":"BACKUP_FAILED"');
    expect(text).not.toMatch(/the-(access|secret)-key/);
    expect(await clickhouse.ask('backup', 'SELECT * FROM system.named_collections')).toBe('');
    const samples = new Map(
      lines(text)
        .filter((line) => line.startsWith('clickhouse_backup_'))
        .map((line): [string, number] => [
          line.slice(0, line.lastIndexOf(' ')),
          Number(line.slice(line.lastIndexOf(' '))),
        ]),
    );
    const names = CLICKHOUSE.map(({ name }) => name).filter((name) => name.startsWith('clickhouse_backup_'));
    expect([...new Set([...samples.keys()].map((series) => series.replace(/\{.*/, '')))].sort()).toEqual(names.sort());
    const now = Date.now() / 1000;
    for (const kind of ['full', 'incremental']) {
      const age = now - (samples.get(`clickhouse_backup_last_success_timestamp_seconds{kind="${kind}"}`) ?? 0);
      expect(age).toBeGreaterThanOrEqual(0);
      expect(age).toBeLessThan(3600);
    }
    expect(samples.get('clickhouse_backup_failures_total{kind="full"}')).toBe(1);
    expect(samples.get('clickhouse_backup_failures_total{kind="incremental"}')).toBe(0);
    const size = (kind: string): number => samples.get(`clickhouse_backup_size_bytes{kind="${kind}"}`) ?? 0;
    expect(size('incremental')).toBeGreaterThan(0);
    expect(size('full')).toBeGreaterThan(10 * size('incremental'));
  });

  it('are read by a user that can do nothing else', async () => {
    expect(await clickhouse.ask('backup_metrics', METRICS_QUERY)).not.toContain('clickhouse_backup_');
    await expect(clickhouse.ask('backup_metrics', 'SELECT * FROM default.traces')).rejects.toThrow('ACCESS_DENIED');
    await expect(clickhouse.ask('backup_metrics', "BACKUP DATABASE default TO S3(backups, 'x')")).rejects.toThrow(
      'ACCESS_DENIED',
    );
  });
});
