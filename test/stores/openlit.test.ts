/** Backups of OpenLIT's own state: the generated programs with the real SQLite and SeaweedFS, while another process uses the database. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VOLUME } from '../../generator/components/openlit/backup-programs.ts';
import { phase } from '../telemetry/proof/phase.ts';
import { podIps } from '../telemetry/proof/pod-ip.ts';
import { CLUSTER, installProofFleet } from '../telemetry/proof/proof-fleet.ts';
import { Undo } from '../telemetry/proof/server.ts';
import { type Bucket, startBucket } from './bucket.ts';
import { installJobs, type Jobs } from './volume-jobs/volume-jobs.ts';

const FOLDER = `openlit/${CLUSTER}.openlit`;
const undo = new Undo();
let folder: string;
let bucket: Bucket;
let interpreter: string;
let jobs: OpenLit;

/** Jobs, and the database that they copy. */
interface OpenLit extends Pick<Jobs, 'run'> {
  readonly database: string;
  /** Statements of a script of Python, with `live` connected to the database; what it wrote. */
  python(script: string): Promise<string>;
}

/** The Jobs with these settings, in a folder of their own. */
async function installed(name: string, openlit: Readonly<Record<string, string>> | undefined): Promise<OpenLit> {
  const { manifests } = await installProofFleet({
    'object-store': bucket.settings,
    openlit: {
      mode: 'managed',
      backup: { enabled: true, retention: '7d' },
      ...(openlit === undefined ? {} : { recovery: openlit }),
    },
  });
  const { run, python } = await installJobs({
    folder: join(folder, name),
    name: 'openlit-backup',
    mountPath: VOLUME,
    volume: join(folder, name, 'volume'),
    manifests,
    keys: bucket.keys,
  });
  const database = join(folder, name, 'volume/data.db');
  const connected = 'import sqlite3, sys\nlive = sqlite3.connect(sys.argv[1], isolation_level=None)\n';
  interpreter = python;
  return {
    run,
    database,
    python: async (script) =>
      (await promisify(execFile)(python, ['-c', `${connected}${script}`, database])).stdout.trim(),
  };
}

/** As Prisma makes the tables: those of OpenLIT, and the one of its migrations. */
const TABLES = `
live.executescript("""
  CREATE TABLE _prisma_migrations (migration_name TEXT NOT NULL, finished_at DATETIME);
  INSERT INTO _prisma_migrations VALUES ('20240101000000_init', 1);
  CREATE TABLE "User" (email TEXT PRIMARY KEY, password TEXT);
""")`;

const addUser = (email: string): Promise<string> =>
  jobs.python(`live.execute('INSERT INTO "User" VALUES (?, ?)', ("${email}", "x" * 5000))`);

const users = ({ python }: OpenLit): Promise<string> =>
  python(`print(*(email for (email,) in live.execute('SELECT email FROM "User" ORDER BY email')))`);

/** Names of the copies, the oldest first. */
const copies = async (): Promise<readonly string[]> =>
  [...(await bucket.objects(FOLDER)).keys()]
    .filter((path) => path.endsWith('.sqlite.gz'))
    .map((path) => path.slice(FOLDER.length + 1))
    .sort();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  bucket = await phase('SeaweedFS', () => startBucket(undo, join(folder, 'seaweedfs'), podIps()));
  jobs = await installed('first', undefined);
});

afterAll(() => undo.stop());

