/** How a version of the program is published: what can run here runs as it does there. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { packRunningProgram } from '../../generator/package/pack.ts';
import { readPackedProgram } from '../../generator/package/packed-program.ts';
import { programFolder, programVersion } from '../../generator/program/program-folder.ts';
import { lint } from '../ci/linters.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';
import { pythonWith } from '../tools/python.ts';

const root = programFolder();
const WORKFLOWS = ['.github/workflows/ci.yaml', '.github/workflows/release.yaml'] as const;

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

const STEP = z.looseObject({
  name: z.string().optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  'working-directory': z.string().optional(),
});
type Step = z.infer<typeof STEP>;
const WORKFLOW = z.looseObject({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), z.looseObject({ permissions: z.record(z.string(), z.string()), steps: z.array(STEP) })),
});
const ACTION = z.looseObject({ runs: z.looseObject({ steps: z.array(STEP) }) });

describe('the workflows of this repository', () => {
  it('are what GitHub takes, as actionlint and the schema say', async () => {
    expect(
      await lint(
        'github',
        WORKFLOWS.map((path) => join(root, path)),
      ),
    ).toBe('');
  });

  it.each(WORKFLOWS)('run only actions of a commit, and give each job no more than it needs: %s', (path) => {
    const { permissions, jobs } = WORKFLOW.parse(parse(read(path)));
    expect(permissions).toEqual({});
    const uses = Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => step.uses ?? []));
    expect(uses.filter((one) => !/@[0-9a-f]{40}$/.test(one))).toEqual([]);
    const writing = Object.entries(jobs).flatMap(([job, rights]) =>
      Object.entries(rights.permissions).flatMap(([right, level]) => (level === 'write' ? [`${job}: ${right}`] : [])),
    );
    expect(writing).toEqual(
      path.includes('release')
        ? [
            'npm: id-token',
            'image: packages',
            'image-of-all-platforms: packages',
            'release: attestations',
            'release: contents',
            'release: id-token',
          ]
        : [],
    );
  });
});

describe('the image', () => {
  it('is built of what hadolint finds nothing wrong with', async () => {
    const hadolint = join(dirname(await pythonWith(join(root, 'test/release/requirements.txt'))), 'hadolint');
    expect(spawnSync(hadolint, ['--no-color', 'Dockerfile'], { cwd: root, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stdout: '',
    });
  });

  it('begins with images of a digest, and does not run as root', () => {
    const lines = read('Dockerfile').split('\n');
    const from = lines.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? []);
    expect(from.filter((image) => image !== 'node' && !/@sha256:[0-9a-f]{64}$/.test(image))).toEqual([]);
    expect(lines.filter((line) => /^USER /.test(line))).toEqual(['USER 1000']);
  });
});

describe('a release', () => {
  const { jobs } = WORKFLOW.parse(parse(read('.github/workflows/release.yaml')));
  /** These run in every change too, or need the network. */
  const ELSEWHERE = ['npm ci', 'npm run lint', 'npm test', 'npm run check'];

  /** Every step of a job that runs here, as GitHub runs it: with bash, in the folder of the checkout. */
  function runSteps(job: string, folder: string, environment: Readonly<Record<string, string>>): string {
    const steps = (jobs[job]?.steps ?? []).filter(({ run }) => run !== undefined && !ELSEWHERE.includes(run));
    return steps.map((step) => runStep(step, folder, environment)).join('');
  }

  function runStep(step: Step, folder: string, environment: Readonly<Record<string, string>>): string {
    return execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run ?? ''], {
      cwd: join(folder, step['working-directory'] ?? '.'),
      encoding: 'utf8',
      stdio: 'pipe',
      env: {
        PATH: process.env.PATH,
        HOME: join(folder, '..'),
        npm_config_offline: 'true',
        GITHUB_SERVER_URL: 'https://git.example.com',
        GITHUB_REPOSITORY: 'Acme/lang-observatory-gitops',
        GITHUB_REF_NAME: `v${programVersion()}`,
        ...environment,
      },
    });
  }

  /** The files of this repository, as a checkout has them, with the packages that npm ci installs. */
  function checkout(folder: string): void {
    const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
    const files = execFileSync('git', list, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 }).split('\0');
    const needed = files.filter((path) => /^(?:[^/]+$|docs\/|generator\/|tools\/)/.test(path));
    for (const path of needed.filter((one) => one !== '' && existsSync(join(root, one))))
      cpSync(join(root, path), join(folder, path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  }

  it('packs the program once, with its bill of materials, checksums and notes, and publishes that file', () =>
    inTemporaryFolder((parent) => {
      const folder = join(parent, 'checkout');
      mkdirSync(folder);
      checkout(folder);
      runSteps('package', folder, {});
      const archive = `lang-observatory-gitops-${programVersion()}.tgz`;
      expect(readdirSync(join(folder, 'release')).sort()).toEqual(['SHA256SUMS', archive, 'sbom.cdx.json']);
      const content = readFileSync(join(folder, 'release', archive));
      const { manifest, version } = readPackedProgram(content, archive);
      expect([version, manifest.repository]).toEqual([
        programVersion(),
        { type: 'git', url: 'git+https://git.example.com/Acme/lang-observatory-gitops.git' },
      ]);
      const materials = JSON.parse(readFileSync(join(folder, 'release/sbom.cdx.json'), 'utf8'));
      const named = z.object({
        bomFormat: z.literal('CycloneDX'),
        components: z.array(z.looseObject({ name: z.string() })),
      });
      expect(named.parse(materials).components.map(({ name }) => name)).toContain('handlebars');
      expect(readFileSync(join(folder, 'notes.md'), 'utf8')).toMatch(
        /^\nThe first version\.\n[\s\S]*AppProject for each\n {2}cluster\.\n$/,
      );

      const publish = runSteps('npm', folder, { npm_config_dry_run: 'true' });
      expect(publish).toContain(`+ lang-observatory-gitops@${programVersion()}`);
      appendFileSync(join(folder, 'release', archive), 'x');
      expect(() => runSteps('npm', folder, { npm_config_dry_run: 'true' })).toThrow(/checksum did NOT match/);
    }));

  it.each([
    ['v9.9.9', '', 'the tag is v9.9.9, but package.json has version'],
    [`v${programVersion()}`, 'CHANGELOG.md', `CHANGELOG.md has no section about ${programVersion()}`],
  ])('is refused where tag, package and changelog name different versions: %s %s', (tag, emptied, why) =>
    inTemporaryFolder((folder) => {
      for (const file of ['package.json', 'CHANGELOG.md'])
        writeFileSync(join(folder, file), file === emptied ? '' : read(file));
      const step = jobs.package?.steps.find(({ name }) => name?.includes('same version') === true);
      expect(() => runStep(step ?? {}, folder, { GITHUB_REF_NAME: tag })).toThrow(
        expect.objectContaining({ stdout: expect.stringContaining(why) }),
      );
    }),
  );
});

