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
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { programFolder } from '../../generator/program/program-folder.ts';
import { findTool, findTools, reportedVersion } from '../../generator/validate/find-tool.ts';
import { goEnvironment } from '../../generator/validate/go-build.ts';
import { binaryName, toolCache } from '../../generator/validate/tool-cache.ts';
import { GO_VERSION, PROGRAM_MODULES, TOOLS, type ToolName, type Tools } from '../../generator/validate/tools.ts';
import { commandLine } from '../commands/command-line.ts';
import { inputFiles } from '../input-files.ts';
import { writeFiles } from '../temporary-folder.ts';

const NAMES: readonly ToolName[] = ['kubeconform', 'gitleaks'];
const KUBECONFORM = binaryName('kubeconform', programFolder());
const folders: string[] = [];

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lang-observatory-tools-'));
  folders.push(folder);
  return folder;
}

let tools: Tools;
beforeAll(async () => {
  tools = await findTools();
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
    expect(await reportedVersion(name, tools[name])).toBe(TOOLS[name].version);
  });
});

describe('finding a tool', () => {
  it('takes the right version from the PATH and passes over another one', async () => {
    const [wrong, right] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(wrong, 'kubeconform'), '#!/bin/sh\necho v0.6.0\n');
    chmodSync(join(wrong, 'kubeconform'), 0o755);
    symlinkSync(tools.kubeconform, join(right, 'kubeconform'));
    const found = await findTool('kubeconform', { cache: temporaryFolder(), searchPath: `${wrong}:${right}` });
    expect(found).toEqual({ ok: true, name: 'kubeconform', path: join(right, 'kubeconform') });
  });

  it('is built once when two callers need it at the same time, and leaves only the binary', async () => {
    const cache = join(temporaryFolder(), 'not/there/yet');
    const builds: ToolName[] = [];
    const options = { cache, searchPath: '', onBuild: (name: ToolName) => builds.push(name) };
    const found = await Promise.all([findTool('kubeconform', options), findTool('kubeconform', options)]);
    const path = join(cache, KUBECONFORM);
    expect(found).toEqual([
      { ok: true, name: 'kubeconform', path },
      { ok: true, name: 'kubeconform', path },
    ]);
    expect(builds).toEqual(['kubeconform']);
    expect(readdirSync(cache)).toEqual([KUBECONFORM]);
  });

  it('takes over the lock of a process that is gone', async () => {
    const cache = temporaryFolder();
    // Above the largest process id that Linux gives.
    writeFileSync(join(cache, `${KUBECONFORM}.lock`), '4194305\n');
    expect(await findTool('kubeconform', { cache, searchPath: '' })).toMatchObject({ ok: true });
    expect(existsSync(join(cache, `${KUBECONFORM}.lock`))).toBe(false);
  });
});

describe('a machine without Go', () => {
  afterEach(() => vi.unstubAllEnvs());

  /** Node.js alone, and nothing that was built before. */
  function withoutGo(): string {
    const cache = temporaryFolder();
    vi.stubEnv('PATH', temporaryFolder());
    vi.stubEnv('LANG_OBSERVATORY_CACHE', cache);
    return cache;
  }

  function choices(cache: string, needed: string): string {
    return [
      `validation needs ${needed}, and this machine has neither them nor Go 1.26`,
      '  hint: choose one of these:',
      `    - install Go 1.26 or newer: it builds them once, into ${cache}`,
      `    - run \`lang-observatory tools\` on another ${process.platform}-${process.arch} machine, which has Go, and copy that folder; LANG_OBSERVATORY_CACHE names another one`,
      '    - use the container image or the GitHub Action of this program: they contain the tools',
      '    - leave the validation to CI, with --no-validate',
    ].join('\n');
  }

  const INPUT = inputFiles({ clusters: { c: {} } });
  const ALL = 'kustomize-builder 5.8.1, kubeconform 0.7.0, and gitleaks 8.30.1';

  it.each([
    ['init', ['init', 'fleet', '--url', 'https://example.com/fleet.git']],
    ['tools', ['tools']],
  ])('is told all its choices at once, and nothing is written: %s', async (_, argv) => {
    const cache = withoutGo();
    const folder = temporaryFolder();
    expect(await commandLine(folder, ...argv)).toEqual({ exitCode: 2, out: '', err: choices(cache, ALL) });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is told so before generate, add cluster and validate do anything', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, INPUT);
    const cache = withoutGo();
    const add = ['add', 'cluster', 'd', '--environment', 'prod', '--engine', 'flux', '--provider', 'bare'];
    for (const argv of [['generate'], ['validate'], add])
      expect(await commandLine(folder, ...argv)).toEqual({ exitCode: 2, out: '', err: choices(cache, ALL) });
    expect(readdirSync(folder).sort()).toEqual(['clusters', 'fleet.yaml']);
    expect(readdirSync(join(folder, 'clusters'))).toEqual(['c']);
    expect(await commandLine(folder, ...add, '--no-validate')).toMatchObject({ exitCode: 0, err: '' });
  });

  it('is told only what is missing', async () => {
    const cache = withoutGo();
    for (const name of ['kustomize-builder', 'gitleaks'] as const)
      symlinkSync(tools[name], join(cache, basename(tools[name])));
    await expect(findTools({ cache })).rejects.toThrow(choices(cache, 'kubeconform 0.7.0'));
  });

  it('needs none where the tools were built elsewhere', async () => {
    const cache = withoutGo();
    for (const built of Object.values(tools)) symlinkSync(built, join(cache, basename(built)));
    const { exitCode, out } = await commandLine(temporaryFolder(), 'tools');
    expect([exitCode, out.split('\n').map((path) => dirname(path))]).toEqual([0, [cache, cache, cache]]);
  });
});

