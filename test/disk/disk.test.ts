import { spawnSync } from 'node:child_process';
import { linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDisk } from '../../generator/disk/disk.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const PATH = 'bases/a/a.yaml';

/** What may stand at a path, by name, and what is told of it. */
const OBSTRUCTIONS: readonly (readonly [what: string, make: (path: string) => void, kind: string])[] = [
  ['a folder', (path) => mkdirSync(path), 'folder'],
  ['a link to a file', (path) => symlinkSync('/etc/hostname', path), 'link'],
  ['a link to nothing', (path) => symlinkSync('nowhere', path), 'link'],
  ['a link to itself', (path) => symlinkSync(path, path), 'link'],
  ['a FIFO', (path) => spawnSync('mkfifo', [path]), 'special'],
];

describe('a folder that another process removes', () => {
  it('is empty from then on, even if it was read before', () =>
    inTemporaryFolder((repo) => {
      mkdirSync(join(repo, 'lock'));
      writeFileSync(join(repo, 'lock/claim'), '');
      const disk = openDisk(repo);
      expect(disk.entries('lock')).toEqual([{ path: 'lock/claim', kind: 'file' }]);
      rmSync(join(repo, 'lock'), { recursive: true });
      expect(disk.entries('lock')).toEqual([]);
    }));
});

describe('where a file belongs', () => {
  for (const [what, make, kind] of OBSTRUCTIONS)
    it(`${what} is recognised, and is neither read, nor written to, nor replaced`, () =>
      inTemporaryFolder((repo) => {
        mkdirSync(join(repo, 'bases/a'), { recursive: true });
        make(join(repo, PATH));
        const before = lstatSync(join(repo, PATH)).ino;
        const disk = openDisk(repo);
        expect(disk.look(PATH)).toEqual({ kind: 'obstructed', by: { kind, at: PATH } });
        expect(disk.stat(PATH)).toBeUndefined();
        for (const work of [() => disk.read(PATH), () => disk.replace(PATH, 'x'), () => disk.create(PATH, 'x')])
          expect(work).toThrow(new RegExp(`^${PATH}: `));
        expect(lstatSync(join(repo, PATH)).ino).toBe(before);
      }));

  it('a socket is recognised', () =>
    inTemporaryFolder(async (repo) => {
      const server = createServer().listen(join(repo, 'socket'));
      await new Promise((resolve) => server.once('listening', resolve));
      expect(openDisk(repo).look('socket')).toEqual({ kind: 'obstructed', by: { kind: 'special', at: 'socket' } });
      server.close();
    }));

  it('a name that is too long for the system is absent, and cannot be written', () =>
    inTemporaryFolder((repo) => {
      const path = `${'a'.repeat(300)}/b`;
      expect(openDisk(repo).look(path).kind).toBe('absent');
      expect(() => openDisk(repo).replace(path, 'x')).toThrow('the name is longer than the file system allows');
    }));
});

describe('a folder on the way', () => {
  const ways: readonly (readonly [what: string, make: (repo: string, outside: string) => void, at: string])[] = [
    ['a link', (repo, outside) => symlinkSync(outside, join(repo, 'bases')), 'bases'],
    [
      'a link, below one that is none',
      (repo, outside) => {
        mkdirSync(join(repo, 'bases'));
        symlinkSync(join(outside, 'a'), join(repo, 'bases/a'));
      },
      'bases/a',
    ],
    ['a file', (repo) => writeFileSync(join(repo, 'bases'), 'mine'), 'bases'],
    ['a FIFO', (repo) => spawnSync('mkfifo', [join(repo, 'bases')]), 'bases'],
  ];
  for (const [what, make, at] of ways)
    it(`that is ${what} is never entered`, () =>
      inTemporaryFolder((outside) =>
        inTemporaryFolder((repo) => {
          mkdirSync(join(outside, 'a'));
          writeFileSync(join(outside, 'a/a.yaml'), 'precious');
          make(repo, outside);
          expect(openDisk(repo).look(PATH)).toMatchObject({ kind: 'obstructed', by: { at } });
          expect(openDisk(repo).stat(PATH)).toBeUndefined();
          for (const work of [
            () => openDisk(repo).read(PATH),
            () => openDisk(repo).create('bases/a/b/new', 'x'),
            () => openDisk(repo).replace(PATH, 'x'),
            () => openDisk(repo).remove(PATH),
            () => openDisk(repo).entries('bases/a'),
          ])
            expect(work).toThrow(`${at}: is `);
          expect(readdirSync(outside)).toEqual(['a']);
          expect(readFileSync(join(outside, 'a/a.yaml'), 'utf8')).toBe('precious');
        }),
      ));

  it('that is the root of the repository may be a link: the user has named it', () =>
    inTemporaryFolder((folder) => {
      mkdirSync(join(folder, 'real'));
      symlinkSync('real', join(folder, 'named'));
      openDisk(join(folder, 'named')).replace(PATH, 'x');
      expect(readFileSync(join(folder, 'real', PATH), 'utf8')).toBe('x');
    }));
});

