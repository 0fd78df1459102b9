/** Backups of a log store: the generated programs with the real VictoriaLogs and SeaweedFS. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STORAGE } from '../../generator/components/log-store/backup-programs.ts';
import { phase } from '../telemetry/proof/phase.ts';
import { podIps } from '../telemetry/proof/pod-ip.ts';
import { CLUSTER, installProofFleet } from '../telemetry/proof/proof-fleet.ts';
import { Undo } from '../telemetry/proof/server.ts';
import { startVictoriaLogs, type VictoriaLogs } from '../telemetry/proof/victoria-logs.ts';
import { type Bucket, startBucket } from './bucket.ts';
import { installJobs, type Jobs } from './volume-jobs/volume-jobs.ts';

const FOLDER = `audit/${CLUSTER}.audit`;
const undo = new Undo();
const podIp = podIps();
let folder: string;
let bucket: Bucket;
let start: (name: string) => Promise<VictoriaLogs>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  bucket = await phase('SeaweedFS', () => startBucket(undo, join(folder, 'seaweedfs'), podIp));
  const installed = await installProofFleet({ audit: { mode: 'managed' } });
  start = async (name) => {
    const store = await startVictoriaLogs(join(folder, name), podIp(), installed.values('audit'));
    undo.use(store);
    return store;
  };
});

afterAll(() => undo.stop());

const partition = async ({ url }: VictoriaLogs, path: string): Promise<string> => {
  const response = await fetch(`${url}/internal/partition/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.text();
};

const LINES = 'user:* | sort by (_time, user)';

/** Lines of a day, in Unix milliseconds. */
async function write(store: VictoriaLogs, day: number, users: readonly string[]): Promise<void> {
  const lines = users.map(
    (user, index) => `${JSON.stringify({ _time: String(day + index), _msg: 'signed in', user })}\n`,
  );
  const headers = { 'content-type': 'application/stream+json' };
  const address = `${store.url}/insert/jsonline?_stream_fields=service`;
  expect(await fetch(address, { method: 'POST', headers, body: lines.join('') })).toMatchObject({ ok: true });
  // They can be found a second later.
  const isThere = async (): Promise<boolean> => (await store.query(`user:=${users.at(-1)}`)).length > 0;
  await expect.poll(isThere, { timeout: 60_000 }).toBe(true);
}

/** The Jobs of a store, whose volume is in the folder that it was started in. */
async function jobsOf(name: string, { url }: VictoriaLogs, recovery?: Readonly<Record<string, string>>): Promise<Jobs> {
  const { manifests } = await installProofFleet({
    'object-store': bucket.settings,
    audit: { mode: 'managed', backup: { enabled: true }, ...(recovery === undefined ? {} : { recovery }) },
  });
  return installJobs({
    folder: join(folder, `${name}-jobs`),
    name: 'audit-backup',
    mountPath: STORAGE,
    volume: join(folder, name, 'storage'),
    manifests,
    keys: bucket.keys,
    variables: { STORE: url },
  });
}

const DAY = 86_400_000;
const now = Date.now();
const [today, yesterday, before] = [now - 10_000, now - DAY, now - 2 * DAY];
const nameOf = (time: number): string => new Date(time).toISOString().slice(0, 10).replaceAll('-', '');

const users = async (store: VictoriaLogs): Promise<readonly (string | undefined)[]> =>
  (await store.query(LINES)).map(({ user }) => user);

/** Paths below a day, with the folder of its copy. */
const stored = async (time: number): Promise<readonly string[]> =>
  [...(await bucket.objects(`${FOLDER}/${nameOf(time)}`)).keys()].sort();

const copiesOf = (paths: readonly string[]): number => new Set(paths.map((path) => path.split('/')[3])).size;

