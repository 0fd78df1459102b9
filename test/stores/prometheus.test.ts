/** Backups of Prometheus: the generated programs with the real Prometheus and SeaweedFS. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { VOLUME } from '../../generator/components/prometheus/tsdb-program.ts';
import { phase } from '../telemetry/proof/phase.ts';
import { podIps } from '../telemetry/proof/pod-ip.ts';
import { type Prometheus, startPrometheus } from '../telemetry/proof/prometheus.ts';
import { CLUSTER, installProofFleet } from '../telemetry/proof/proof-fleet.ts';
import { answers, startServer, Undo } from '../telemetry/proof/server.ts';
import { testTool } from '../tools/build-test-tool.ts';
import { type Bucket, startBucket } from './bucket.ts';
import { installJobs, type Jobs } from './volume-jobs/volume-jobs.ts';

const FOLDER = `prometheus/${CLUSTER}.prometheus`;
const undo = new Undo();
const podIp = podIps();
let folder: string;
let bucket: Bucket;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  bucket = await phase('SeaweedFS', () => startBucket(undo, join(folder, 'seaweedfs'), podIp));
});

afterAll(() => undo.stop());

const volumeOf = (name: string): string => join(folder, name);

/** With the volume of that name, which is there afterwards too. */
async function start(name: string): Promise<Prometheus> {
  const installed = await installProofFleet({});
  const volume = volumeOf(name);
  await mkdir(join(volume, 'prometheus-db'), { recursive: true });
  await symlink('prometheus-db', join(volume, 'data')).catch(() => {});
  return undo.use(
    await startPrometheus({
      folder: volume,
      host: podIp(),
      values: installed.values('prometheus'),
      manifests: [],
      targets: [],
      alertmanager: undefined,
      // A minute in a cluster.
      arguments: ['--storage.tsdb.block-reload-interval=1s'],
    }),
  );
}

type Variables = Readonly<Record<string, string>>;

/** The Jobs of a replica with the volume of that name. */
async function jobsOf(
  name: string,
  { url }: Prometheus,
  recovery?: Variables,
  variables: Variables = {},
): Promise<Jobs> {
  const { manifests } = await installProofFleet({
    'object-store': bucket.settings,
    prometheus: { backup: { enabled: true }, ...(recovery === undefined ? {} : { recovery }) },
  });
  const address = `${podIp()}:9090`;
  const jobs = await installJobs({
    folder: join(folder, `${name}-jobs`),
    name: 'prometheus-backup',
    mountPath: VOLUME,
    volume: volumeOf(name),
    manifests: JSON.parse(JSON.stringify(manifests).replaceAll('127.0.0.1:9090', address)),
    keys: bucket.keys,
    variables: { PROMETHEUS: url, ...variables },
    start: async (args) =>
      startServer({
        name: 'replay',
        program: await testTool('prometheus'),
        arguments: args,
        folder,
        ready: () => answers(`http://${address}/-/ready`),
      }),
  });
  return jobs;
}

const HOUR = 3_600_000;
const STEP = 15_000;
const now = Math.floor(Date.now() / STEP) * STEP;
const SERIES = ['ada', 'bob', 'cleo'];

