/** `upgrade` with real packed versions of the program, in a real Git repository. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { generateSchema } from '../../generator/commands/schemas/generate.ts';
import { upgradeSchema } from '../../generator/commands/schemas/upgrade.ts';
import { packRunningProgram } from '../../generator/package/pack.ts';
import { CARRIED_FOLDER } from '../../generator/package/package-files.ts';
import { type PackedProgram, readPackedProgram } from '../../generator/package/packed-program.ts';
import { planSchema } from '../../generator/plan/schema.ts';
import { expectTranscript, IDS } from '../moves/transcripts.ts';
import { type Edit, otherVersion } from '../package/other-version.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { inTemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { commandLine } from './command-line.ts';
import { documentOf } from './document.ts';

const DASHBOARD = 'dashboards/llm-overview.json';
const RULES = 'bases/valkey/prometheus-rule-valkey.yaml';
/** A change of one short line, whatever else a version has: its page shows it. */
const REWORDED: Edit = (text) => text.replaceAll('"Valkey is down"', '"No Valkey answers"');
/** A program that a mistake of its makers ends, once it shall write. */
const ENDS: Edit = (text) =>
  `${text}\nif (process.argv.includes('generate') && !process.argv.includes('--dry-run')) { process.stderr.write('oh no\\n'); process.exit(70); }\n`;

let programs = '';
let present: PackedProgram;

/** The path of a file with another version of the program. */
async function packed(name: string, manifest: object, edits: Parameters<typeof otherVersion>[2] = []): Promise<string> {
  const path = join(programs, `${name}.tgz`);
  writeFileSync(path, await otherVersion(present, manifest, edits));
  return path;
}

const files = { newer: '', older: '', failing: '', refusing: '', other: '' };

beforeAll(async () => {
  programs = temporaryFolder();
  present = await packRunningProgram();
  files.newer = await packed('newer', { version: '9.1.0' }, [[/^dist\/.*\.js$/, REWORDED]]);
  files.older = await packed('older', { version: '0.0.1' });
  files.failing = await packed('failing', { version: '9.2.0' }, [[/^dist\/main\.js$/, ENDS]]);
  files.refusing = await packed('refusing', { version: '9.3.0' }, [
    [/^dist\/main\.js$/, () => `process.stderr.write('fleet.yaml:1:1: is not what it was\\n');process.exitCode = 2;\n`],
  ]);
  files.other = await packed('other', { name: 'left-pad' });
});
afterAll(() => rmSync(programs, { recursive: true, force: true }));

function git(repo: string, ...args: readonly string[]): string {
  const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  return execFileSync('git', [...author, ...args], { cwd: repo, encoding: 'utf8', stdio: 'pipe' });
}

function commit(repo: string): void {
  git(repo, 'add', '--all');
  git(repo, 'commit', '--quiet', '--message', 'Change');
}

const inRepository = repositoryMadeOnce(async (folder) => {
  const init = ['init', 'fleet', '--url', 'https://example.com/fleet.git', '--no-validate'];
  expect(await commandLine(folder, ...init)).toMatchObject({ exitCode: 0 });
  git(join(folder, 'fleet'), 'init', '--quiet');
  commit(join(folder, 'fleet'));
});

/** Of what was refused nothing is left. */
async function isRefused(repo: string, argv: readonly string[], why: string | RegExp, exitCode = 2): Promise<void> {
  const before = git(repo, 'status', '--porcelain');
  const ran = await commandLine(repo, 'upgrade', ...argv);
  expect(ran).toEqual({
    exitCode,
    out: '',
    err: typeof why === 'string' ? expect.stringContaining(why) : expect.stringMatching(why),
  });
  expect(git(repo, 'status', '--porcelain')).toBe(before);
}