/** Another process has the database open: it answers each line with the users that it sees, after what the line says was done. */
function openElsewhere(database: string) {
  const script = `import sqlite3, sys
live = sqlite3.connect(sys.argv[1], isolation_level=None)
for line in sys.stdin:
    live.execute(line)
    print(*(email for (email,) in live.execute('SELECT email FROM "User" ORDER BY email')), flush=True)`;
  const child = spawn(interpreter, ['-c', script, database], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  undo.defer(async () => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  return async (statement: string): Promise<string> => {
    child.stdin.write(`${statement}\n`);
    const [answer] = await once(lines, 'line');
    return String(answer);
  };
}

describe('the backups of OpenLIT', () => {
  it('fail until OpenLIT has made its database, and its tables', async () => {
    await expect(jobs.run('openlit-backup')).rejects.toThrow('unable to open database file');
    await jobs.python('pass');
    await expect(jobs.run('openlit-backup')).rejects.toThrow('the database has no tables');
    expect(await copies()).toEqual([]);
  });

  it('are of one moment, without what a transaction has not committed', async () => {
    await jobs.python(TABLES);
    await addUser('ada');
    const elsewhere = openElsewhere(jobs.database);
    await elsewhere('BEGIN IMMEDIATE');
    expect(await elsewhere(`INSERT INTO "User" VALUES ('bob', '')`)).toBe('ada bob');
    expect(await jobs.run('openlit-backup')).toMatch(/^made \d{8}T\d{6}Z-[0-9a-f]{16}\.sqlite\.gz: \d+ bytes$/);
    await elsewhere('ROLLBACK');
    expect(await copies()).toHaveLength(1);
  });

  it('are not made again of what has not changed', async () => {
    const before = await copies();
    expect(await jobs.run('openlit-backup')).toBe(`unchanged since ${before[0]}`);
    expect(await copies()).toEqual(before);
  });

  it('go with the retention, but for the last one before it', async () => {
    const [newest = ''] = await copies();
    const old = ['20260101T000000Z', '20260102T000000Z'].map((time) => `${time}-0123456789abcdef.sqlite.gz`);
    for (const name of old) await bucket.write(`${FOLDER}/${name}`, 'old');
    expect(await jobs.run('openlit-backup')).toBe(`unchanged since ${newest}\ndeleted ${old[0]}`);
    expect(await copies()).toEqual([old[1], newest]);
  });

  it('fail where the bucket does not return what was written', async () => {
    const [, newest = ''] = await copies();
    await bucket.move(`${FOLDER}/${newest}`, 'saved/copy');
    await bucket.move(`${FOLDER}/20260102T000000Z-0123456789abcdef.sqlite.gz`, `${FOLDER}/${newest}`);
    await expect(jobs.run('openlit-backup')).rejects.toThrow();
    await bucket.move('saved/copy', `${FOLDER}/${newest}`);
    expect(await jobs.run('openlit-backup')).toBe(`unchanged since ${newest}`);
  });
});

describe('a restore of OpenLIT', () => {
  const wait = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 1100));
  const now = (time = Date.now()): string => new Date(time).toISOString().replace(/\.\d+/, '');
  let restored: OpenLit;

  it('brings back the state of the time, which whoever has the database open sees at once', async () => {
    await addUser('cleo');
    await jobs.run('openlit-backup');
    await wait();
    const targetTime = now();
    await wait();
    await jobs.python(`live.execute('DELETE FROM "User"')`);
    await addUser('mallory');
    await jobs.run('openlit-backup');
    await addUser('late');
    const elsewhere = openElsewhere(jobs.database);
    expect(await elsewhere('SELECT 1')).toBe('late mallory');
    restored = await installed('first', { targetTime, requestedAt: now() });
    expect(await restored.run('openlit-restore')).toMatch(/^made .*\nrestored /);
    expect(await elsewhere('SELECT 1')).toBe('ada cleo');
    expect(await elsewhere(`INSERT INTO "User" VALUES ('new', '')`)).toBe('ada cleo new');
  });

  it('is done once', async () => {
    expect(await restored.run('openlit-restore')).toBe('nothing is left to restore');
    expect(await users(restored)).toBe('ada cleo new');
  });

  it('is not begun when more than a week has passed since it was asked for, and says so', async () => {
    const requestedAt = now(Date.now() - 8 * 86_400_000);
    const late = await installed('first', { targetTime: requestedAt, requestedAt });
    expect(await late.run('openlit-restore')).toMatch(/^it was asked for more than a week ago/);
    expect(await users(late)).toBe('ada cleo new');
  });

  it('has backed up before what was there', async () => {
    const newest = (await copies()).at(-1)?.split('-')[0] ?? '';
    const targetTime = newest.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z');
    await wait();
    const again = await installed('first', { targetTime, requestedAt: now() });
    await again.run('openlit-restore');
    expect(await users(again)).toBe('late mallory');
  });

  it('goes to a new volume, of the backups of another cluster, once OpenLIT has made its tables', async () => {
    const elsewhere = 'eu-2.openlit';
    const newest = (await copies()).at(-1) ?? '';
    await bucket.move(`${FOLDER}/${newest}`, `openlit/${elsewhere}/${newest}`);
    await wait();
    const fresh = await installed('fresh', { targetTime: now(), requestedAt: now(), folder: elsewhere });
    await expect(fresh.run('openlit-restore')).rejects.toThrow('OpenLIT has not made its tables yet');
    await fresh.python(TABLES);
    expect(await fresh.run('openlit-restore')).toContain(`restored ${newest}`);
    expect(await users(fresh)).toBe('ada cleo new');
  });

  it('changes nothing where another version of OpenLIT made the backup, or there is none', async () => {
    await jobs.python(`live.execute("INSERT INTO _prisma_migrations VALUES ('20260601000000_more', 1)")`);
    const before = await users(jobs);
    await wait();
    const newer = await installed('first', { targetTime: now(), requestedAt: now() });
    await expect(newer.run('openlit-restore')).rejects.toThrow('was made by another version of OpenLIT');
    const early = await installed('first', { targetTime: '2026-01-01T00:00:00Z', requestedAt: now() });
    await expect(early.run('openlit-restore')).rejects.toThrow(
      'there is no backup that began at the time or before it',
    );
    expect(await users(jobs)).toBe(before);
  });
});
