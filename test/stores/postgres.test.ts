/**
 * Backups of PostgreSQL, and a restore as the command asks for it: the real PostgreSQL, Barman, SeaweedFS and the code of CloudNativePG
 * and its plugin do what the generated Cluster and ObjectStore say.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { commandLine } from '../commands/command-line.ts';
import { inputFiles } from '../input-files.ts';
import { phase } from '../telemetry/proof/phase.ts';
import { podIps } from '../telemetry/proof/pod-ip.ts';
import { CLUSTER, ENVIRONMENT, installProofFleet } from '../telemetry/proof/proof-fleet.ts';
import { eventually, type Server, Undo } from '../telemetry/proof/server.ts';
import { writeFiles } from '../temporary-folder.ts';
import { type Bucket, startBucket } from './bucket.ts';
import { type Drill, drillOf } from './postgres/drill.ts';
import { type Deployed, deployed, makePod, type Pod } from './postgres/pod.ts';

const undo = new Undo();
const podIp = podIps();
let folder: string;
let bucket: Bucket;
let before: Deployed;
let pod: Pod;
let server: Server;

const clusterFile = z.object({
  spec: z.object({ components: z.object({ postgres: z.record(z.string(), z.json()) }) }),
});

const status = z.object({
  serverRecoveryWindow: z.record(
    z.string(),
    z.object({ firstRecoverabilityPoint: z.string(), lastSuccessfulBackupTime: z.string() }),
  ),
});

/** What is deployed on a cluster with these settings of `postgres`. */
async function deployedWith(
  postgres: z.output<typeof clusterFile>['spec']['components']['postgres'],
): Promise<Deployed> {
  const { manifests } = await installProofFleet({ 'object-store': bucket.settings, postgres });
  return deployed(manifests, bucket.secret);
}

/** The recovery window that the plugin writes into the status of the ObjectStore. */
function windowOf(written: string, server: string): { readonly firstRecoverabilityPoint: string } {
  const found = status.parse(JSON.parse(written.trim().split('\n').at(-1) ?? '')).serverRecoveryWindow[server];
  if (found === undefined) throw new Error(`the status says nothing of ${server}: ${written}`);
  return found;
}

const SETTINGS = { backup: { enabled: true, retention: '14d', drill: { enabled: true } } };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  bucket = await phase('SeaweedFS', () => startBucket(undo, join(folder, 'seaweedfs'), podIp));
  before = await deployedWith(SETTINGS);
  pod = await phase('programs', () => makePod(join(folder, 'first'), podIp(), before));
  await pod.bootstrap();
  server = undo.use(await phase('PostgreSQL', () => pod.start()));
});

afterAll(() => undo.stop());

const archive = async (name: string): Promise<readonly string[]> => [
  ...(await bucket.objects(`postgres/${CLUSTER}.${name}`)).keys(),
];

/** Until all that was written up to now is in the bucket. */
async function archived({ query }: Pod): Promise<void> {
  const [segment = ''] = await query('SELECT pg_walfile_name(pg_switch_wal())');
  const state = 'SELECT failed_count, last_archived_wal FROM pg_stat_archiver';
  // A Job of a restore lets its server archive nothing, which counts.
  const before = await query(state);
  await eventually(`${segment} in the archive`, async () => {
    const [failures, last = ''] = ((await query(state))[0] ?? '').split('|');
    if (Number(failures) > Number.parseInt(before[0] ?? '', 10) + 2)
      throw new Error(`archiving fails:\n${server.log()}`);
    return last >= segment ? true : undefined;
  });
}