describe('the GitHub Action', () => {
  let program = '';
  beforeAll(async () => {
    program = (await packRunningProgram()).entry;
  });

  const { runs } = ACTION.parse(parse(read('action.yml')));

  it('is what GitHub takes, as its schema says', async () => {
    const python = await pythonWith(join(root, 'test/ci/requirements.txt'));
    const check = ['-m', 'check_jsonschema', '--builtin-schema', 'vendor.github-actions', 'action.yml'];
    expect(spawnSync(python, check, { cwd: root, encoding: 'utf8' })).toMatchObject({ status: 0 });
  });

  it('runs each command in the image of its own version, and ends with the first that fails', () =>
    inTemporaryFolder(async (folder) => {
      // There is no Docker here: what stands for it tells how it was called, and runs the program itself in the folder that is mounted.
      const { files } = await packRunningProgram();
      for (const [path, content] of files) {
        mkdirSync(dirname(join(folder, 'program', path)), { recursive: true });
        writeFileSync(join(folder, 'program', path), content);
      }
      const docker = [
        '#!/usr/bin/env bash',
        'echo "$*"',
        'while [ "$1" != --volume ]; do shift; done; mounted=${2%:/fleet}',
        'while [ "$1" != --workdir ]; do shift; done; cd "$mounted/${2#/fleet/}"; shift 3',
        `exec "${process.execPath}" "${join(folder, 'program', program)}" "$@"`,
      ];
      mkdirSync(join(folder, 'bin'));
      writeFileSync(join(folder, 'bin/docker'), docker.join('\n'));
      chmodSync(join(folder, 'bin/docker'), 0o755);
      mkdirSync(join(folder, 'workspace/platform'), { recursive: true });
      const action = (commands: string): { readonly status: number | null; readonly stdout: string } =>
        spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', runs.steps[0]?.run ?? ''], {
          cwd: join(folder, 'workspace'),
          encoding: 'utf8',
          env: {
            PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
            FLEET: 'platform',
            COMMANDS: commands,
            REPOSITORY: 'Acme/Observatory',
            REF: 'v1.2.3',
            GITHUB_WORKSPACE: join(folder, 'workspace'),
          },
        });
      const fine = action('--version\n\nschema --help\n');
      expect(fine).toMatchObject({ status: 0, stdout: expect.stringContaining(`\n${programVersion()}\n`) });
      const called = fine.stdout.split('\n').filter((line) => line.startsWith('run '));
      expect(called.map((line) => line.slice(line.indexOf('--workdir')))).toEqual([
        '--workdir /fleet/platform ghcr.io/acme/observatory:1.2.3 --version',
        '--workdir /fleet/platform ghcr.io/acme/observatory:1.2.3 schema --help',
      ]);
      const failed = action('generate --no-validate\n--version\n');
      expect([failed.status, failed.stdout.match(/^run /gm)?.length]).toEqual([2, 1]);
    }));
});
