/** Hostile content of a repository, or of its disk. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSources } from '../../generator/validate/sources.ts';
import { INPUT } from '../connect/fleet.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { commandLine } from './command-line.ts';
import { everything, INPUTS, settle } from './repository-states.ts';

const GENERATE = ['generate', '--no-validate'] as const;
const LINK = 'is a symbolic link; links are not followed, because they can point outside of the repository';

/** A generated repository, and a folder outside with a precious file in it. */
async function generated(work: (repo: string, outside: string) => Promise<void>): Promise<void> {
  await inTemporaryFolder((outside) =>
    inTemporaryFolder(async (repo) => {
      writeFiles(outside, [['precious', 'precious\n']]);
      writeFiles(repo, INPUTS[0] ?? []);
      expect(await commandLine(repo, ...GENERATE)).toMatchObject({ exitCode: 0 });
      await work(repo, outside);
    }),
  );
}

describe('a link in the state folder of the program', () => {
  const places = [
    ['.lang-observatory', GENERATE, '.lang-observatory'],
    ['.lang-observatory/owned', GENERATE, '.lang-observatory/owned'],
    ['.lang-observatory/owned/bases', GENERATE, ''],
    ['.lang-observatory/cache', GENERATE, '.lang-observatory/cache'],
    ['.lang-observatory/cache/stat.json', GENERATE, '.lang-observatory/cache/stat.json'],
    ['.lang-observatory/cache/unvalidated', GENERATE, '.lang-observatory/cache/unvalidated'],
    ['.lang-observatory/lock', GENERATE, '.lang-observatory/lock'],
    ['.lang-observatory/pending', GENERATE, '.lang-observatory/pending'],
    ['.lang-observatory/schema', ['schema'], '.lang-observatory/schema'],
    ['.lang-observatory/schema/fleet.json', ['schema'], '.lang-observatory/schema/fleet.json'],
  ] as const;
  for (const [place, command, at] of places)
    it(`is reported and not followed: ${place}`, () =>
      generated(async (repo, outside) => {
        rmSync(join(repo, place), { recursive: true, force: true });
        rmSync(join(repo, 'dashboards'), { recursive: true });
        mkdirSync(join(repo, place, '..'), { recursive: true });
        symlinkSync(outside, join(repo, place));
        const { exitCode, err } = await commandLine(repo, ...command);
        if (at !== '')
          expect({ exitCode, err }).toEqual({ exitCode: 1, err: expect.stringContaining(`${at}: ${LINK}`) });
        expect(everything(outside)).toEqual(new Map([['precious', 'precious\n']]));
      }));
});

describe('the fast path of generate', () => {
  const changes: readonly (readonly [what: string, change: (repo: string, outside: string) => void])[] = [
    [
      'the lists are moved out, and a link leads to them',
      (repo, outside) => away(repo, outside, '.lang-observatory/owned'),
    ],
    ['a folder of generated files is', (repo, outside) => away(repo, outside, 'bases')],
    [
      'a list is there that generate has not written',
      (repo) => writeFiles(repo, [['.lang-observatory/owned/x.txt', '']]),
    ],
    ['a cluster is there under a name that is not read', (repo) => writeFiles(repo, [['clusters/d/cluster.yml', '']])],
    ['the note says that nothing is to be looked at', (repo) => forge(repo, { complete: true, parts: {} })],
    [
      'the note is about other things',
      (repo) => forge(repo, { complete: true, parts: { x: { from: '', paths: [1], stats: [] } } }),
    ],
  ];
  for (const [what, change] of changes)
    it(`reports no change only if check does too: ${what}`, () =>
      generated(async (repo, outside) => {
        await commandLine(repo, ...GENERATE);
        settle(repo);
        change(repo, outside);
        const checked = await commandLine(repo, 'check');
        const { exitCode, out } = await commandLine(repo, ...GENERATE);
        const [, files = ''] = /^up to date: (\d+) files$/m.exec(checked.out) ?? [];
        if (checked.exitCode === 0) expect(out).toBe(`nothing changed: all ${files} generated files are up to date`);
        else if (exitCode === 0) expect(await commandLine(repo, 'check')).toMatchObject({ exitCode: 0 });
        expect(checked.exitCode === 0).toBe(/note/.test(what));
      }));

  function away(repo: string, outside: string, path: string): void {
    renameSync(join(repo, path), join(outside, 'moved'));
    symlinkSync(join(outside, 'moved'), join(repo, path));
  }

  function forge(repo: string, note: object): void {
    writeFileSync(join(repo, '.lang-observatory/cache/stat.json'), JSON.stringify({ written: 9e15, ...note }));
  }
});

