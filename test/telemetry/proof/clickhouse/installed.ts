/** ClickHouse of a cluster, installed on this machine: users, and for backups the files and the containers of the Job. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { isList, isObject, type Json, type JsonObject } from '../../../../generator/data/json.ts';
import type { Manifest } from '../../../../generator/kubernetes/manifest.ts';
import { writeFiles } from '../../../temporary-folder.ts';
import { pythonWith } from '../../../tools/python.ts';
import { watchedCluster } from '../../rules/watched-cluster.ts';
import { xml } from './configuration.ts';

const run = promisify(execFile);

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/** Containers that call the server. */
const ON_SERVER: readonly string[] = ['backup', 'recent', 'restore', 'ask'];

/** A bucket, and the key of it as its Secret has it. */
export interface Store {
  readonly endpoint: string;
  /** Of Google: who answers for its metadata server. */
  readonly metadataServer?: string;
  readonly name: string;
  readonly keys: Readonly<Record<'access-key' | 'secret-key', string>>;
}

/** Passwords of users. */
const PASSWORDS: Readonly<Record<string, string>> = {
  BACKUP_PASSWORD: 'password-of-backup',
  BACKUP_METRICS_PASSWORD: 'password-of-backup-metrics',
  OPENLIT_PASSWORD: 'password-of-openlit',
  EVALUATIONS_PASSWORD: 'password-of-evaluations',
  RETENTION_PASSWORD: 'password-of-retention',
};

const map = z.record(z.string(), z.json());

const user = z.object({ grants: z.object({ query: z.array(z.string()) }) }).catchall(z.json());

const cluster = z.object({
  settings: z.object({
    extraConfig: z.looseObject({ named_collections: map, s3: map, backup_log: map }),
    extraUsersConfig: z.object({ users: z.record(z.string(), user) }),
  }),
  containerTemplate: z.object({ env: z.array(z.looseObject({ name: z.string() })) }),
});

const container = z.object({
  name: z.string(),
  command: z.tuple([z.literal('sh'), z.literal('-c'), z.string()]),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })),
});

const cronJob = z.object({
  jobTemplate: z.object({
    spec: z.object({
      template: z.object({ spec: z.object({ initContainers: z.array(container), containers: z.array(container) }) }),
    }),
  }),
});

/** What is restored while the backups are tested. */
export type Recovery = Readonly<Record<'targetTime' | 'requestedAt', string>>;

export interface Installed {
  /** Runs a container of a Job as at this time, such as `2026-08-01 02:00:00`, with other values of its variables; what it wrote. Rejects when it ends with another code than 0. */
  step(name: string, time: string, variables?: Readonly<Record<string, string>>): Promise<string>;
  /**
   * Runs a statement on the server as one of its users; `default` may do everything. Of several, those that fail are passed over. What the
   * server knows without a table, such as its logs, is gone when it has answered.
   */
  ask(user: string, ...statements: readonly string[]): Promise<string>;
  /** Runs a statement without a server, as containers with the key of the bucket do. */
  local(statement: string): Promise<string>;
}

