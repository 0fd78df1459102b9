import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { editSchema } from '../../generator/commands/schemas/edit.ts';
import { restoreSchema } from '../../generator/commands/schemas/restore.ts';
import { expectTranscript } from '../moves/transcripts.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { writeFiles } from '../temporary-folder.ts';
import { commandLine, type Ran } from './command-line.ts';
import { documentOf } from './document.ts';

const NOW = '2026-08-03T09:30:00Z';

const FLEET = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git}
  domain: obs.acme.io
  environments:
    prod: {size: medium}
    outside: {components: {clickhouse: {backup: {enabled: true}}, prometheus: {backup: {enabled: true}}}}
    dev:
      size: small
  components:
    postgres:
      backup: {retention: 14d}
    clickhouse:
      backup: {enabled: false}
    prometheus:
      backup: {enabled: false}
`;

function cluster(name: string, environment: string, components = ''): string {
  return `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${name}}
spec:
  environment: ${environment}
  engine: flux
  provider: {name: bare}
${components}`;
}

const EU = cluster(
  'eu-1',
  'prod',
  '  components:\n    # Search.\n    postgres:\n      storage: 80Gi   # enough until spring\n',
);
const RESTORED = `  components:
    postgres: {name: postgres-20260801-1200, recovery: {serverName: eu-2.postgres, targetTime: '2026-07-31T08:00:00Z'}}
`;
const BY_HAND = `  components:
    postgres: {name: postgres-2, recovery: {serverName: eu-3.postgres, targetTime: '2026-07-31T08:00:00Z'}}
`;
const ELSEWHERE = `  components:
    postgres:
      mode: external
      external: {host: pg.acme.io, langfuse: {secretName: ours}, grafana: {secretName: theirs}}
`;

const BUCKET = `  components:
    object-store:
      mode: external
      external: {endpoint: 'https://s3.eu-west-1.amazonaws.com', region: eu-west-1, bucket: acme, secretName: mine}