/** A sample of each series at each of the times, in Unix milliseconds. */
async function write({ url }: Prometheus, times: readonly number[], names = SERIES): Promise<void> {
  const dataPoints = times.flatMap((time) =>
    names.map((name) => ({
      timeUnixNano: `${time}000000`,
      asDouble: time / 1000,
      attributes: [{ key: 'user', value: { stringValue: name } }],
    })),
  );
  const metrics = [{ name: 'proof', gauge: { dataPoints } }];
  const answer = await fetch(`${url}/api/v1/otlp/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }),
  });
  expect([answer.status, await answer.text()]).toEqual([200, expect.anything()]);
}

const every = (from: number, to: number): readonly number[] =>
  Array.from({ length: (to - from) / STEP }, (_, index) => from + index * STEP);

const matrix = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.looseObject({ user: z.string() }),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
});

/** Times of the samples of each series, in Unix milliseconds; each sample has its own time as its value. */
async function samples({ url }: Prometheus): Promise<Readonly<Record<string, readonly number[]>>> {
  const parameters = new URLSearchParams({ query: 'proof[1d]', time: String(now / 1000 + 3600) });
  const { data } = matrix.parse(await (await fetch(`${url}/api/v1/query?${parameters}`)).json());
  return Object.fromEntries(
    data.result.map(({ metric, values }) => [
      metric.user,
      values.map(([time, value]) => {
        expect(Number(value)).toBe(time);
        return Math.round(time * 1000);
      }),
    ]),
  );
}

const blocksOf = async (name: string): Promise<readonly string[]> =>
  (await readdir(join(volumeOf(name), 'prometheus-db'))).filter((each) => /^[0-9A-Z]{26}$/.test(each)).sort();

/** Waits until every block is made that is due: of what is older than three hours. */
async function compacted({ url }: Prometheus): Promise<void> {
  const range = async (): Promise<number> => {
    const answer = z.object({ data: z.object({ headStats: z.object({ minTime: z.number(), maxTime: z.number() }) }) });
    const { minTime, maxTime } = answer.parse(await (await fetch(`${url}/api/v1/status/tsdb`)).json()).data.headStats;
    return maxTime - minTime;
  };
  await expect.poll(range, { timeout: 180_000, interval: 500 }).toBeLessThanOrEqual(3 * HOUR);
}

const stored = (below: string): Promise<ReadonlyMap<string, string>> => bucket.objects(`${FOLDER}/${below}`);

const backups = async (): Promise<readonly string[]> => [...(await stored('backups')).keys()].sort();

const volumes = async (): Promise<number> => new Set((await backups()).map((path) => path.split('/').at(-2))).size;

/** What a backup is. */
const list = z.object({
  blocks: z.record(z.string(), z.number()),
  files: z.record(z.string(), z.tuple([z.string(), z.number()])),
});

const bytesNew = (said: string): number => Number(/(\d+) bytes new/.exec(said)?.[1]);

/** Written in this order. The one but last comes late, and in between. Blocks are made of the first ones. */
const FIRST = every(now - 7 * HOUR, now - 4.5 * HOUR);
const SECOND = every(now - 4.5 * HOUR, now - HOUR);
const RECENT = every(now - HOUR, now - 4 * STEP);
const LATE = [now - 7.5 * STEP, now - 6.5 * STEP];
const NEWEST = [now - 3 * STEP, now - 2 * STEP];
const ALL = [...FIRST, ...SECOND, ...RECENT, ...LATE, ...NEWEST].sort((a, b) => a - b);

const ofAll = (times: readonly number[]): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(SERIES.map((name) => [name, times]));

let old: Prometheus;
let oldJobs: Jobs;

describe('the backups of Prometheus', () => {
  beforeAll(async () => {
    old = await start('old');
    oldJobs = await jobsOf('old', old);
    await write(old, FIRST);
  });

  it('have samples that are in the log alone', async () => {
    expect(await blocksOf('old')).toEqual([]);
    expect(await oldJobs.run('prometheus-backup')).toMatch(/^0 blocks, \d+ files, \d+ bytes new$/);
  });

  it('have blocks that were made since, as soon as they are made', async () => {
    await write(old, SECOND);
    await compacted(old);
    expect(await blocksOf('old')).not.toEqual([]);
    const said = await oldJobs.run('prometheus-backup');
    expect(said).toMatch(/^[1-9]\d* blocks, \d+ files, \d+ bytes new$/);
    expect(await volumes()).toBe(1);
  });

  it('send what is new, and leave what is there', async () => {
    const before = await stored('files');
    await write(old, RECENT);
    await compacted(old);
    await write(old, LATE);
    const first = await oldJobs.run('prometheus-backup');
    const between = await stored('files');
    for (const [path, state] of before) expect([path, between.get(path)]).toEqual([path, state]);
    const fresh = [...between.keys()].filter((path) => !before.has(path));
    expect(fresh.map((path) => path.split('/').at(-2))).toEqual(expect.arrayContaining(['wal', 'wbl']));
    await write(old, NEWEST);
    await oldJobs.run('prometheus-backup');
    expect(bytesNew(first)).toBeGreaterThan(0);
    expect(bytesNew(await oldJobs.run('prometheus-backup'))).toBe(0);
    expect(await volumes()).toBe(1);
    expect(await samples(old)).toEqual(ofAll(ALL));
  });
});

/** Changes a program of the Jobs of that name. */
async function changed(name: string, program: string, change: (text: string) => string): Promise<void> {
  const path = join(folder, `${name}-jobs`, 'programs', program);
  const text = await readFile(path, 'utf8');
  const other = change(text);
  expect(other).not.toBe(text);
  await writeFile(path, other);
}

describe('a block that Prometheus deletes while it is sent', () => {
  it('is in no backup, and those that took its place are', async () => {
    await old.stop();
    const [block = ''] = await blocksOf('old');
    const merged = join(volumeOf('old'), 'prometheus-db', '01AAAAAAAAAAAAAAAAAAAAAAAA');
    await cp(join(volumeOf('old'), 'prometheus-db', block), merged, { recursive: true });
    const before = await backups();
    await changed(
      'old',
      'bucket.py',
      (text) => `${text}
sent = upload


def upload(path, file):
    import shutil
    shutil.rmtree("${merged}", ignore_errors=True)
    sent(path, file)
`,
    );
    await oldJobs.run('prometheus-backup');
    const [made = ''] = (await backups()).filter((path) => !before.includes(path));
    const { blocks, files } = list.parse(JSON.parse(await bucket.read(made)));
    expect(Object.keys(blocks).sort()).toEqual(await blocksOf('old'));
    for (const [path, [changedAt, size]] of Object.entries(files))
      expect((await stored('files')).get(`${FOLDER}/files/${path}.${changedAt}.${size}`)).toContain(`${size} bytes`);
  });
});

const moment = (time = Date.now()): string => new Date(time).toISOString().replace(/\.\d+/, '');

const restoredTo = (time = Date.now()): Variables => ({ targetTime: moment(time), requestedAt: moment() });

/** Runs the Job as often as there is something left for it. */
async function restore(jobs: Jobs): Promise<string> {
  let said = '';
  while (!said.includes('nothing is left to restore')) said += await jobs.run('prometheus-restore-0');
  return said;
}

describe('a restore of Prometheus', () => {
  let fresh: Prometheus;
  const OWN = [now, now + STEP];

  beforeAll(async () => {
    fresh = await start('new');
  });

  it('brings every sample back that a lost volume had, and leaves those that came since', async () => {
    await write(fresh, OWN);
    const jobs = await jobsOf('new', fresh, restoredTo());
    await jobs.run('prometheus-backup');
    expect(await volumes()).toBe(2);
    expect(await jobs.run('prometheus-restore-0')).toContain('restored 0');
    expect(await restore(jobs)).not.toContain('restored 0');
    await expect.poll(() => samples(fresh), { timeout: 120_000, interval: 1000 }).toEqual(ofAll([...ALL, ...OWN]));
  });

  it('does not cost a sample when Prometheus starts again', async () => {
    await fresh.stop();
    fresh = await start('new');
    expect(await samples(fresh)).toEqual(ofAll([...ALL, ...OWN]));
    expect(await volumes()).toBe(2);
  });

  it('is of exactly the time that is asked for', async () => {
    const third = await start('third');
    const until = now - 5 * HOUR;
    const jobs = await jobsOf('third', third, restoredTo(until));
    await restore(jobs);
    const wanted = ofAll(ALL.filter((time) => time < until));
    await expect.poll(() => samples(third), { timeout: 120_000, interval: 1000 }).toEqual(wanted);
    await third.stop();
  });

  it('puts samples of another cluster beside those of the same time', async () => {
    const standby = await start('standby');
    await write(standby, ALL, ['zoe']);
    const jobs = await jobsOf('standby', standby, restoredTo(), { FOLDER: 'other.prometheus' });
    await restore(jobs);
    const wanted = { ...ofAll([...ALL, ...OWN]), zoe: ALL };
    await expect.poll(() => samples(standby), { timeout: 120_000, interval: 1000 }).toEqual(wanted);
    await standby.stop();
  });

  it('has what it needs when days have passed, and the bucket has nothing else', async () => {
    const jobs = await jobsOf('new', fresh);
    const later = (days: number): Promise<void> =>
      changed('new', 'tsdb.py', (text) =>
        text.replace('now(datetime.timezone.utc)', `$& + datetime.timedelta(days=${days})`),
      );
    await later(2);
    const [lists, objects] = [await backups(), await stored('files')];
    expect(await jobs.run('prometheus-backup')).toMatch(/^deleted [1-9]\d* backups and [1-9]\d* files$/m);
    const [listsAfter, objectsAfter] = [await backups(), await stored('files')];
    expect(lists.every((path) => listsAfter.includes(path))).toBe(false);
    expect([...objects.keys()].every((path) => objectsAfter.has(path))).toBe(false);
    // The last one of the lost volume, and the one that was just made.
    expect(await volumes()).toBe(2);
    const fourth = await start('fourth');
    await restore(await jobsOf('fourth', fourth, restoredTo()));
    const wanted = ofAll([...ALL, ...OWN]);
    await expect.poll(() => samples(fourth), { timeout: 120_000, interval: 1000 }).toEqual(wanted);
    await fourth.stop();
    // As long as Prometheus keeps samples.
    await later(40);
    await jobs.run('prometheus-backup');
    expect(await volumes()).toBe(1);
  });

  it('fails where an object is not what it was, and changes nothing', async () => {
    const { files } = list.parse(JSON.parse(await bucket.read((await backups()).at(-1) ?? '')));
    const [path, [changedAt, size]] = Object.entries(files).find(([name]) => name.endsWith('/index')) ?? ['', ['', 0]];
    await bucket.write(`${FOLDER}/files/${path}.${changedAt}.${size}`, '');
    const fifth = await start('fifth');
    const jobs = await jobsOf('fifth', fifth, restoredTo());
    await expect(restore(jobs)).rejects.toThrow(/index\.\d+\.\d+ is damaged/);
    expect(await samples(fifth)).toEqual({});
    await fifth.stop();
  });
});