/** The next whole second, as the command takes it, after what was done before; what is done afterwards is later. */
async function moment({ query }: Pod): Promise<string> {
  const [now = ''] = await query(
    `SELECT to_char(date_trunc('second', clock_timestamp() AT TIME ZONE 'UTC') + interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
  );
  await setTimeout(new Date(now).getTime() - Date.now() + 1100);
  return now;
}

const insert = (what: string): Promise<readonly string[]> =>
  pod.query(`INSERT INTO projects SELECT '${what} ' || n FROM generate_series(1, 1000) n`);
const counts = ({ query }: Pod): Promise<readonly string[]> =>
  query("SELECT split_part(name, ' ', 1), count(*) FROM projects GROUP BY 1 ORDER BY 1");

let time: string;

describe('backups of PostgreSQL', () => {
  it('are in the folder of the Cluster: a base backup, and every segment of the write-ahead log', async () => {
    await pod.query('CREATE TABLE projects (name text)');
    await insert('before-backup');
    const written = await phase('backup', () => pod.plugin('backup'));
    await insert('before-loss');
    time = await moment(pod);
    await insert('mistake');
    await archived(pod);
    expect(new Date(windowOf(written, `${CLUSTER}.postgres`).firstRecoverabilityPoint) < new Date(time)).toBe(true);
    const names = (await archive('postgres')).map((path) => path.replace(/\d{8}T\d{6}/, '<backup>'));
    expect(names).toContain(`postgres/${CLUSTER}.postgres/base/<backup>/backup.info`);
    expect(names).toContain(`postgres/${CLUSTER}.postgres/base/<backup>/data.tar.snappy`);
    expect(names).toContain(`postgres/${CLUSTER}.postgres/wals/0000000100000000/000000010000000000000001.snappy`);
    expect(names.every((name) => name.startsWith(`postgres/${CLUSTER}.postgres/`))).toBe(true);
  });
});

describe('the restore drill of PostgreSQL', () => {
  let drill: Drill;

  beforeAll(async () => {
    for (const database of ['langfuse', 'grafana']) {
      await pod.query(`CREATE DATABASE ${database}`);
      await pod.query('CREATE TABLE names (id int PRIMARY KEY, name text)', database);
      await pod.query(
        "INSERT INTO names SELECT n, repeat('name ', 500) || n FROM generate_series(1, 1000) n",
        database,
      );
    }
    // Without it, a backup waits until PostgreSQL has written everything at its leisure.
    await pod.query('CHECKPOINT');
    await pod.plugin('backup');
    await pod.query('INSERT INTO names SELECT n FROM generate_series(1001, 1010) n', 'langfuse');
    await archived(pod);
    await pod.query('INSERT INTO names SELECT n FROM generate_series(1011, 1020) n', 'langfuse');
    await archived(pod);
    const { manifests } = await installProofFleet({ 'object-store': bucket.settings, postgres: SETTINGS });
    drill = drillOf(join(folder, 'drill'), manifests, bucket.keys, pod.environment);
  });

  it('recovers the newest base backup to the end of the archive, and checks it', async () => {
    const said = await phase('drill', () => drill.run());
    const [newest = ''] = (await segments()).slice(-1);
    expect(said).toContain(`archive: to ${newest}`);
    expect(said).toMatch(/^recovered: to [0-9A-F]+\/[0-9A-F]+, last transaction 20\d\d-/m);
    expect(said).toMatch(/^database langfuse: 1 tables$/m);
    expect(said).toMatch(/^every table and index is sound$/m);
    expect(await pod.query('SELECT count(*) FROM names', 'langfuse')).toEqual(['1020']);
  });

  /** Names of the segments of the archive, in their order. */
  const segments = async (): Promise<readonly string[]> =>
    (await archive('postgres')).flatMap((path) => /\/wals\/\w+\/(\w{24})\.snappy$/.exec(path)?.[1] ?? []).sort();

  it.each([
    ['is missing', -2, undefined],
    ['is damaged', -2, 'x'],
  ])('fails where a segment %s that the newest one follows', async (_, at, content) => {
    const name = (await segments()).at(at) ?? '';
    const path = `postgres/${CLUSTER}.postgres/wals/${name.slice(0, 16)}/${name}.snappy`;
    await bucket.move(path, 'saved/segment');
    if (content !== undefined) await bucket.write(path, content);
    await expect(drill.run()).rejects.toThrow(
      content === undefined ? 'is missing: the recovery ended there' : 'the server did not recover',
    );
    await bucket.move('saved/segment', path);
    expect(await drill.run()).toContain('every table and index is sound');
  });

  it('fails where a page of a table is damaged', async () => {
    const [file = ''] = await pod.query("SELECT pg_relation_filepath('names')", 'grafana');
    const damage = async (data: string): Promise<void> => {
      const content = await readFile(join(data, file));
      content.write('damaged', 8192 + 100);
      await writeFile(join(data, file), content);
    };
    await expect(drill.run(damage)).rejects.toThrow(/checksum|invalid page/);
  });

  it('fails where nothing is in a database', async () => {
    await pod.query('DROP TABLE names', 'grafana');
    await archived(pod);
    await expect(drill.run()).rejects.toThrow('the database grafana has no tables');
  });
});

describe('a restore of PostgreSQL', () => {
  let after: Deployed;
  let restored: Pod;
  let old: ReadonlyMap<string, string>;
  let name: string;

  it('is a new Cluster with what was written before the time, and nothing of what came after it', async () => {
    await server.stop();
    await rm(pod.data, { recursive: true });
    old = await bucket.objects(`postgres/${CLUSTER}.postgres`);
    // As somebody asks for it.
    const repo = join(folder, 'fleet');
    const components = { 'object-store': bucket.settings, postgres: SETTINGS };
    writeFiles(
      repo,
      inputFiles({
        fleet: { environments: { [ENVIRONMENT]: { size: 'small' } } },
        clusters: { [CLUSTER]: { environment: ENVIRONMENT, components } },
      }),
    );
    const asked = await commandLine(repo, 'restore', CLUSTER, '--to', time, '--component', 'postgres', '--no-validate');
    expect([asked.exitCode, asked.err]).toEqual([0, '']);
    const { postgres } = clusterFile.parse(
      parse(await readFile(join(repo, 'clusters', CLUSTER, 'cluster.yaml'), 'utf8')),
    ).spec.components;
    name = String(postgres.name);
    after = await deployedWith(postgres);
    restored = await makePod(join(folder, 'second'), podIp(), after);
    await phase('restore', () => restored.restore());
    server = undo.use(await restored.start());
    expect(await counts(restored)).toEqual(['before-backup|1000', 'before-loss|1000']);
  });

  it('archives to another folder, and leaves the old one as it is', async () => {
    await restored.query("INSERT INTO projects VALUES ('later 1')");
    await archived(restored);
    await phase('backup', () => restored.plugin('backup'));
    const names = await archive(name);
    expect(names.some((path) => path.includes('/wals/00000002'))).toBe(true);
    expect(names.some((path) => path.endsWith('/backup.info'))).toBe(true);
    expect(await bucket.objects(`postgres/${CLUSTER}.postgres`)).toEqual(old);
  });

  it('is refused into a folder that has an archive', async () => {
    const another = await makePod(join(folder, 'third'), podIp(), {
      ...after,
      cluster: {
        ...after.cluster,
        spec: { ...z.looseObject({}).parse(after.cluster.spec), plugins: pluginsOf(before) },
      },
    });
    await expect(another.restore()).rejects.toThrow('Expected empty archive');
  });

  it('is the only way back to an archive: a Cluster that is made anew under the old name does not write to it', async () => {
    const anew = await makePod(join(folder, 'fourth'), podIp(), before);
    await anew.bootstrap();
    const segment = 'pg_wal/000000010000000000000001';
    await expect(anew.plugin('archive', segment)).rejects.toThrow('Expected empty archive');
    expect(await bucket.objects(`postgres/${CLUSTER}.postgres`)).toEqual(old);
  });

  it('fails for a time before the first backup', async () => {
    const recovery = { serverName: `${CLUSTER}.postgres`, targetTime: '2020-01-01T00:00:00Z' };
    const early = await deployedWith({ ...SETTINGS, name: 'postgres-early', recovery });
    const job = await makePod(join(folder, 'fifth'), podIp(), early);
    await expect(job.restore()).rejects.toThrow('no target backup found');
  });

  describe('and then the retention', () => {
    const days = (count: number): string => new Date(Date.now() - count * 86_400_000).toISOString();
    const bases = async (): Promise<readonly string[]> =>
      (await archive(name)).filter((path) => path.endsWith('/backup.info')).sort();

    /** Changes when a backup was made. */
    async function age(path: string, count: number): Promise<void> {
      const text = await bucket.read(path);
      const aged = text.replaceAll(
        /^(begin_time|end_time)=.*$/gm,
        `$1=${days(count).replace('T', ' ').replace('Z', '+00:00')}`,
      );
      if (aged === text) throw new Error(`no time in ${text}`);
      await bucket.write(path, aged);
    }

    it('keeps what a restore to its beginning needs, and deletes what is older with its segments', async () => {
      await restored.query("INSERT INTO projects VALUES ('later 2')");
      await archived(restored);
      await phase('backup', () => restored.plugin('backup'));
      await archived(restored);
      const [first = '', second = ''] = await bases();
      const segments = (await archive(name)).filter((path) => path.includes('/wals/'));
      await age(first, 13);
      await phase('retention', () => restored.plugin('retain'));
      expect(await bases()).toEqual([first, second]);
      await age(first, 20);
      const kept = windowOf(await restored.plugin('retain'), `${CLUSTER}.${name}`);
      // The second is from today: the first one is needed for everything before it.
      expect(await bases()).toEqual([first, second]);
      expect(Date.parse(kept.firstRecoverabilityPoint)).toBeLessThan(Date.parse(days(19)));
      await age(second, 15);
      await restored.plugin('retain');
      expect(await bases()).toEqual([second]);
      const left = (await archive(name)).filter((path) => path.includes('/wals/'));
      expect(left.length).toBeLessThan(segments.length);
      expect(segments).toEqual(expect.arrayContaining(left));
    });

    it('never deletes the last backup, however old it is', async () => {
      const [last = ''] = await bases();
      await age(last, 1000);
      await restored.plugin('retain');
      expect(await bases()).toEqual([last]);
    });
  });
});

function pluginsOf({ cluster }: Deployed): unknown {
  return z.looseObject({ plugins: z.array(z.unknown()) }).parse(cluster.spec).plugins;
}