`;

const WITHOUT_POSTGRES = `    postgres: {backup: {enabled: false}}
`;

const withFleet = repositoryMadeOnce(async (folder) => {
  writeFiles(join(folder, 'fleet'), [
    ['fleet.yaml', FLEET],
    ['clusters/eu-1/cluster.yaml', EU],
    ['clusters/eu-2/cluster.yaml', cluster('eu-2', 'prod', RESTORED)],
    ['clusters/eu-3/cluster.yaml', cluster('eu-3', 'prod', BY_HAND)],
    ['clusters/us-1/cluster.yaml', cluster('us-1', 'prod', ELSEWHERE)],
    ['clusters/us-2/cluster.yaml', cluster('us-2', 'outside', BUCKET)],
    ['clusters/dev-1/cluster.yaml', cluster('dev-1', 'dev')],
  ]);
  expect(await commandLine(join(folder, 'fleet'), 'generate', '--no-validate')).toMatchObject({ exitCode: 0 });
});

// Only what says the time: everything else takes as long as it takes.
beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: new Date(NOW) }));
afterEach(() => vi.useRealTimers());

async function restore(repo: string, ...argv: readonly string[]): Promise<Ran> {
  return commandLine(repo, 'restore', ...argv, '--no-validate');
}

function read(repo: string, path: string): string {
  return readFileSync(join(repo, path), 'utf8');
}

/** Without what every consumer of a database gets. */
function shortened(out: string): string {
  const [start = '', plan = ''] = out.split('\n\ncloudnative-pg on 1 cluster: ');
  return `${start}\n\n…\n\n${plan.slice(plan.indexOf('wrote clusters/'))}`;
}

describe('restore', () => {
  it('makes another Cluster from the archive of the present one, and keeps every other line', () =>
    withFleet(async (repo) => {
      const argv = ['eu-1', '--to', '2026-08-01T10:00:00Z', '--component', 'postgres'];
      const { exitCode, out, err } = await restore(repo, ...argv);
      expect([exitCode, err]).toEqual([0, '']);
      expectTranscript('restore', `restore ${argv.join(' ')} --no-validate`, shortened(out));
      expect(read(repo, 'clusters/eu-1/cluster.yaml')).toBe(
        `${EU}      name: postgres-20260803-0930\n      recovery: {serverName: eu-1.postgres, targetTime: '2026-08-01T10:00:00Z'}\n`,
      );
      const made = read(repo, 'clusters/eu-1/postgres/cluster-postgres-20260803-0930.yaml');
      expect(made).toContain('serverName: eu-1.postgres-20260803-0930\n');
      expect(made).toContain("targetTime: '2026-08-01T10:00:00Z'");
      expect(out).toContain('= Cluster lang-observatory/postgres: no longer in Git, and kept on the cluster');
    }));

  it('writes nothing for a dry run', () =>
    withFleet(async (repo) => {
      const { exitCode, out } = await restore(repo, 'eu-1', '--to', '2026-08-01T10:00:00Z', '--dry-run');
      expect([exitCode, out]).toEqual([0, expect.stringMatching(/\n\ndry run, nothing written$/)]);
      expect(read(repo, 'clusters/eu-1/cluster.yaml')).toBe(EU);
    }));

  it.each([
    [
      'after the last restore, from the archive of the Cluster that it made',
      '2026-08-02T10:00:00Z',
      'eu-2.postgres-20260801-1200',
    ],
    ['before it, from the archive that it was made from', '2026-08-01T11:00:00Z', 'eu-2.postgres'],
    ['of the last restore again, from the same archive as that', '2026-07-31T08:00:00Z', 'eu-2.postgres'],
    ['with an offset', '2026-08-01T11:30:00+02:00', 'eu-2.postgres'],
  ])('takes the data of a time %s', (_, time, folder) =>
    withFleet(async (repo) => {
      expect(await restore(repo, 'eu-2', '--to', time)).toMatchObject({ exitCode: 0, err: '' });
      expect(read(repo, 'clusters/eu-2/cluster.yaml')).toBe(
        cluster(
          'eu-2',
          'prod',
          `  components:\n    postgres: {name: postgres-20260803-0930, recovery: {serverName: ${folder}, targetTime: '${time}'}}\n`,
        ),
      );
    }),
  );

  it('restores everything that has backups, and says what of the data becomes what', () =>
    withFleet(async (repo) => {
      const argv = ['restore', 'us-2', '--to', '2026-08-01T10:00:00Z', '--no-validate'];
      const { exitCode, out, err } = await commandLine(repo, '--format', 'json', ...argv);
      expect([exitCode, err]).toEqual([0, '']);
      const { notes, generated } = documentOf(editSchema, out);
      expect(notes.slice(2)).toEqual([
        'ClickHouse: its tables are emptied, and get the last backup in us-2.clickhouse that began at 2026-08-01T10:00:00Z or before; Langfuse may write meanwhile, and that stays',
        'ClickHouse: what is there is backed up before to us-2.clickhouse, and can be restored like everything there for 30d',
        "Prometheus: samples of before 2026-08-01T10:00:00Z come back from us-2.prometheus to every replica, where they are older than what it has or another cluster's",
        'Prometheus: samples that it has stay as they are',
      ]);
      expect(read(repo, 'clusters/us-2/cluster.yaml')).toBe(
        cluster(
          'us-2',
          'outside',
          `${BUCKET}    postgres:
      name: postgres-20260803-0930
      recovery: {serverName: us-2.postgres, targetTime: '2026-08-01T10:00:00Z'}
    clickhouse:
      recovery: {targetTime: '2026-08-01T10:00:00Z', requestedAt: '2026-08-03T09:30:00Z'}
    prometheus:
      recovery: {targetTime: '2026-08-01T10:00:00Z', requestedAt: '2026-08-03T09:30:00Z'}
