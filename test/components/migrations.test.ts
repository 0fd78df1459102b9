/**
 * The schemas of Langfuse's databases: one Job makes them, when the operator is done with the database, and pods wait for it.
 * The programs that wait are run as they are, against a server that answers as ClickHouse does.
 */
import { spawn } from 'node:child_process';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { DATABASES_ARE_REPLICATED, SCHEMA_IS_THERE } from '../../generator/components/langfuse/waiting.ts';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

type Answers = ReturnType<typeof watchedCluster>;

function on(components: JsonObject): Answers {
  return watchedCluster({ cluster: { components } });
}

function jobs(answers: Answers): readonly Manifest[] {
  return (answers.get('langfuse')?.manifests ?? []).filter(({ kind }) => kind === 'Job');
}

function containers(answers: Answers, list: 'initContainers' | 'containers'): readonly JsonObject[] {
  const found = at(jobs(answers)[0]?.spec, 'template', 'spec', list);
  return (isList(found) ? found : []).filter(isObject);
}

function values(answers: Answers, ...path: readonly string[]): Json | undefined {
  return at(answers.get('langfuse')?.values, ...path);
}

function variables(container: JsonObject | undefined): Readonly<Record<string, Json>> {
  const env = container?.env;
  return Object.fromEntries((isList(env) ? env : []).map((each) => [at(each, 'name'), at(each, 'value') ?? null]));
}

describe('the schema of ClickHouse', () => {
  it('is made by one Job, and by no pod of Langfuse', () => {
    const answers = on({});
    expect(values(answers, 'clickhouse', 'migration', 'autoMigrate')).toBe(false);
    expect(jobs(answers)).toHaveLength(1);
    // The image's own entrypoint migrates before it starts what it is told.
    expect(containers(answers, 'containers')).toMatchObject([{ args: ['true'] }]);
    expect(containers(answers, 'containers')[0]).not.toHaveProperty('command');
  });

  it.each([{}, { registry: 'registry.acme.io' }, { tag: '4.90.0' }])(
    'is made by the very version that the pods run: %o',
    (image: JsonObject) => {
      const answers = on({ langfuse: { image } });
      const repository = values(answers, 'langfuse', 'web', 'image', 'repository');
      const pods = `${repository}:${values(answers, 'langfuse', 'image', 'tag')}`;
      const waiting = values(answers, 'langfuse', 'extraInitContainers');
      const images = [...containers(answers, 'initContainers'), ...containers(answers, 'containers')].map(
        (container) => container.image,
      );
      expect(
        new Set([...images, ...(isList(waiting) ? waiting : []).map((each) => at(each, 'image') ?? null)]),
      ).toEqual(new Set([pods]));
    },
  );

  it('is waited for by every pod of Langfuse', () => {
    expect(values(on({}), 'langfuse', 'extraInitContainers')).toMatchObject([
      { name: 'await-schema', command: ['node', '--input-type=module', '--eval', SCHEMA_IS_THERE] },
    ]);
  });

  it('is not begun before the operator has made the database that it replicates', () => {
    expect(containers(on({}), 'initContainers')).toMatchObject([
      { command: ['node', '--input-type=module', '--eval', DATABASES_ARE_REPLICATED] },
    ]);
    const external = { mode: 'external', external: { host: 'ch.acme.io' } };
    expect(containers(on({ clickhouse: external }), 'initContainers')).toEqual([]);
  });

  it('is changed on one replica, which the others follow', () => {
    expect(variables(containers(on({}), 'containers')[0]).CLICKHOUSE_MIGRATION_URL).toBe(
      'clickhouse://clickhouse-clickhouse-0-0-0.clickhouse-clickhouse-headless.lang-observatory.svc:9000',
    );
  });

  it('is made by another Job when anything of it changes, because a Job cannot', () => {
    const names = [{}, { image: { tag: '4.90.0' } }, { web: { replicas: { min: 3, max: 9 } } }].map(
      (langfuse) => jobs(on({ langfuse }))[0]?.metadata.name,
    );
    expect(names[0]).toMatch(/^langfuse-migrations-[0-9a-f]{8}$/);
    expect(names[1]).not.toBe(names[0]);
    expect(names[2]).toBe(names[0]);
  });
});