describe('the backups of a log store', () => {
  let old: VictoriaLogs;
  let jobs: Jobs;

  beforeAll(async () => {
    old = await start('old');
    jobs = await jobsOf('old', old);
  });

  it('are of every day, and leave no snapshot behind', async () => {
    await write(old, yesterday, ['ada', 'bob']);
    await write(old, today, ['cleo', 'dan']);
    const said = await jobs.run('audit-backup');
    expect(said).toMatch(new RegExp(`^${nameOf(yesterday)}: 2 lines, \\d+ bytes new$`, 'm'));
    expect(said).toMatch(new RegExp(`^${nameOf(today)}: 2 lines, \\d+ bytes new$`, 'm'));
    expect(await partition(old, 'snapshot/list')).toBe('[]');
    expect((await stored(yesterday)).some((path) => path.endsWith('/copy.json'))).toBe(true);
  });

  it('send nothing of days that have not changed, and of the others what is new', async () => {
    const [unchanged, changed] = [await bucket.objects(`${FOLDER}/${nameOf(yesterday)}`), await stored(today)];
    await write(old, today + 5, ['erin']);
    const said = await jobs.run('audit-backup');
    expect(said).toMatch(new RegExp(`^${nameOf(today)}: 3 lines, \\d+ bytes new$`));
    expect(said).not.toContain(nameOf(yesterday));
    expect(await bucket.objects(`${FOLDER}/${nameOf(yesterday)}`)).toEqual(unchanged);
    expect(copiesOf([...changed, ...(await stored(today))])).toBe(1);
  });

  it('go when the store itself would not keep the day any more', async () => {
    await bucket.write(`${FOLDER}/20200101/20200102T000000Z/copy.json`, '{}');
    expect(await jobs.run('audit-backup')).toBe('20200101: deleted');
    expect([...(await bucket.objects(`${FOLDER}/20200101`)).keys()]).toEqual([]);
  });
});

describe('a restore of a log store', () => {
  const moment = (time = Date.now()): string => new Date(time).toISOString().replace(/\.\d+/, '');
  let fresh: VictoriaLogs;

  it('brings every line of the days back that a new store does not have', async () => {
    fresh = await start('new');
    await write(fresh, before, ['eve']);
    const jobs = await jobsOf('new', fresh, { targetTime: moment(), requestedAt: moment() });
    const said = await jobs.run('audit-restore');
    expect(said.split('\n')).toEqual([`restored ${nameOf(yesterday)}`, `restored ${nameOf(today)}`]);
    expect(await users(fresh)).toEqual(['eve', 'ada', 'bob', 'cleo', 'dan', 'erin']);
    expect(await jobs.run('audit-restore')).toBe('nothing is left to restore');
  });

  it('leaves days as they are that the store has, and the copy of a lost volume stays beside that of the new one', async () => {
    const third = await start('third');
    // More than the lost one had: but its day begins later.
    await write(third, today + 100, ['zoe', 'yan', 'xia', 'wes']);
    const jobs = await jobsOf('third', third, { targetTime: moment(), requestedAt: moment() });
    await jobs.run('audit-backup');
    expect(copiesOf(await stored(today))).toBe(2);
    const said = await jobs.run('audit-restore');
    expect(said).toContain(`${nameOf(today)} is there already, and stays as it is`);
    expect(said).toContain(`restored ${nameOf(yesterday)}`);
    expect(await users(third)).toEqual(['ada', 'bob', 'zoe', 'yan', 'xia', 'wes']);
  });

  it('is not begun when more than a week has passed since it was asked for, and says so', async () => {
    const late = await start('late');
    const requestedAt = moment(Date.now() - 8 * 86_400_000);
    const jobs = await jobsOf('late', late, { targetTime: requestedAt, requestedAt });
    expect(await jobs.run('audit-restore')).toMatch(/^it was asked for more than a week ago/);
    expect(await users(late)).toEqual([]);
  });

  it('fails where an object of the copy is not what it was, and changes nothing', async () => {
    const damaged = (await stored(yesterday)).find((path) => /datadb\/.*\.bin$/.test(path)) ?? '';
    await bucket.write(damaged, '');
    const fourth = await start('fourth');
    const jobs = await jobsOf('fourth', fourth, { targetTime: moment(), requestedAt: moment() });
    await expect(jobs.run('audit-restore')).rejects.toThrow(/\.bin is damaged/);
    expect(await users(fourth)).toEqual([]);
  });
});
