/** A repository that carries the program: what npm makes of the files that name it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { packedFiles } from '../../generator/package/archive.ts';
import { packRunningProgram } from '../../generator/package/pack.ts';
import { CARRIED_FOLDER, carriedFiles, carriedPath } from '../../generator/package/package-files.ts';
import { type PackedProgram, readPackedProgram } from '../../generator/package/packed-program.ts';
import { commandLine } from '../commands/command-line.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { otherVersion } from './other-version.ts';

let program: PackedProgram;
beforeAll(async () => {
  program = await packRunningProgram();
});

/** npm without a registry, in a home where nothing is. */
function npm(folder: string, ...args: readonly string[]): string {
  const env = { PATH: process.env.PATH, HOME: join(folder, '..', 'home') };
  return execFileSync('npm', [...args, '--offline'], { cwd: folder, encoding: 'utf8', env, stdio: 'pipe' });
}

function writeCarried(folder: string, before: { readonly package?: string; readonly lock?: string } = {}): void {
  const files = carriedFiles(program, { name: 'acme', package: before.package, lock: before.lock });
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

describe('a repository that carries the program', () => {
  it('installs it with npm ci, without a registry', () =>
    inTemporaryFolder((parent) => {
      const folder = join(parent, 'fleet');
      writeCarried(folder);
      npm(folder, 'ci');
      expect(npm(folder, 'exec', '--', 'lang-observatory', '--version')).toBe(`${program.version}\n`);
      expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
        'lang-observatory-gitops',
      ]);
    }));

  it('has the lock file that npm itself would write', () =>
    inTemporaryFolder((parent) => {
      const folder = join(parent, 'fleet');
      writeCarried(folder);
      const written = readFileSync(join(folder, 'package-lock.json'), 'utf8');
      npm(folder, 'install', '--package-lock-only');
      expect(readFileSync(join(folder, 'package-lock.json'), 'utf8')).toBe(written);
    }));

  it('refuses a file that is not the one in the lock file', () =>
    inTemporaryFolder(async (parent) => {
      const folder = join(parent, 'fleet');
      writeCarried(folder);
      writeFileSync(join(folder, carriedPath(program)), await otherVersion(program, { description: 'Something else' }));
      expect(() => npm(folder, 'ci')).toThrow(/EINTEGRITY/);
    }));

  it('keeps the file in Git as it is, whatever the rules of the repository are', () =>
    inTemporaryFolder((folder) => {
      writeCarried(folder);
      writeFiles(folder, [
        ['.gitignore', '*.tgz\n'],
        ['.gitattributes', '* text eol=lf\n*.tgz filter=lfs diff=lfs merge=lfs text\n'],
      ]);
      const git = (...args: readonly string[]): Buffer =>
        execFileSync('git', args, { cwd: folder, stdio: 'pipe', maxBuffer: 64 * 1024 * 1024 });
      git('init', '--quiet');
      git('-c', 'filter.lfs.clean=tr a-z A-Z', 'add', '--all');
      expect(git('show', `:${carriedPath(program)}`).equals(program.content)).toBe(true);
    }));

  it('keeps what else a package.json says, and its scripts of the same name', () => {
    const before = `{\n\t"name": "mine",\n\t"scripts": {"check": "mine"},\n\t"devDependencies": {"prettier": "3.0.0", "acme": "1.0.0"}\n}\n`;
    const files = carriedFiles(program, { name: 'acme', package: before, lock: undefined });
    expect(files.get('package.json')).toBe(
      `${JSON.stringify(
        {
          name: 'mine',
          scripts: {
            generate: 'lang-observatory generate',
            check: 'mine',
            validate: 'lang-observatory validate',
          },
          devDependencies: {
            acme: '1.0.0',
            'lang-observatory-gitops': `file:${carriedPath(program)}`,
            prettier: '3.0.0',
          },
        },
        null,
        '\t',
      )}\n`,
    );
    // Only npm knows what those packages need.
    expect([...files.keys()].filter((path) => !path.startsWith(CARRIED_FOLDER))).toEqual(['package.json']);
  });

  it('is refused where package.json is none', () => {
    expect(() => carriedFiles(program, { name: 'acme', package: '[]', lock: undefined })).toThrow(
      'package.json: is not a JSON object',
    );
  });

  it('is refused where the lock file is of an old npm', () => {
    const lock = JSON.stringify({ lockfileVersion: 2, packages: {} });
    expect(() => carriedFiles(program, { name: 'acme', package: undefined, lock })).toThrow(
      'package-lock.json: is in the format of an old npm\n  hint: npm install --package-lock-only --lockfile-version 3',
    );
  });

  it('adds the program to a lock file as npm does', () =>
    inTemporaryFolder((parent) => {
      const folder = join(parent, 'fleet');
      const other = { name: 'zebra', version: '1.0.0' };
      writeFiles(folder, [
        ['zebra/package.json', JSON.stringify(other)],
        ['package.json', JSON.stringify({ name: 'mine', version: '2.0.0', dependencies: { zebra: 'file:zebra' } })],
      ]);
      npm(folder, 'install', '--package-lock-only');
      const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
      writeCarried(folder, { package: read('package.json'), lock: read('package-lock.json') });
      const written = read('package-lock.json');
      npm(folder, 'install', '--package-lock-only');
      expect(JSON.parse(read('package-lock.json'))).toEqual(JSON.parse(written));
      npm(folder, 'ci');
    }));
});