describe('migrations of a ClickHouse elsewhere with TLS', () => {
  const external = {
    host: 'ch.acme.io',
    nativePort: 9440,
    username: 'lang@fuse',
    sslMode: 'verify-full',
    caSecretName: 'ours',
  };
  const told = variables(containers(on({ clickhouse: { mode: 'external', external } }), 'containers')[0]);

  /** As the image's script does (langfuse/langfuse:packages/shared/clickhouse/scripts/up.sh). */
  function asTheScriptWouldAsk(): URL {
    const unchecked = told.CLICKHOUSE_MIGRATION_SSL === 'true' ? '&secure=true&skip_verify=true' : '';
    return new URL(
      `${told.CLICKHOUSE_MIGRATION_URL}?username=${told.CLICKHOUSE_USER}&password=secret&database=default${unchecked}`,
    );
  }

  it('check its certificate, which the script of the image never does', () => {
    const { host, searchParams } = asTheScriptWouldAsk();
    expect(host).toBe('ch.acme.io:9440');
    // golang-migrate keeps to itself what begins with x-.
    const sent = [...searchParams].filter(([name]) => !name.startsWith('x-'));
    expect(sent).toEqual(
      expect.arrayContaining([
        ['secure', 'true'],
        ['skip_verify', 'false'],
        ['username', 'lang@fuse'],
        ['password', 'secret'],
        ['database', 'default'],
      ]),
    );
  });

  it('know its authority beside those that everybody trusts', () => {
    expect(told.SSL_CERT_DIR).toBe('/etc/ssl/certs:/etc/lang-observatory/authorities/clickhouse');
    expect(told.NODE_EXTRA_CA_CERTS).toBe('/etc/lang-observatory/authorities/clickhouse/ca.crt');
  });
});

interface Request {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
}

/** Runs a program in the folder until it ends; the server gives one answer after the other, an error where there is a status. */
async function run(program: string, folder: string, answers: readonly (string | number)[]) {
  const requests: Request[] = [];
  const server = createServer(async (request, response) => {
    requests.push({ url: request.url, headers: request.headers, query: await text(request) });
    const answer = answers[requests.length - 1] ?? 500;
    if (typeof answer === 'number') response.writeHead(answer).end('Code: 81. DB::Exception: no such database');
    else response.end(`${answer}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: folder,
      env: {
        CLICKHOUSE_URL: `http://127.0.0.1:${port}`,
        CLICKHOUSE_USER: 'langfuse',
        CLICKHOUSE_PASSWORD: 'secret',
        CLICKHOUSE_DB: 'default',
        PAUSE_MILLISECONDS: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    const [code, said, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    expect(errors).toBe('');
    expect(code).toBe(0);
    return { requests, said: said.trim().split('\n') };
  } finally {
    server.close();
  }
}

describe('the program that waits for the database', () => {
  it('ends when every replica has the one that the operator makes, and not before', () =>
    inTemporaryFolder(async (folder) => {
      const { requests, said } = await run(DATABASES_ARE_REPLICATED, folder, [500, '0\t0', '0\t2', '1\t2', '2\t2']);
      expect(requests).toHaveLength(5);
      expect(said).toEqual([
        'waiting: Code: 81. DB::Exception: no such database',
        'waiting: the operator has made the database on 0 of 0 replicas of ClickHouse',
        'waiting: the operator has made the database on 0 of 2 replicas of ClickHouse',
        'waiting: the operator has made the database on 1 of 2 replicas of ClickHouse',
      ]);
      expect(requests[0]?.headers).toMatchObject({ 'x-clickhouse-user': 'langfuse', 'x-clickhouse-key': 'secret' });
    }));
});

describe('the program that waits for the schema', () => {
  const migrationsIn = (folder: string): void =>
    writeFiles(
      folder,
      ['0001_traces.up.sql', '0001_traces.down.sql', '0046_last.up.sql', 'README.md'].map((file) => [
        `packages/shared/clickhouse/migrations/clustered/${file}`,
        '',
      ]),
    );

  it('ends when the last migration of its own version is done, and not before', () =>
    inTemporaryFolder(async (folder) => {
      migrationsIn(folder);
      const { requests, said } = await run(SCHEMA_IS_THERE, folder, [404, '', '45\t0', '46\t1', '46\t0']);
      expect(requests.map(({ url }) => url)).toEqual(Array.from({ length: 5 }, () => '/?database=default'));
      expect(said).toEqual([
        'waiting: Code: 81. DB::Exception: no such database',
        'waiting: the schema of ClickHouse has version 0, and this Langfuse needs 46',
        'waiting: the schema of ClickHouse has version 45, and this Langfuse needs 46',
        'waiting: migration 46 is under way, or has failed: the log of Job langfuse-migrations tells',
      ]);
    }));

  it.each(['47\t0', '47\t1'])('ends at once under a schema that a newer version has made, or is making: %o', (row) =>
    inTemporaryFolder(async (folder) => {
      migrationsIn(folder);
      expect((await run(SCHEMA_IS_THERE, folder, [row])).said).toEqual(['']);
    }),
  );
});