describe('a FIFO, which blocks its reader,', () => {
  for (const path of ['fleet.yaml', 'clusters/c/cluster.yaml'])
    it(`is reported in place of ${path}`, () =>
      inTemporaryFolder(async (repo) => {
        writeFiles(repo, INPUTS[0] ?? []);
        rmSync(join(repo, path));
        spawnSync('mkfifo', [join(repo, path)]);
        for (const command of [['check'], GENERATE, ['explain', 'c', 'postgres']])
          expect(await commandLine(repo, ...command)).toMatchObject({
            exitCode: 2,
            err: expect.stringContaining(`${path}:1:1: is neither a file nor a folder`),
          });
      }));

  it('is reported by validate', () =>
    inTemporaryFolder((repo) => {
      writeFiles(repo, [['clusters/c/mine/notes.md', 'mine']]);
      spawnSync('mkfifo', [join(repo, 'clusters/c/mine/kustomization.yaml')]);
      expect(readSources(repo).refused.map(({ file, message }) => `${file} ${message}`)).toEqual([
        'clusters/c/mine/kustomization.yaml is not a regular file',
      ]);
    }));
});

describe('files that belong to the user', () => {
  const connect = ['connect', 'whole', '--app', 'assistant', '--namespace', 'search', '--write'] as const;

  it('do not change files next to them', () =>
    inTemporaryFolder(async (repo) => {
      writeFiles(repo, INPUT);
      writeFiles(repo, [['app/README.md.new', 'mine\n']]);
      expect(await commandLine(repo, ...connect, 'app')).toMatchObject({ exitCode: 0 });
      expect(readFileSync(join(repo, 'app/README.md.new'), 'utf8')).toBe('mine\n');
    }));

  it('are not written behind a link of the repository, and are behind one that leads to the folder that was named', () =>
    inTemporaryFolder((outside) =>
      inTemporaryFolder(async (repo) => {
        writeFiles(repo, INPUT);
        symlinkSync(outside, join(repo, 'app'));
        const { exitCode, err } = await commandLine(repo, ...connect, 'app/otel');
        expect([exitCode, err]).toEqual([1, expect.stringContaining('nothing was written')]);
        expect(everything(outside).size).toBe(0);
        expect(await commandLine(repo, ...connect, join(outside, 'otel'))).toMatchObject({ exitCode: 0 });
        expect(everything(outside).has('otel/README.md')).toBe(true);
      }),
    ));

  it('are not written where a link leads to nothing yet', () =>
    inTemporaryFolder((outside) =>
      inTemporaryFolder(async (repo) => {
        writeFiles(repo, INPUTS[0] ?? []);
        mkdirSync(join(repo, 'clusters/new'));
        symlinkSync(join(outside, 'stolen'), join(repo, 'clusters/new/cluster.yaml'));
        const flags = ['--environment', 'prod', '--engine', 'flux', '--provider', 'bare'];
        expect((await commandLine(repo, 'add', 'cluster', 'new', ...flags)).exitCode).toBe(2);
        expect(everything(outside).size).toBe(0);
      }),
    ));
});

describe('a path that is not a repository', () => {
  it('is reported by every command if it is a file', () =>
    inTemporaryFolder(async (folder) => {
      writeFiles(folder, [['file', '']]);
      for (const command of [['generate'], ['check'], ['schema'], ['explain', 'c', 'postgres']])
        for (const path of ['file', 'file/below'])
          expect(await commandLine(folder, '--repo', path, ...command)).toMatchObject({
            exitCode: 2,
            err: expect.stringContaining(join(folder, 'file')),
          });
      expect(await commandLine(folder, 'init', 'file', '--url', 'https://example.com/f.git')).toMatchObject({
        exitCode: 2,
        err: `${join(folder, 'file')}: is not a folder\n  hint: use the folder of a fleet repository, or one that does not exist yet`,
      });
    }));
});