describe('the file of the program', () => {
  it('may be one that somebody else has packed, named to init by its path', () =>
    inTemporaryFolder(async (parent) => {
      const archive = await otherVersion(program, { version: '9.9.9' });
      writeFileSync(join(parent, 'download.tgz'), archive);
      const flags = ['--url', 'https://example.com/fleet.git', '--package', 'download.tgz', '--no-validate'];
      expect(await commandLine(parent, 'init', 'fleet', ...flags)).toMatchObject({ exitCode: 0 });
      const folder = join(parent, 'fleet');
      expect(readFileSync(join(folder, carriedPath({ version: '9.9.9' }))).equals(archive)).toBe(true);
      npm(folder, 'ci');
      expect(npm(folder, 'exec', '--', 'lang-observatory', '--version')).toBe('9.9.9\n');
    }));

  it('is the same bytes when an installed program packs itself', () =>
    inTemporaryFolder((parent) => {
      const folder = join(parent, 'fleet');
      writeCarried(folder);
      npm(folder, 'ci');
      const installed = join(folder, 'node_modules/.bin/lang-observatory');
      const init = ['init', 'next', '--url', 'https://example.com/fleet.git', '--domain', 'Not a domain'];
      // The input is judged before anything is packed.
      expect(() => execFileSync(installed, init, { cwd: parent, stdio: 'pipe' })).toThrow(/metadata|domain/);
      execFileSync(installed, init.slice(0, 4), { cwd: parent, stdio: 'pipe' });
      expect(readFileSync(join(parent, 'next', carriedPath(program))).equals(program.content)).toBe(true);
    }));

  it('is read as tar reads it', () =>
    inTemporaryFolder((folder) => {
      writeFileSync(join(folder, 'program.tgz'), program.content);
      execFileSync('tar', ['xzf', 'program.tgz'], { cwd: folder });
      for (const [path, content] of program.files)
        expect(readFileSync(join(folder, 'package', path)).equals(content), path).toBe(true);
      const listed = execFileSync('tar', ['tzf', 'program.tgz'], { cwd: folder, encoding: 'utf8' }).trim().split('\n');
      expect(listed.map((path) => path.replace('package/', '')).sort()).toEqual([...program.files.keys()].sort());
    }));

  it.each([
    ['no archive', () => Buffer.from('hello'), 'is not a package that npm packed'],
    ['half an archive', () => program.content.subarray(0, 1000), 'is not a package that npm packed'],
    ['an empty archive', () => gzipSync(Buffer.alloc(1024)), 'is not a package that npm packed'],
    ['another package', () => otherVersion(program, { name: 'left-pad' }), 'is the package "left-pad"'],
    [
      'one that was not built',
      () => otherVersion(program, { bin: { 'lang-observatory': 'dist/none.js' } }),
      'has no program in it',
    ],
    [
      'one that needs others',
      () => otherVersion(program, { dependencies: { 'left-pad': '1.0.0' } }),
      'needs other packages',
    ],
  ])('is refused when it is %s', async (_, make, why) => {
    const content = await make();
    expect(() => readPackedProgram(content, 'program.tgz')).toThrow(`program.tgz ${why}`);
  });

  it.each([
    ['a link', (tar: Buffer) => tar.write('2', 156)],
    ['a path that leads out', (tar: Buffer) => tar.write('package/../../x\0', 0)],
  ])('is refused when it holds %s', (_, change) => {
    const tar = gunzipSync(program.content);
    change(tar);
    expect(packedFiles(gzipSync(tar))).toBeUndefined();
  });

  it('is refused when its version would be a path', () => {
    const tar = gunzipSync(program.content);
    const at = tar.indexOf(`"version": "${program.version}"`);
    tar.write(`"${'../'.padEnd(program.version.length, 'a')}"`, at + '"version": '.length);
    expect(() => readPackedProgram(gzipSync(tar), 'program.tgz')).toThrow('program.tgz has no version');
  });
});
