/** Buckets of Google and Azure: what our programs do with them, by the real clients, and emulators of their APIs. At Azure with the identity of a pod. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VOLUME } from '../../generator/components/openlit/backup-programs.ts';
import { phase } from '../telemetry/proof/phase.ts';
import { podIps } from '../telemetry/proof/pod-ip.ts';
import { CLUSTER, installProofFleet } from '../telemetry/proof/proof-fleet.ts';
import { Undo } from '../telemetry/proof/server.ts';
import { startAzureStorage } from './azure-storage/azure-storage.ts';
import { startGoogleStorage } from './google-storage/google-storage.ts';
import { installJobs, type Jobs } from './volume-jobs/volume-jobs.ts';

const CLOUDS = [
  {
    name: 'a bucket of Google',
    start: startGoogleStorage,
    destination: 'gs://acme/team/llm/openlit',
    everything: 'bucket.bucket.list_blobs()',
  },
  {
    name: 'a container of Azure',
    start: startAzureStorage,
    destination: 'https://acmeobservatory.blob.core.windows.net/observatory/team/llm/openlit',
    everything: 'bucket.client.list_blobs()',
  },
] as const;

describe.each(CLOUDS)('the programs of Jobs with $name', ({ start, destination, everything }) => {
  const undo = new Undo();
  let folder: string;
  let jobs: Jobs;
  let variables: Readonly<Record<string, string>>;

  /** Statements of Python with the generated module `bucket`; what they wrote. */
  async function python(...statements: readonly string[]): Promise<string> {
    const program = ['import bucket', ...statements].join('\n');
    const modules = [join(folder, 'programs'), ...(variables.PYTHONPATH === undefined ? [] : [variables.PYTHONPATH])];
    const environment = {
      ...variables,
      DESTINATION: destination,
      PYTHONPATH: modules.join(delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
    };
    return (await promisify(execFile)(jobs.python, ['-c', program], { env: environment })).stdout.trim();
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
    undo.defer(() => rm(folder, { recursive: true, force: true }));
    const address = podIps()();
    const store = await phase('storage', () => start(undo, join(folder, 'storage'), address));
    variables = store.variables;
    const { manifests } = await installProofFleet({
      'object-store': store.settings,
      openlit: { mode: 'managed', backup: { enabled: true } },
    });
    jobs = await installJobs({
      folder,
      name: 'openlit-backup',
      mountPath: VOLUME,
      volume: join(folder, 'volume'),
      manifests,
      keys: {},
      variables,
    });
  });

  afterAll(() => undo.stop());

  it('write, list, read and delete below their own folder of it', async () => {
    await python('bucket.write("a/new.txt", "ä")', 'bucket.write("a/deep/er.txt", "12")', 'bucket.write("b.txt", "3")');
    expect(await python('print(bucket.names("a"), bucket.sizes("a"), bucket.folders("a"))')).toBe(
      "['deep/er.txt', 'new.txt'] {'deep/er.txt': 2, 'new.txt': 2} ['deep']",
    );
    expect(await python('print(bucket.read("a/new.txt"))')).toBe('ä');
    const all = `print([each.name for each in ${everything}])`;
    expect(await python(all)).toContain("'team/llm/openlit/b.txt'");
    await python('bucket.delete("b.txt")', 'bucket.delete("b.txt")');
    expect(await python(all)).not.toContain('b.txt');
  });

  it('find what was written before a time', async () => {
    await python('bucket.write("old/one.txt", "1")');
    const now = 'now = datetime.datetime.now(datetime.timezone.utc)';
    const found = 'print([bucket.before("old", now + datetime.timedelta(hours=hours)) for hours in (-1, 1)])';
    expect(await python('import datetime', now, found)).toBe("[[], ['one.txt']]");
  });

  it('upload and download files as they are', async () => {
    const [from, to] = [join(folder, 'from.bin'), join(folder, 'to.bin')];
    const content = Buffer.alloc(3_000_000, 'not the same byte again and again');
    await writeFile(from, content);
    await python(`bucket.upload("files/one", "${from}")`, `bucket.download("files/one", "${to}")`);
    expect(content.equals(await readFile(to))).toBe(true);
  });

  it('copy the database of OpenLIT there', async () => {
    const tables =
      'live.executescript("CREATE TABLE _prisma_migrations (finished_at DATETIME); CREATE TABLE Users (name TEXT)")';
    await python('import sqlite3', `live = sqlite3.connect("${join(folder, 'volume/data.db')}")`, tables);
    expect(await jobs.run('openlit-backup')).toMatch(/^made \d{8}T\d{6}Z-[0-9a-f]{16}\.sqlite\.gz: \d+ bytes$/);
    expect(await python(`print(bucket.names("${CLUSTER}.openlit"))`)).toMatch(
      /^\['\d{8}T\d{6}Z-[0-9a-f]{16}\.sqlite\.gz'/,
    );
  });
});