describe('upgrade', () => {
  it('puts the newer program in place, generates with it and shows what it changes', () =>
    inRepository(async (repo) => {
      const { exitCode, out, err } = await commandLine(repo, 'upgrade', '--to', files.newer);
      expect([exitCode, err]).toEqual([0, '']);
      const [plan = '', summary = ''] = out.split('\n\n1 of 1 cluster changes\n');
      expect(plan).toMatch(`upgrading from ${present.version} to 9.1.0\n1 of 1 cluster changes, compared with HEAD`);
      expect(plan).toContain('\n  ~ PrometheusRule lang-observatory/valkey\n');
      expect(summary).toMatch(/^ {2}nothing restarts\n {2}wave .*\n {2}~ valkey on 1 cluster: /);
      expect(out).toMatch(/\nvalid: .*\n\nnext:\n {2}git add -A && git commit .*\n(?:.*\n)* {2}npm ci/);
      expect(readFileSync(join(repo, RULES), 'utf8')).toContain('No Valkey answers');
      expect(readdirSync(join(repo, CARRIED_FOLDER)).sort()).toEqual([
        '.gitattributes',
        '.gitignore',
        'lang-observatory-gitops-9.1.0.tgz',
      ]);
      const changed = git(repo, 'status', '--porcelain', '--', '*.json', CARRIED_FOLDER).split('\n');
      expect(changed).toEqual([
        ` D ${CARRIED_FOLDER}/lang-observatory-gitops-${present.version}.tgz`,
        ' M package-lock.json',
        ' M package.json',
        `?? ${CARRIED_FOLDER}/lang-observatory-gitops-9.1.0.tgz`,
        '',
      ]);
      execFileSync('npm', ['ci', '--offline'], { cwd: repo, stdio: 'pipe' });
      const npx = execFileSync('npx', ['lang-observatory', 'check'], { cwd: repo, encoding: 'utf8', stdio: 'pipe' });
      expect(npx).toMatch(/^up to date: \d+ files\n$/);
    }));

  it('is shown on its page as it goes', () =>
    inRepository(async (repo) => {
      const { exitCode, out } = await commandLine(repo, 'upgrade', '--to', files.newer, '--no-validate');
      expect(exitCode).toBe(0);
      const shown = out.replace(/\([0-9a-f]{12}\)/, `(${IDS.first})`).replace(present.version, '0.1.0');
      expectTranscript('upgrade', 'upgrade --to lang-observatory-gitops-9.1.0.tgz --no-validate', shown);
    }));

  it('is one document for programs, whether there is something to do or not', () =>
    inRepository(async (repo) => {
      const upgrade = async (...flags: readonly string[]) => {
        const { exitCode, out } = await commandLine(repo, '--format', 'json', 'upgrade', ...flags);
        return { exitCode, ...documentOf(upgradeSchema, out) };
      };
      const { version } = present;
      expect(await upgrade()).toEqual({ exitCode: 0, from: version, to: version, plan: null, generated: null });
      const done = await upgrade('--to', files.newer);
      expect(done).toMatchObject({ exitCode: 0, from: version, to: '9.1.0' });
      expect(planSchema.parse(done.plan).components.map(({ component }) => component)).toEqual(['valkey']);
      const { changed, validation } = generateSchema.parse(done.generated);
      expect([changed.includes(RULES), validation?.findings]).toEqual([true, []]);
    }));

  it('stays, and fails, where the validation finds something', () =>
    inRepository(async (repo) => {
      const webhook = ['https://hooks.slack.com/services', 'T0AAAAAAA', 'B0AAAAAAA', 'a1B2c3D4e5F6g7H8i9J0k1L2'].join(
        '/',
      );
      appendFileSync(join(repo, 'fleet.yaml'), `# ${webhook}\n`);
      await commandLine(repo, 'generate', '--no-validate');
      commit(repo);
      const { exitCode, out } = await commandLine(repo, 'upgrade', '--to', files.newer);
      expect([exitCode, out]).toEqual([1, expect.stringContaining('[secret-found]')]);
      expect(git(repo, 'status', '--porcelain')).toContain('lang-observatory-gitops-9.1.0.tgz');
      expect(await commandLine(repo, 'upgrade')).toMatchObject({
        exitCode: 1,
        err: expect.stringContaining('not committed'),
      });
    }));

  it('goes back to an older version only when it is told to', () =>
    inRepository(async (repo) => {
      await isRefused(
        repo,
        ['--to', files.older],
        `version 0.0.1 is older than ${present.version}, which the repository has\n  hint: to go back to it, add --downgrade`,
      );
      const down = ['upgrade', '--to', files.older, '--downgrade', '--no-validate'];
      expect(await commandLine(repo, ...down)).toMatchObject({ exitCode: 0, err: '' });
      expect(existsSync(join(repo, CARRIED_FOLDER, 'lang-observatory-gitops-0.0.1.tgz'))).toBe(true);
    }));

  it('takes the version that is running when none is named', () =>
    inRepository(async (repo) => {
      const ran = await commandLine(repo, 'upgrade');
      expect(ran).toEqual({ exitCode: 0, out: `the repository has version ${present.version} already`, err: '' });
      expect(git(repo, 'status', '--porcelain')).toBe('');
    }));

  it('mends a repository whose program is gone, or that took it from a registry', () =>
    inRepository(async (repo) => {
      const manifest = JSON.parse(readFileSync(join(repo, 'package.json'), 'utf8'));
      const devDependencies = { 'lang-observatory-gitops': '0.0.9' };
      writeFileSync(join(repo, 'package.json'), `${JSON.stringify({ ...manifest, devDependencies }, null, 2)}\n`);
      rmSync(join(repo, CARRIED_FOLDER), { recursive: true });
      commit(repo);
      const { exitCode, out } = await commandLine(repo, 'upgrade', '--no-validate');
      expect([exitCode, out.split('\n')[0]]).toEqual([0, `upgrading from 0.0.9 to ${present.version}`]);
      commit(repo);
      expect(git(repo, 'diff', '--name-only', 'HEAD~2')).toBe('');
    }));
});

