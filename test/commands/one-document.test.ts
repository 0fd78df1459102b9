/** With `--format json` each command prints one document, whatever it has to say. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { simpleGit } from 'simple-git';
import { describe, expect, it } from 'vitest';
import { inputFiles } from '../input-files.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { writeFiles } from '../temporary-folder.ts';
import { commandLine, commandNames } from './command-line.ts';

const INPUT = inputFiles({
  fleet: {
    secrets: { provider: 'vault', server: 'https://vault.acme.io' },
    components: { postgres: { storage: '50Gi' }, valkey: { version: '0.11.0' } },
  },
  clusters: { 'eu-1': {}, 'us-1': { engine: 'argocd' } },
});

const inRepository = repositoryMadeOnce(async (folder) => {
  const repo = join(folder, 'fleet');
  writeFiles(repo, INPUT);
  const { exitCode, err } = await commandLine(repo, 'generate', '--no-validate');
  expect([exitCode, err]).toEqual([0, '']);
  const git = simpleGit(repo);
  await git.init(['--initial-branch=main']);
  await git.addConfig('user.name', 'test').addConfig('user.email', 'test@example.com');
  await git.add('.').commit('start');
});

/** Each is run in a repository of its own. */
const LINES: readonly (readonly [line: string, exitCode: number])[] = [
  ['generate', 0],
  ['generate --no-validate', 0],
  ['generate --dry-run --cluster eu-1', 0],
  ['check', 0],
  ['check --base HEAD', 0],
  ['plan', 0],
  ['compare eu-1 us-1', 0],
  ['validate', 0],
  ['validate --changed HEAD', 0],
  ['add cluster us-2 --environment prod --engine flux --provider bare --no-validate', 0],
  ['remove cluster us-1 --no-validate', 0],
  ['set components.postgres.storage 60Gi --no-validate', 0],
  ['set components.postgres.storage 60Gi --dry-run', 0],
  ['set components.postgres.storage 50Gi', 0],
  ['unset components.postgres.storage --no-validate', 0],
  ['pin valkey 0.12.0 --no-validate', 0],
  ['unpin valkey --no-validate', 0],
  ['restore eu-1 --check', 0],
  ['init ../new --url https://github.com/acme/new.git --no-validate', 0],
  ['explain eu-1', 0],
  ['explain eu-1 postgres', 0],
  ['explain eu-1 postgres storage', 0],
  ['connect eu-1 --app shop --namespace shops', 0],
  ['connect eu-1 --app shop --namespace shops --write out', 0],
  ['secrets eu-1', 0],
  ['images', 0],
  ['images eu-1', 0],
  ['schema', 0],
];

/** Those that need a server, a cluster, other versions of the program or the tools: their own tests read what they print as one document. */
const ELSEWHERE = [
  'waves',
  'status',
  'verify',
  'doctor',
  'import',
  'outdated',
  'promote',
  'publish',
  'upgrade',
  'tools',
];

describe('with --format json', () => {
  it.each(LINES)('%s prints one document', (line, exitCode) =>
    inRepository(async (repo) => {
      const ran = await commandLine(repo, '--format', 'json', ...line.split(' '));
      expect([ran.exitCode, typeof JSON.parse(ran.out)], ran.err).toEqual([exitCode, 'object']);
    }),
  );

  it('a command prints the mistakes of the input as one document', () =>
    inRepository(async (repo) => {
      rmSync(join(repo, 'clusters/us-1'), { recursive: true });
      writeFiles(repo, [['fleet.yaml', 'kind: Fleet\n']]);
      for (const line of ['generate', 'check', 'plan', 'compare eu-1 us-1', 'validate', 'secrets eu-1']) {
        const { exitCode, out } = await commandLine(repo, '--format', 'json', ...line.split(' '));
        expect([exitCode, Object.keys(JSON.parse(out))], line).toEqual([2, ['diagnostics', 'warnings']]);
      }
    }));

  it('secrets refuses a template, which is no document', () =>
    inRepository(async (repo) => {
      expect(await commandLine(repo, '--format', 'json', 'secrets', 'eu-1', '--template')).toEqual({
        exitCode: 2,
        out: '',
        err: 'a template of terraform is text\n  hint: leave out --format json',
      });
    }));

  it('no command is forgotten here', async () => {
    const commands = await commandNames();
    const known = [...LINES.flatMap(([line]) => line.split(' ', 1)), ...ELSEWHERE, 'help'];
    expect(commands.filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !commands.includes(name))).toEqual([]);
  });
});