describe('a file that is written', () => {
  it('does not change a hard link to the old one', () =>
    inTemporaryFolder((repo) => {
      writeFileSync(join(repo, 'backup'), 'old');
      linkSync(join(repo, 'backup'), join(repo, 'a'));
      openDisk(repo).replace('a', 'new');
      expect([readFileSync(join(repo, 'backup'), 'utf8'), readFileSync(join(repo, 'a'), 'utf8')]).toEqual([
        'old',
        'new',
      ]);
    }));

  it('replaces the file of a killed run, and leaves no other file', () =>
    inTemporaryFolder((repo) => {
      mkdirSync(join(repo, '.lang-observatory/cache'), { recursive: true });
      writeFileSync(join(repo, '.lang-observatory/cache/unfinished'), 'ha');
      openDisk(repo).replace('a', 'new');
      expect(readdirSync(repo).sort()).toEqual(['.lang-observatory', 'a']);
      expect(readdirSync(join(repo, '.lang-observatory/cache'))).toEqual(['.gitignore']);
    }));

  it('is never written through a link', () =>
    inTemporaryFolder((repo) => {
      writeFileSync(join(repo, 'precious'), 'precious');
      mkdirSync(join(repo, '.lang-observatory/cache'), { recursive: true });
      symlinkSync('../../precious', join(repo, '.lang-observatory/cache/unfinished'));
      symlinkSync('../../precious', join(repo, '.lang-observatory/cache/.gitignore'));
      openDisk(repo).replace('a', 'new');
      expect(readFileSync(join(repo, 'precious'), 'utf8')).toBe('precious');
    }));

  it('is not overwritten by a file that is only to be created', () =>
    inTemporaryFolder((repo) => {
      writeFileSync(join(repo, 'a'), 'mine');
      expect(() => openDisk(repo).create('a', 'x')).toThrow('a: already exists');
      expect(readFileSync(join(repo, 'a'), 'utf8')).toBe('mine');
    }));

  it('stays unchanged when the new one cannot be written completely, and nothing is left of that', () =>
    inTemporaryFolder((repo) => {
      openDisk(repo).replace('a', 'old');
      // More than a process with this limit may write, as on a full disk.
      const program = `
        import { openDisk } from ${JSON.stringify(join(programFolder(), 'generator/disk/disk.ts'))};
        for (const work of ['replace', 'create'])
          try {
            openDisk(${JSON.stringify(repo)})[work](work === 'replace' ? 'a' : 'b', 'x'.repeat(2 ** 22));
          } catch (error) {
            console.log(error.message);
          }
      `;
      const command = `ulimit -f 2048; exec "${process.execPath}" --import tsx --input-type=module --eval "$1"`;
      const { stdout } = spawnSync('bash', ['-c', command, 'bash', program], {
        encoding: 'utf8',
        cwd: programFolder(),
      });
      const hint = '\n  hint: solve the problem and run the command again; it completes the interrupted run\n';
      expect(stdout).toBe(
        ['a', 'b'].map((path) => `${path}: exceeds the maximum file size of this process${hint}`).join(''),
      );
      expect(readFileSync(join(repo, 'a'), 'utf8')).toBe('old');
      expect(readdirSync(repo).sort()).toEqual(['.lang-observatory', 'a']);
      expect(readdirSync(join(repo, '.lang-observatory/cache'))).toEqual(['.gitignore']);
    }));
});