describe('the command tools', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is about no repository, so that it runs in the home folder too', async () => {
    const home = temporaryFolder();
    const cache = join(home, '.cache/lang-observatory');
    mkdirSync(cache, { recursive: true });
    for (const built of Object.values(tools)) symlinkSync(built, join(cache, basename(built)));
    vi.stubEnv('LANG_OBSERVATORY_CACHE', cache);
    const { exitCode, out } = await commandLine(home, '--format', 'json', 'tools');
    expect([exitCode, JSON.parse(out).folder]).toEqual([0, cache]);
  });
});

describe('the folder of built tools', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is the one that the environment names, or that of the XDG cache', () => {
    vi.stubEnv('HOME', '/home/ada');
    vi.stubEnv('XDG_CACHE_HOME', undefined);
    vi.stubEnv('LANG_OBSERVATORY_CACHE', undefined);
    expect(toolCache()).toBe('/home/ada/.cache/lang-observatory');
    vi.stubEnv('XDG_CACHE_HOME', '/var/cache/ada');
    expect(toolCache()).toBe('/var/cache/ada/lang-observatory');
    vi.stubEnv('LANG_OBSERVATORY_CACHE', '/opt/tools');
    expect(toolCache()).toBe('/opt/tools');
    vi.stubEnv('LANG_OBSERVATORY_CACHE', 'tools');
    expect(() => toolCache()).toThrow('LANG_OBSERVATORY_CACHE must be an absolute path, not "tools"');
  });

  it('is refused inside the repository, also by way of a link', () => {
    const repo = temporaryFolder();
    const link = join(temporaryFolder(), 'link');
    symlinkSync(repo, link);
    for (const folder of [join(repo, '.tools'), join(link, 'not/there'), repo]) {
      vi.stubEnv('LANG_OBSERVATORY_CACHE', folder);
      expect(() => toolCache(repo)).toThrow(`is inside the repository ${repo}`);
    }
    vi.stubEnv('LANG_OBSERVATORY_CACHE', `${repo}-beside`);
    expect(toolCache(repo)).toBe(`${repo}-beside`);
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
    const cache = temporaryFolder();
    const found = await findTool('kubeconform', { folder: program, cache, searchPath: '', repo });
    const path = join(cache, KUBECONFORM);
    expect(found).toEqual({ ok: true, name: 'kubeconform', path });
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
      expect(await findTool('kubeconform', { folder: program, cache: temporaryFolder(), repo })).toEqual({
        ok: true,
        name: 'kubeconform',
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
    const cache = temporaryFolder();
    const built = tools['kustomize-builder'];
    symlinkSync(built, join(cache, basename(built)));
    expect(await findTool('kustomize-builder', { folder, cache })).toEqual({
      ok: true,
      name: 'kustomize-builder',
      path: join(cache, basename(built)),
    });
    appendFileSync(join(folder, PROGRAM_MODULES, 'kustomize/main.go'), '\nnothing that Go reads\n');
    expect(await findTool('kustomize-builder', { folder, cache })).toEqual({
      ok: false,
      name: 'kustomize-builder',
      failure: expect.stringContaining('main.go:'),
    });
  });

  it('is not looked for on the PATH: nobody else has it', async () => {
    const path = temporaryFolder();
    symlinkSync(tools['kustomize-builder'], join(path, 'kustomize-builder'));
    const cache = temporaryFolder();
    const found = await findTool('kustomize-builder', { cache, searchPath: path });
    expect(found).toMatchObject({ ok: true, path: expect.stringContaining(cache) });
  });
});