/** `folder` is an empty folder for everything. */
export async function installClickhouse(folder: string, store: Store, recovery?: Recovery): Promise<Installed> {
  const python = await pythonWith(REQUIREMENTS);
  const all = manifests(store, recovery);
  const secretsOf = secretsWith({
    ...PASSWORDS,
    BACKUP_ACCESS_KEY_ID: store.keys['access-key'],
    BACKUP_SECRET_ACCESS_KEY: store.keys['secret-key'],
  });
  const { settings, containerTemplate } = cluster.parse(spec(all, 'ClickHouseCluster'));
  const files = z.record(z.string(), z.string()).parse(all.find(isNamed('ConfigMap'))?.data);
  const containers = all.filter(isNamed('CronJob')).flatMap((one) => {
    const { spec: pod } = cronJob.parse(one.spec).jobTemplate.spec.template;
    return [...pod.initContainers, ...pod.containers];
  });
  const { named_collections, s3, backup_log } = settings.extraConfig;
  const bucketConfig = here({ named_collections, s3 }, store);

  const mounted = join(folder, 'files');
  const server = join(folder, 'server');
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  // The engine has one user: in turn it is each of the server's.
  const rights = Object.entries(settings.extraUsersConfig.users).map(
    ([name, { grants }]) => [name, grants.query] as const,
  );
  const users = [...rights, ['default', ['GRANT ALL ON *.*']] as const];
  writeFiles(folder, [
    ['files/config.xml', xml(bucketConfig)],
    ...users.flatMap(([name, grants]): readonly [string, string][] => [
      [`server/${name}-users.xml`, xml(usersOf(grants, settings.extraUsersConfig.users))],
      [`server/${name}.xml`, xml({ ...bucketConfig, backup_log, users_config: join(server, `${name}-users.xml`) })],
    ]),
    ['bin/clickhouse', `#!/bin/sh\nexec '${python}' '${join(import.meta.dirname, 'clickhouse.py')}' "$@"\n`],
  ]);
  chmodSync(join(folder, 'bin/clickhouse'), 0o755);

  const start = async (program: string, words: readonly string[], variables: Readonly<Record<string, string>>) => {
    const env = {
      PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
      PYTHONDONTWRITEBYTECODE: '1',
      SERVER: server,
      ...variables,
    };
    return (await run(program, words, { env, cwd: folder, maxBuffer: 2 ** 24 })).stdout;
  };
  const serverVariables = secretsOf(containerTemplate.env);
  return {
    step: (name, time, variables = {}) => {
      const found = containers.find((each) => each.name === name);
      if (found === undefined) throw new Error(`no Job has a container ${name}`);
      writeFiles(
        folder,
        Object.entries(files)
          .filter(([file]) => file.endsWith('.sql'))
          .map(([file, text]): [string, string] => [
            `files/${file}`,
            WITHOUT_TIME.includes(file) ? text : at(text, time),
          ]),
      );
      const script = found.command[2]
        .replaceAll('/tmp/', `${join(folder, 'tmp')}/`)
        .replaceAll('/etc/lang-observatory/backup/config.yaml', join(mounted, 'config.xml'))
        .replaceAll('/etc/lang-observatory/backup/', `${mounted}/`);
      // The server has its own variables, besides those of the container that calls it.
      return start('sh', ['-c', script], {
        ...secretsOf(found.env),
        ...(ON_SERVER.includes(name) ? serverVariables : {}),
        ...variables,
      });
    },
    ask: (user, ...statements) => {
      const queries = statements.map((statement) => `--query=${statement}`);
      return start(
        'clickhouse',
        ['client', `--user=${user}`, ...queries, ...(queries.length > 1 ? ['--ignore-error=1'] : [])],
        serverVariables,
      );
    },
    local: (statement) => {
      writeFiles(folder, [['tmp/statement.sql', statement]]);
      const words = [
        `--config-file=${join(mounted, 'config.xml')}`,
        `--queries-file=${join(folder, 'tmp/statement.sql')}`,
      ];
      return start('clickhouse', ['local', ...words], secretsOf(containerTemplate.env));
    },
  };
}

/** The variables of a container with the content of Secrets; a variable that is not known here is a mistake of this file. */
function secretsWith(secrets: Readonly<Record<string, string>>) {
  const known = new Map([...Object.entries(secrets), ['CLICKHOUSE_PASSWORD', secrets.BACKUP_PASSWORD]]);
  return (env: readonly { readonly name: string; readonly value?: string | undefined }[]) =>
    Object.fromEntries(
      env.map(({ name, value = known.get(name) }): [string, string] => {
        if (value === undefined) throw new Error(`nothing is known about the variable ${name}`);
        return [name, value];
      }),
    );
}

/** The users as they are generated, which must be valid, and beside them `default` with the rights of one. */
function usersOf(grants: readonly string[], users: JsonObject): JsonObject {
  return {
    users: {
      ...users,
      default: { no_password: '', profile: 'default', quota: 'default', grants: { query: [...grants] } },
    },
    profiles: { default: '' },
    quotas: { default: '' },
  };
}

/** Statements that do not ask for the time. */
const WITHOUT_TIME: readonly string[] = ['drill.sql', 'check.sql'];

/** The statements ask for the time at one place each. */
function at(statement: string, time: string): string {
  if (!statement.includes("now('UTC')")) throw new Error('the statement does not ask for the time');
  return statement.replaceAll("now('UTC')", `toDateTime('${time}', 'UTC')`);
}

/** Google has one address for its storage, and one for its metadata server. */
function here(configuration: JsonObject, { endpoint, metadataServer }: Store): JsonObject {
  if (metadataServer === undefined) return configuration;
  const changed = (value: Json): Json => {
    if (typeof value === 'string') return value.replace('https://storage.googleapis.com', endpoint);
    if (isList(value)) return value.map(changed);
    return isObject(value) ? changedMap(value) : value;
  };
  const changedMap = (map: JsonObject): JsonObject => {
    const inner = Object.entries(map).map(([key, value]): [string, Json] => [key, changed(value ?? null)]);
    return { ...Object.fromEntries(inner), ...('http_client' in map ? { metadata_service: metadataServer } : {}) };
  };
  return changedMap(configuration);
}

function manifests({ endpoint, name, metadataServer }: Store, recovery?: Recovery): readonly Manifest[] {
  const external =
    metadataServer === undefined
      ? { endpoint, region: 'eu-west-3', bucket: name }
      : { provider: 'google', bucket: name };
  const store = { mode: 'external', external };
  const answers = watchedCluster({
    environment: { size: 'large' },
    cluster: {
      components: { 'object-store': store, ...(recovery === undefined ? {} : { clickhouse: { recovery } }) },
    },
  });
  return answers.get('clickhouse')?.manifests ?? [];
}

const isNamed =
  (kind: string) =>
  (manifest: Manifest): boolean =>
    manifest.kind === kind;

function spec(all: readonly Manifest[], kind: string): unknown {
  return all.find(isNamed(kind))?.spec;
}
