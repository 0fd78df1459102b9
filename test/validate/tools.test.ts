import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { programFolder } from '../../generator/program/program-folder.ts';
import { goEnvironment } from '../../generator/validate/go-build.ts';
import {
  findTool,
  GO_VERSION,
  PROGRAM_MODULES,
  reportedVersion,
  TOOLS,
  type ToolName,
} from '../../generator/validate/tools.ts';
import { realTool } from '../real-tool.ts';
import { writeFiles } from '../temporary-folder.ts';

const NAMES: readonly ToolName[] = ['kustomize', 'helm', 'kubeconform', 'gitleaks'];
const folders: string[] = [];

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lang-observatory-tools-'));
  folders.push(folder);
  return folder;
}

// One after the other: each build uses all cores.
beforeAll(async () => {
  for (const name of NAMES) await realTool(name);
});
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('the table of tools', () => {
  it.each(NAMES)('%s is what its go.mod pins', (name) => {
    const pinned = readFileSync(join(programFolder(), PROGRAM_MODULES, name, 'go.mod'), 'utf8');
    const requirement = [...pinned.matchAll(/^\s*(?:require )?(\S+) v(\S+)/gm)].find(([, module = '']) =>
      `${TOOLS[name].package}/`.startsWith(`${module}/`),
    );
    expect(requirement?.[2]).toBe(TOOLS[name].version);
    expect(pinned).toContain(`\ntool ${TOOLS[name].package}\n`);
    expect(pinned).toContain(`\ngo ${GO_VERSION}.0\n`);
  });

  it.each(NAMES)('%s reports its version', async (name) => {
    expect(await reportedVersion(name, await realTool(name))).toBe(TOOLS[name].version);
  });
});

describe('finding a tool', () => {
  it('takes the right version from the PATH and passes over another one', async () => {
    const [wrong, right] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(wrong, 'kustomize'), '#!/bin/sh\necho v5.0.0\n');
    chmodSync(join(wrong, 'kustomize'), 0o755);
    symlinkSync(await realTool('kustomize'), join(right, 'kustomize'));
    const found = await findTool('kustomize', { folder: temporaryFolder(), searchPath: `${wrong}:${right}` });
    expect(found).toEqual({ ok: true, path: join(right, 'kustomize') });
  });

  it('says what to install when it can neither find nor build it', async () => {
    expect(await findTool('kustomize', { folder: temporaryFolder(), searchPath: '' })).toEqual({
      ok: false,
      code: 'tool-missing',
      message:
        'kustomize 5.8.1 is required, but was not found. ' +
        'Install it, or install Go 1.26 or newer so that it can be built from generator/validate/programs/kustomize.',
    });
  });

  it('is built once when two callers need it at the same time, and leaves only the binary', async () => {
    const folder = temporaryFolder();
    cpSync(join(programFolder(), PROGRAM_MODULES, 'kubeconform'), join(folder, PROGRAM_MODULES, 'kubeconform'), {
      recursive: true,
    });
    const builds: ToolName[] = [];
    const options = { folder, searchPath: '', onBuild: (name: ToolName) => builds.push(name) };
    const found = await Promise.all([findTool('kubeconform', options), findTool('kubeconform', options)]);
    const path = join(folder, '.tools', 'kubeconform-0.7.0');
    expect(found).toEqual([
      { ok: true, path },
      { ok: true, path },
    ]);
    expect(builds).toEqual(['kubeconform']);
    expect(readdirSync(join(folder, '.tools'))).toEqual(['kubeconform-0.7.0']);
  });

  it('takes over the lock of a process that is gone', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.tools'));
    cpSync(join(programFolder(), PROGRAM_MODULES, 'kubeconform'), join(folder, PROGRAM_MODULES, 'kubeconform'), {
      recursive: true,
    });
    // Above the largest process id that Linux gives.
    writeFileSync(join(folder, '.tools/kubeconform-0.7.0.lock'), '4194305\n');
    expect(await findTool('kubeconform', { folder, searchPath: '' })).toMatchObject({ ok: true });
    expect(existsSync(join(folder, '.tools/kubeconform-0.7.0.lock'))).toBe(false);
  });
});