describe('an upgrade is refused', () => {
  it('where something is not committed', () =>
    inRepository(async (repo) => {
      appendFileSync(join(repo, 'fleet.yaml'), '# mine\n');
      writeFileSync(join(repo, 'notes.txt'), 'mine\n');
      const why = 'not committed:\n  fleet.yaml\n  notes.txt\n  hint: commit or stash them';
      await isRefused(repo, ['--to', files.newer], why, 1);
    }));

  it('where there is no commit to go back to', () =>
    inTemporaryFolder(async (folder) => {
      expect(await commandLine(folder, 'upgrade')).toMatchObject({
        exitCode: 2,
        err: expect.stringContaining('is not in a Git repository'),
      });
      git(folder, 'init', '--quiet');
      expect(await commandLine(folder, 'upgrade')).toMatchObject({
        exitCode: 2,
        err: expect.stringContaining('has no commit yet'),
      });
    }));

  it('where the input has changed since it was generated, or a generated file was edited', () =>
    inRepository(async (repo) => {
      const why = `the repository is not what version ${present.version} generates from its input`;
      for (const path of ['fleet.yaml', DASHBOARD]) {
        const text = readFileSync(join(repo, path), 'utf8');
        writeFileSync(
          join(repo, path),
          text.replace('observability.example.com', 'obs.acme.io').replace('LLM overview', 'Mine'),
        );
        commit(repo);
        await isRefused(repo, ['--to', files.newer], why, 1);
        writeFileSync(join(repo, path), text);
        commit(repo);
      }
    }));

  it('when the newer program does not take the input', () =>
    inRepository(async (repo) => {
      const why =
        'fleet.yaml:1:1: is not what it was\n\nversion 9.3.0 cannot generate this repository; nothing was changed';
      await isRefused(repo, ['--to', files.refusing], why);
    }));

  it.each([
    ['another package', () => files.other, /other\.tgz is the package "left-pad", not lang-observatory-gitops/],
    ['a file that npm did not pack', () => 'fleet.yaml', /^fleet\.yaml is not a package that npm packed/],
    [
      'neither a file nor a version',
      () => 'latest!',
      /^--to latest!: is neither a file nor a version such as 1\.2\.3$/,
    ],
  ])('for %s', (_, to, why) => inRepository((repo) => isRefused(repo, ['--to', to()], why)));

  it('and undone when the newer program fails', () =>
    inRepository(async (repo) => {
      const ran = await commandLine(repo, 'upgrade', '--to', files.failing);
      expect(ran).toMatchObject({
        exitCode: 70,
        err: expect.stringContaining('oh no\nthe upgrade was undone: package.json'),
      });
      expect(git(repo, 'status', '--porcelain')).toBe('');
    }));
});