`,
        ),
      );
      const dangers = generated?.plan?.dangers ?? [];
      expect(dangers.filter(({ code }) => code === 'data-restored').map(({ component }) => component)).toEqual([
        'postgres',
        'clickhouse',
      ]);
      // Whoever reads the text is told of them once.
      const peers = dangers.filter(({ opened }) => opened?.peer === 'pods cnpg.io/cluster=postgres-20260803-0930');
      expect(peers.map(({ opened }) => opened?.where)).toContain('egress of lang-observatory/grafana on port 5432/TCP');
      expect(peers.length).toBeGreaterThan(5);
    }));

  it('leaves out what has a shorter retention and would only add to what is there, unless somebody asks for it', () =>
    withFleet(async (repo) => {
      const note =
        '--to 2026-07-10T10:00:00Z is earlier than the retention of Prometheus in us-2.prometheus: retention is 15d, the default in size medium, so nothing of it comes back';
      const stores = ['--component', 'clickhouse', 'prometheus'];
      expect(await restore(repo, 'us-2', '--to', '2026-07-10T10:00:00Z', ...stores)).toMatchObject({ exitCode: 2 });
      writeFiles(repo, [['clusters/us-2/cluster.yaml', `${cluster('us-2', 'outside', BUCKET)}${WITHOUT_POSTGRES}`]]);
      const checked = await commandLine(repo, 'restore', 'us-2', '--check', '--to', '2026-07-10T10:00:00Z');
      expect([checked.exitCode, checked.out]).toEqual([0, expect.stringContaining(`\n  note: ${note}\n`)]);
      const { exitCode, out, err } = await restore(repo, 'us-2', '--to', '2026-07-10T10:00:00Z', '--dry-run');
      expect([exitCode, err, out.split('\n')]).toEqual([0, '', expect.arrayContaining([note])]);
      expect(out).toContain('clickhouse-restore');
      expect(out).not.toContain('prometheus-restore');
    }));

  it('says what it leaves as it is, because that has no backups', () =>
    withFleet(async (repo) => {
      const { out } = await restore(repo, 'eu-1', '--to', '2026-08-01T10:00:00Z', '--dry-run');
      expect(out.split('\n')).toContain(
        'ClickHouse of cluster eu-1 has no backups: backup.enabled is false, from fleet.yaml:16',
      );
    }));

  it('says when nobody knows whether the archive is old enough', () =>
    withFleet(async (repo) => {
      const { exitCode, out } = await restore(repo, 'eu-3', '--to', '2026-08-01T11:00:00Z', '--dry-run');
      expect([exitCode, out.split('\n')]).toEqual([
        0,
        expect.arrayContaining([
          'if the Cluster postgres-2 was made after that time, its archive has nothing of it: use --from eu-3.postgres',
        ]),
      ]);
    }));

  it('takes the backups of another cluster, also where none are made', () =>
    withFleet(async (repo) => {
      const argv = ['dev-1', '--to', '2026-01-01T00:00:00Z', '--component', 'postgres', '--from', 'eu-1.postgres'];
      const { exitCode, out } = await restore(repo, '--format', 'json', ...argv);
      expect(exitCode).toBe(0);
      expect(documentOf(editSchema, out).notes).toEqual([
        'PostgreSQL: the Cluster postgres-20260803-0930 is made from the archive eu-1.postgres as of 2026-01-01T00:00:00Z',
        'PostgreSQL: the Cluster postgres and its archive stay as they are: reverting this change goes back to it, until somebody deletes it',
      ]);
    }));

  it.each([
    [
      'a time that is none',
      ['eu-1', '--to', 'yesterday'],
      '--to yesterday is not a time with a time zone such as 2026-08-01T10:00:00Z',
    ],
    [
      'a time without its zone',
      ['eu-1', '--to', '2026-08-01T10:00:00'],
      '--to 2026-08-01T10:00:00 is not a time with a time zone such as 2026-08-01T10:00:00Z',
    ],
    [
      'a day that the calendar does not have',
      ['eu-1', '--to', '2026-02-30T10:00:00Z'],
      '--to 2026-02-30T10:00:00Z is not a time with a time zone such as 2026-08-01T10:00:00Z',
    ],
    [
      'a time to come',
      ['eu-1', '--to', '2026-08-03T11:31:00+02:00'],
      '--to 2026-08-03T11:31:00+02:00 is in the future: it is 2026-08-03T09:30:00Z now',
    ],
    [
      'a time before the retention',
      ['eu-1', '--to', '2026-07-20T09:29:59Z'],
      '--to 2026-07-20T09:29:59Z is earlier than the retention of PostgreSQL in eu-1.postgres: backup.retention is 14d, from fleet.yaml:14\n' +
        '  hint: it can be restored to times from 2026-07-20T09:30:00Z on',
    ],
    [
      'a time before the retention of one of several stores, which are restored by their names',
      ['us-2', '--to', '2026-07-18T09:29:59Z'],
      '--to 2026-07-18T09:29:59Z is earlier than the retention of PostgreSQL in us-2.postgres: backup.retention is 14d, from fleet.yaml:14\n' +
        '  hint: it can be restored to times from 2026-07-20T09:30:00Z on; --component names what is restored',
    ],
    [
      'a time that was before the retention when the archive ended',
      ['eu-2', '--to', '2026-07-18T11:59:59Z'],
      '--to 2026-07-18T11:59:59Z is earlier than the retention of PostgreSQL in eu-2.postgres: backup.retention is 14d, from fleet.yaml:14\n' +
        '  hint: it can be restored to times from 2026-07-18T12:00:00Z on',
    ],
    [
      'a cluster without backups',
      ['dev-1', '--to', '2026-08-01T10:00:00Z'],
      'PostgreSQL of cluster dev-1 has no backups: backup.enabled is false, the default in size small\n' +
        '  hint: name the folder of an archive in its bucket with --from; set backup.enabled to true to have backups from now on\n' +
        'ClickHouse of cluster dev-1 has no backups: backup.enabled is false, from fleet.yaml:16\n' +
        '  hint: set backup.enabled to true to have backups from now on, and to restore those that others made: servers know the bucket only then\n' +
        'Prometheus of cluster dev-1 has no backups: backup.enabled is false, from fleet.yaml:18\n' +
        '  hint: set backup.enabled to true to have backups from now on, and to restore those that others made: the Job that restores is there only then',
    ],
    [
      'a time before the retention of Prometheus',
      ['us-2', '--to', '2026-07-19T09:29:59Z', '--component', 'prometheus'],
      '--to 2026-07-19T09:29:59Z is earlier than the retention of Prometheus in us-2.prometheus: retention is 15d, the default in size medium\n' +
        '  hint: it can be restored to times from 2026-07-19T09:30:00Z on',
    ],
    [
      'a database that runs elsewhere',
      ['us-1', '--to', '2026-08-01T10:00:00Z', '--component', 'postgres'],
      'PostgreSQL of cluster us-1 is external, and is restored where it runs, from clusters/us-1/cluster.yaml:10\n' +
        '  hint: ask those who run it; --component names what is restored here',
    ],
    [
      'a time before the retention of ClickHouse',
      ['us-2', '--to', '2026-07-04T09:29:59Z', '--component', 'clickhouse'],
      '--to 2026-07-04T09:29:59Z is earlier than the retention of ClickHouse in us-2.clickhouse: backup.retention is 30d, the default in size medium\n' +
        '  hint: it can be restored to times from 2026-07-04T09:30:00Z on',
    ],
    [
      'backups of another cluster for servers that do not know the bucket',
      ['dev-1', '--to', '2026-08-01T10:00:00Z', '--component', 'clickhouse', '--from', 'us-2.clickhouse'],
      'ClickHouse of cluster dev-1 has no backups: backup.enabled is false, from fleet.yaml:16\n' +
        '  hint: set backup.enabled to true to have backups from now on, and to restore those that others made: servers know the bucket only then',
    ],
    [
      'an unknown cluster',
      ['eu-11', '--to', '2026-08-01T10:00:00Z'],
      'unknown cluster eu-11\n  hint: did you mean eu-1?',
    ],
    ['no time', ['eu-1'], '--to is missing: the time to restore to\n  hint: --check says what is known of the backups'],
    [
      'a folder of nobody knows which store',
      ['eu-1', '--to', '2026-08-01T10:00:00Z', '--from', 'eu-2.postgres'],
      '--from is a folder of one store\n  hint: say which with --component',
    ],
    [
      'a folder that is a path, with its place in the edited text',
      ['eu-2', '--to', '2026-08-01T10:00:00Z', '--from', '../eu-2.postgres', '--component', 'postgres'],
      'clusters/eu-2/cluster.yaml:9:69: spec.components.postgres.recovery.serverName: is not the name of a folder below postgres/ in the bucket [invalid-value]\n' +
        "  9 |     postgres: {name: postgres-20260803-0930, recovery: {serverName: ../eu-2.postgres, targetTime: '2026-08-01T10:00:00Z'\n" +
        '                                                                          ^\n' +
        '\n1 error in the input; nothing was written',
    ],
  ])('refuses %s', (_, argv, message) =>
    withFleet(async (repo) => {
      const before = read(repo, 'clusters/eu-1/cluster.yaml');
      expect(await restore(repo, ...argv)).toEqual({ exitCode: 2, out: '', err: message });
      expect(read(repo, 'clusters/eu-1/cluster.yaml')).toBe(before);
    }),
  );
});

describe('restore --check', () => {
  it('says what the input says of the backups, and writes nothing', () =>
    withFleet(async (repo) => {
      const argv = ['eu-2', '--check', '--to', '2026-08-01T11:00:00Z', '--component', 'postgres'];
      const { exitCode, out, err } = await commandLine(repo, 'restore', ...argv);
      expect([exitCode, err]).toEqual([0, '']);
      expectTranscript('restore', `restore ${argv.join(' ')}`, out);
      const checked = documentOf(restoreSchema, (await commandLine(repo, '--format', 'json', 'restore', ...argv)).out);
      expect(checked).toMatchObject({
        cluster: 'eu-2',
        stores: [
          {
            component: 'postgres',
            archive: { place: 's3://langfuse/postgres/eu-2.postgres-20260801-1200/', earliest: '2026-07-20T09:30:00Z' },
            from: 'eu-2.postgres',
            problem: null,
          },
        ],
      });
      expect(await commandLine(repo, 'check')).toMatchObject({ exitCode: 0 });
    }));

  it('ends with 1 where something cannot be restored, and says why', () =>
    withFleet(async (repo) => {
      const { exitCode, out } = await commandLine(repo, '--format', 'json', 'restore', 'us-1', '--check');
      expect([exitCode, documentOf(restoreSchema, out).stores[0]?.problem]).toEqual([
        1,
        'PostgreSQL of cluster us-1 is external, and is restored where it runs, from clusters/us-1/cluster.yaml:10\n' +
          '  hint: ask those who run it; --component names what is restored here',
      ]);
    }));
});