describe('a tool is built from its own module alone', () => {
  /** The program as npm puts it into a fleet repository, where other files want a say in its builds. */
  async function inFleet(work: (repo: string, program: string, marker: string) => Promise<void>): Promise<void> {
    const repo = temporaryFolder();
    const program = join(repo, 'node_modules/lang-observatory-gitops');
    cpSync(join(programFolder(), PROGRAM_MODULES, 'kubeconform'), join(program, PROGRAM_MODULES, 'kubeconform'), {
      recursive: true,
    });
    await work(repo, program, join(repo, 'marker'));
  }

  async function isBuilt(repo: string, program: string): Promise<void> {
    const found = await findTool('kubeconform', { folder: program, searchPath: '', repo });
    const path = join(program, '.tools/kubeconform-0.7.0');
    expect(found).toEqual({ ok: true, path });
    expect(await reportedVersion('kubeconform', path)).toBe('0.7.0');
  }

  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['a harmless go.work', 'go 1.26.0\n', {}],
    [
      'a go.work that puts other code in place of a module',
      'go 1.26.0\nuse ./node_modules/lang-observatory-gitops/generator/validate/programs/kubeconform\nreplace github.com/yannh/kubeconform => ./other\n',
      {
        'other/go.mod': 'module github.com/yannh/kubeconform\n\ngo 1.26.0\n',
        'other/cmd/kubeconform/main.go': 'package main\n\nfunc main() { println("v9.9.9") }\n',
      },
    ],
    ['a go.mod that is none', undefined, { 'go.mod': 'nothing\n', 'node_modules/go.mod': 'nothing\n' }],
    ['a folder of vendored modules', undefined, { 'vendor/modules.txt': '# nothing\n' }],
  ])('whatever lies above: %s', async (_, work, files) => {
    await inFleet(async (repo, program) => {
      writeFiles(repo, [...(work === undefined ? [] : [['go.work', work] as const]), ...Object.entries(files)]);
      await isBuilt(repo, program);
    });
  });

  it('whatever Go is told by the environment', async () => {
    await inFleet(async (repo, program) => {
      writeFiles(repo, [['overlay.json', 'nothing']]);
      vi.stubEnv('GOFLAGS', `-overlay=${join(repo, 'overlay.json')} -toolexec=${join(repo, 'nothing')}`);
      vi.stubEnv('GOWORK', join(repo, 'go.work'));
      vi.stubEnv('GOOS', 'plan9');
      vi.stubEnv('GO111MODULE', 'off');
      await isBuilt(repo, program);
    });
  });

  it('by the Go of the machine, and not by one in the repository', async () => {
    await inFleet(async (repo, program, marker) => {
      const folders = [join(repo, 'bin'), join(repo, 'node_modules/.bin')];
      for (const folder of folders)
        for (const name of ['go', 'kubeconform']) {
          writeFiles(folder, [[name, `#!/bin/sh\ntouch ${marker}\necho v0.7.0\n`]]);
          chmodSync(join(folder, name), 0o755);
        }
      vi.stubEnv('PATH', [...folders, 'bin', '.', process.env.PATH].join(':'));
      expect(await findTool('kubeconform', { folder: program, repo })).toEqual({
        ok: true,
        path: expect.not.stringContaining('bin/kubeconform'),
      });
      expect(existsSync(marker)).toBe(false);
    });
  });

  it('and with what a company has set about modules', () => {
    vi.stubEnv('GOPROXY', 'https://go.acme.io');
    vi.stubEnv('GOPRIVATE', '*.acme.io');
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.acme.io');
    vi.stubEnv('GOFLAGS', '-mod=mod');
    vi.stubEnv('SECRET_TOKEN', 'secret');
    expect(goEnvironment()).toMatchObject({
      GOPROXY: 'https://go.acme.io',
      GOPRIVATE: '*.acme.io',
      HTTPS_PROXY: 'http://proxy.acme.io',
      GOFLAGS: '-mod=readonly -buildvcs=false',
      GOWORK: 'off',
    });
    expect(goEnvironment()).not.toHaveProperty('SECRET_TOKEN');
  });
});

describe('the table of our own programs', () => {
  it('names a binary by what it is made of, so that another source is another binary', async () => {
    const folder = temporaryFolder();
    cpSync(join(programFolder(), PROGRAM_MODULES, 'kustomize'), join(folder, PROGRAM_MODULES, 'kustomize'), {
      recursive: true,
    });
    const built = await realTool('kustomize-builder');
    mkdirSync(join(folder, '.tools'));
    symlinkSync(built, join(folder, '.tools', basename(built)));
    expect(await findTool('kustomize-builder', { folder })).toEqual({
      ok: true,
      path: join(folder, '.tools', basename(built)),
    });
    appendFileSync(join(folder, PROGRAM_MODULES, 'kustomize/main.go'), '\nnothing that Go reads\n');
    expect(await findTool('kustomize-builder', { folder })).toMatchObject({
      ok: false,
      message: expect.stringMatching(
        /^kustomize-builder 5\.8\.1 is required, but could not be built: .*Install Go 1\.26 or newer so that it can be built from generator\/validate\/programs\/kustomize\.$/s,
      ),
    });
  });

  it('is not looked for on the PATH: nobody else has it', async () => {
    const path = temporaryFolder();
    symlinkSync(await realTool('kustomize-builder'), join(path, 'kustomize-builder'));
    expect(await findTool('kustomize-builder', { folder: temporaryFolder(), searchPath: path })).toMatchObject({
      ok: false,
    });
  });
});