describe('a published version', () => {
  afterEach(() => vi.unstubAllEnvs());

  /** A registry with the newer program, as npm asks for it. */
  async function withRegistry(work: () => Promise<void>): Promise<void> {
    const archive = readFileSync(files.newer);
    const { version, integrity, manifest } = readPackedProgram(archive, 'newer');
    const server = createServer(({ url }, response) => {
      const { port } = server.address() as AddressInfo;
      if (url === '/newer.tgz') response.end(archive);
      else if (url === '/lang-observatory-gitops') {
        const dist = { tarball: `http://127.0.0.1:${port}/newer.tgz`, integrity };
        const versions = { [version]: { ...manifest, dist } };
        response.end(JSON.stringify({ name: 'lang-observatory-gitops', 'dist-tags': { latest: version }, versions }));
      } else response.writeHead(404).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      await inTemporaryFolder(async (cache) => {
        vi.stubEnv('npm_config_registry', `http://127.0.0.1:${port}/`);
        vi.stubEnv('npm_config_cache', cache);
        await work();
      });
    } finally {
      server.close();
    }
  }

  it('is fetched with npm, and no address of the registry is left in the repository', () =>
    withRegistry(() =>
      inRepository(async (repo) => {
        // Where npm asks is for the person to say, and not for the repository.
        writeFileSync(join(repo, '.npmrc'), 'registry=http://127.0.0.1:9/\n');
        commit(repo);
        const ran = await commandLine(repo, 'upgrade', '--to', '9.1.0', '--no-validate');
        expect(ran).toMatchObject({ exitCode: 0, err: '' });
        const carried = join(repo, CARRIED_FOLDER, 'lang-observatory-gitops-9.1.0.tgz');
        expect(readFileSync(carried).equals(readFileSync(files.newer))).toBe(true);
        expect(readFileSync(join(repo, 'package-lock.json'), 'utf8')).not.toContain('127.0.0.1');
      }),
    ));

  it('is refused when there is none', () =>
    withRegistry(() =>
      inRepository((repo) =>
        isRefused(
          repo,
          ['--to', '9.9.9'],
          'npm pack failed: No matching version found for lang-observatory-gitops@9.9.9.',
        ),
      ),
    ));

  it('can be what init takes, with a lock file of npm', () =>
    withRegistry(() =>
      inTemporaryFolder(async (folder) => {
        mkdirSync(join(folder, 'home'));
        const init = ['init', 'fleet', '--url', 'https://example.com/fleet.git', '--no-validate'];
        expect(await commandLine(folder, ...init, '--package', '9.9.9')).toEqual({
          exitCode: 2,
          out: '',
          err:
            '--package 9.9.9: npm install failed: No matching version found for lang-observatory-gitops@9.9.9.\n' +
            '  hint: without --package, init puts this program itself into the repository',
        });
        expect(existsSync(join(folder, 'fleet'))).toBe(false);
        expect(await commandLine(folder, ...init, '--package', '9.1.0')).toMatchObject({ exitCode: 0 });
        const lock = readFileSync(join(folder, 'fleet/package-lock.json'), 'utf8');
        expect(lock).toContain(readPackedProgram(readFileSync(files.newer), 'newer').integrity);
        expect(lock).not.toContain('127.0.0.1');
        expect(existsSync(join(folder, 'fleet', CARRIED_FOLDER))).toBe(false);
      }),
    ));
});
