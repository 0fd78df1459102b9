/** `init` in Git repositories as people have them: what it writes there is generated, valid and committed with the lines that it prints. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { commandLine, type Ran } from './command-line.ts';

const URL = 'https://github.com/acme/platform.git';
const SSH_URL = 'git@github.com:acme/platform.git';

/** Git as on a machine whose user has said who they are, and nothing else. */
const IDENTITY = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Platform team',
  GIT_AUTHOR_EMAIL: 'platform@acme.io',
  GIT_COMMITTER_NAME: 'Platform team',
  GIT_COMMITTER_EMAIL: 'platform@acme.io',
};

function git(folder: string, ...argv: readonly string[]): string {
  return execFileSync('git', argv, { cwd: folder, env: IDENTITY, encoding: 'utf8' });
}

/**
 * The lines below `next:`, of which a shell has run those for Git, against a new server that the addresses lead to; and the branch that the server
 * has then.
 */
function pasteNext(
  folder: string,
  { out }: Ran,
): Promise<{ readonly lines: readonly string[]; readonly pushed: string }> {
  const lines = (out.split('\nnext:\n')[1] ?? '').split('\n').map((line) => line.slice(2));
  const forGit = lines.slice(0, lines.findIndex((line) => /\bgit push\b/.test(line)) + 1);
  return inTemporaryFolder((server) => {
    git(server, 'init', '--quiet', '--bare');
    const led = [URL, SSH_URL].flatMap((address, index) => [
      [`GIT_CONFIG_KEY_${index}`, `url.file://${server}.insteadOf`],
      [`GIT_CONFIG_VALUE_${index}`, address],
    ]);
    const env = { ...IDENTITY, ...Object.fromEntries(led), GIT_CONFIG_COUNT: '2' };
    execFileSync('sh', ['-e'], { cwd: folder, env, input: forGit.join('\n'), stdio: 'pipe' });
    return { lines, pushed: git(server, 'for-each-ref', '--format=%(refname)').trim() };
  });
}

/** A repository with a commit, as somebody has it. */
async function inRepository(
  files: Readonly<Record<string, string>>,
  work: (root: string) => Promise<void>,
  branch = 'main',
): Promise<void> {
  await inTemporaryFolder(async (root) => {
    git(root, 'init', '--quiet', `--initial-branch=${branch}`);
    writeFiles(root, Object.entries({ 'src/main.c': 'int main() {}\n', ...files }));
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'Start');
    await work(root);
  });
}

async function expectSound(fleet: string): Promise<void> {
  expect(await commandLine(fleet, 'check')).toMatchObject({ exitCode: 0, err: '' });
  expect(await commandLine(fleet, 'validate')).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^valid: /m) });
}

function repositoryOf(fleet: string): unknown {
  return parse(readFileSync(join(fleet, 'fleet.yaml'), 'utf8')).spec.repository;
}

describe('init', () => {
  it('makes a repository where there is none, and prints lines that commit it and name its server', () =>
    inTemporaryFolder(async (folder) => {
      const ran = await commandLine(folder, 'init', 'new/fleet', '--url', URL, '--branch', 'trunk');
      expect(ran).toMatchObject({ exitCode: 0, err: '' });
      const { lines, pushed } = await pasteNext(folder, ran);
      expect(pushed).toBe('refs/heads/trunk');
      expect(lines.slice(0, 4)).toEqual([
        'cd new/fleet',
        "git add -A && git commit -m 'Add the observability stack'",
        `git remote add origin ${URL}`,
        'git push --set-upstream origin trunk',
      ]);
      const fleet = join(folder, 'new/fleet');
      expect(git(fleet, 'status', '--porcelain')).toBe('');
      expect(git(fleet, 'symbolic-ref', '--short', 'HEAD').trim()).toBe('trunk');
      expect(repositoryOf(fleet)).toEqual({ url: URL, branch: 'trunk' });
      await expectSound(fleet);
    }));

  it('keeps every file of a repository that is there, and tells what it has left alone', () => {
    const files = {
      '.gitattributes': '*.c text\n',
      '.gitignore': 'node_modules/\n[Rr]eleases/\nbuilds/',
      '.github/renovate.json5': '{}\n',
      '.prettierignore': 'dist\r\n',
      'README.md': '# Platform\n',
    };
    return inRepository(files, async (root) => {
      git(root, 'remote', 'add', 'origin', SSH_URL);
      const ran = await commandLine(root, 'init', '.', '--name', 'acme', '--engine', 'flux');
      expect(ran).toMatchObject({ exitCode: 0, err: '' });
      expect(ran.out.split('\n').slice(1, 7)).toEqual([
        '  engines will read branch main of ssh://git@github.com/acme/platform.git',
        '  added lines to .gitignore',
        '  added lines to .gitattributes',
        '  added lines to .prettierignore',
        '  kept README.md, which was there: nothing was added to it',
        '  kept .github/renovate.json5, which was there: nothing was added to it',
      ]);
      for (const [path, text] of Object.entries(files))
        expect(readFileSync(join(root, path), 'utf8').slice(0, text.length)).toBe(text);
      expect(existsSync(join(root, 'renovate.json'))).toBe(false);
      expect(readFileSync(join(root, '.prettierignore'), 'utf8')).not.toMatch(/[^\r]\n/);
      const { lines, pushed } = await pasteNext(root, ran);
      expect(lines.slice(0, 2)).toEqual([
        "git add -A && git commit -m 'Add the observability stack'",
        'git push --set-upstream origin main',
      ]);
      expect(pushed).toBe('refs/heads/main');
      // Nothing that was generated was left behind by a pattern of the repository.
      const committed = git(root, 'ls-files').split('\n');
      expect(committed).toContain('flux/releases/langfuse/release.yaml');
      expect(git(root, 'status', '--porcelain', '--ignored')).toBe('!! .lang-observatory/cache/\n');
      await expectSound(root);
    });
  });

  it('adds the program to the package of npm that is there', () => {
    const manifest =
      '{\n\t"name": "shop",\n\t"scripts": {\n\t\t"test": "true"\n\t},\n\t"dependencies": {\n\t\t"left-pad": "1.3.0"\n\t}\n}\n';
    return inRepository({ 'package.json': manifest }, async (root) => {
      const ran = await commandLine(root, 'init', '.', '--name', 'acme', '--url', URL);
      expect([ran.exitCode, ran.err]).toEqual([0, '']);
      expect(ran.out).toContain('\n  added the program to package.json\n');
      const text = readFileSync(join(root, 'package.json'), 'utf8');
      expect(text).toMatch(/^\t"name": "shop",$/m);
      expect(JSON.parse(text)).toMatchObject({
        scripts: { test: 'true', generate: 'lang-observatory generate' },
        dependencies: { 'left-pad': '1.3.0' },
      });
      // Only npm knows what the lock file must say of the other packages.
      expect(ran.out.split('\nnext:\n')[1]).toMatch(/^ {2}npm install\n {2}git add -A && git commit/);
      await expectSound(root);
    });
  });

  it('puts a fleet into a folder of a larger repository, and what is read at the root to the root', () =>
    inRepository({ 'package.json': '{"name": "shop"}\n' }, async (root) => {
      git(root, 'remote', 'add', 'origin', URL);
      writeFiles(root, [['src/unfinished.c', '']]);
      const team = join(root, 'teams/platform');
      mkdirSync(team, { recursive: true });
      const ran = await commandLine(team, 'init', 'observability', '--engine', 'flux', '--cluster', 'eu-1');
      expect(ran).toMatchObject({ exitCode: 0, err: '' });
      const fleet = join(team, 'observability');
      expect(repositoryOf(fleet)).toEqual({ url: URL, branch: 'main', path: 'teams/platform/observability' });
      const { lines } = await pasteNext(team, ran);
      expect(lines.slice(0, 3)).toEqual([
        'cd observability',
        "git add -A . :/.prettierignore :/renovate.json :/.github/workflows/observability-teams-platform-observability.yaml && git commit -m 'Add the observability stack'",
        'git push --set-upstream origin main',
      ]);
      expect(lines.at(-1)).toContain('--path=teams/platform/observability/flux/clusters/eu-1');
      // What somebody else is at work on is not committed with it.
      expect(git(root, 'status', '--porcelain')).toBe('?? src/unfinished.c\n');
      expect(existsSync(join(fleet, '.github'))).toBe(false);
      const renovate = JSON.parse(readFileSync(join(root, 'renovate.json'), 'utf8'));
      const patterns: readonly string[] = renovate.customManagers[0].managerFilePatterns;
      const managed = (path: string): boolean =>
        patterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(path));
      expect(managed('teams/platform/observability/fleet.yaml')).toBe(true);
      expect(managed('teams/platform/observability/clusters/eu-1/cluster.yaml')).toBe(true);
      expect(managed('fleet.yaml')).toBe(false);
      await expectSound(fleet);
    }));

  it('takes the branch that is checked out, unless another is said', async () => {
    for (const [argv, branch] of [
      [[], 'release/2026'],
      [['--branch', 'trunk'], 'trunk'],
    ] as const)
      await inRepository(
        {},
        async (root) => {
          const ran = await commandLine(root, 'init', 'fleet', '--url', URL, ...argv);
          expect(ran.exitCode).toBe(0);
          const fleet = join(root, 'fleet');
          expect(repositoryOf(fleet)).toEqual({ url: URL, branch, path: 'fleet' });
          const rootApplication = readFileSync(join(fleet, 'argocd/root.yaml'), 'utf8');
          expect(rootApplication).toContain(`targetRevision: refs/heads/${branch}\n`);
          const { lines, pushed } = await pasteNext(root, ran);
          // Somebody's own branch is proposed: nobody has said that it may be pushed to the other one.
          expect(pushed).toBe('refs/heads/release/2026');
          expect(lines.includes('# engines read trunk: merge release/2026 into it before you go on')).toBe(
            branch === 'trunk',
          );
          await expectSound(fleet);
        },
        'release/2026',
      );
  });

  it('pushes to the branch that was said where none is checked out', () =>
    inRepository({}, async (root) => {
      git(root, 'remote', 'add', 'origin', URL);
      git(root, 'checkout', '--quiet', '--detach');
      const ran = await commandLine(root, 'init', 'fleet', '--branch', 'main', '--no-validate');
      expect((await pasteNext(root, ran)).pushed).toBe('refs/heads/main');
    }));

  it.each([
    ['github', ['.github/workflows/observability-eu.yaml', '.github/workflows/observability-us.yaml']],
    ['gitlab', ['.gitlab-ci.yml', '.gitlab/observability-eu.yaml', '.gitlab/observability-us.yaml']],
    ['azure', ['azure-pipelines/observability-eu.yaml', 'azure-pipelines/observability-us.yaml']],
  ])('gives each of two fleets in a repository a pipeline of its own on %s', (ci, files) =>
    inRepository({}, async (root) => {
      git(root, 'remote', 'add', 'origin', URL);
      for (const name of ['eu', 'us'])
        expect(await commandLine(root, 'init', name, '--ci', ci, '--no-validate')).toMatchObject({
          exitCode: 0,
          err: '',
        });
      const text = (path: string): string => readFileSync(join(root, path), 'utf8');
      git(root, 'add', '--all');
      expect(git(root, 'ls-files', '.github', '.gitlab*', 'azure-pipelines').trim().split('\n')).toEqual(files);
      if (ci === 'gitlab')
        expect(parse(text('.gitlab-ci.yml'))).toEqual({
          include: [{ local: '.gitlab/observability-eu.yaml' }, { local: '.gitlab/observability-us.yaml' }],
        });
      // No job, group, branch or comment of one is one of the other.
      const [eu = '', us = ''] = files.slice(-2).map(text);
      const named = (pipeline: string): readonly string[] =>
        (pipeline.match(/\bobservability\b(?:-\w+)?/g) ?? []).filter((name) => name !== 'observability-plan');
      expect([...new Set([...named(eu), '|', ...named(us)])]).toEqual(['observability-eu', '|', 'observability-us']);
    }),
  );

  const REFUSED: readonly (readonly [string, (root: string) => void, readonly string[], string])[] = [
    [
      'an origin that no engine can read',
      (root) => git(root, 'remote', 'add', 'origin', '/srv/git/platform.git'),
      [],
      'the URL of the remote origin is not the address of a Git repository such as https://github.com/acme/observability.git\n  hint: say with --url from where Argo CD or Flux will read the repository',
    ],
    [
      'an origin with a password, which it does not repeat',
      (root) => git(root, 'remote', 'add', 'origin', 'https://me:hunter2@github.com/acme/platform.git'),
      [],
      'the URL of the remote origin contains a credential; name a Secret with secretName instead\n  hint: say with --url from where Argo CD or Flux will read the repository',
    ],
    ['no origin', () => {}, [], 'init needs --url: the address of the Git repository that Argo CD or Flux will read'],
    [
      'no branch',
      (root) => git(root, 'checkout', '--quiet', '--detach'),
      ['--url', URL],
      'no branch is checked out here\n  hint: say with --branch which one changes are merged into',
    ],
    [
      'a folder that Git ignores',
      (root) => writeFiles(root, [['.gitignore', 'dist/\n\nfleet\n']]),
      ['--url', URL],
      'fleet/fleet.yaml: Git ignores it: .gitignore:3 has fleet\n  hint: remove the pattern, or make an exception for this path below it; nothing was written',
    ],
    [
      'a program that Git ignores',
      (root) => writeFiles(root, [['.gitignore', '.lang-observatory/\n']]),
      ['--url', URL],
      'fleet/.lang-observatory/program/.gitignore: Git ignores it: .gitignore:1 has .lang-observatory/\n  hint: remove the pattern, or make an exception for this path below it; nothing was written',
    ],
    [
      'a lock file that Git ignores',
      (root) => writeFiles(root, [['.gitignore', '*.tgz\npackage-lock.json\n']]),
      ['--url', URL],
      'fleet/package-lock.json: Git ignores it: .gitignore:2 has package-lock.json\n  hint: remove the pattern, or make an exception for this path below it; nothing was written',
    ],
    [
      'a pipeline that Git ignores',
      (root) => writeFiles(root, [['.git/info/exclude', '.github\n']]),
      ['--url', URL],
      '.github/workflows/observability-fleet.yaml: Git ignores it: .git/info/exclude:1 has .github\n  hint: remove the pattern, or make an exception for this path below it; nothing was written',
    ],
    [
      'another file in the place of its pipeline',
      (root) => writeFiles(root, [['.github/workflows/observability-fleet.yaml', 'on: push\n']]),
      ['--url', URL],
      '.github/workflows/observability-fleet.yaml: is there already, and is not the pipeline of this fleet\n  hint: rename that file, or give the fleet a folder of another name; without a pipeline: --ci none',
    ],
    [
      'a file where a generated one belongs',
      (root) => writeFiles(root, [['fleet/argocd/root.yaml', 'mine: true\n']]),
      ['--url', URL],
      'argocd/root.yaml: is a file of your own at the path of a generated file; writing it would lose your file\n  hint: move your file, or delete it\n\nnothing was written',
    ],
    [
      'a package with a script that CI would run',
      (root) => writeFiles(root, [['fleet/package.json', '{"scripts": {"validate": "eslint"}}']]),
      ['--url', URL],
      "package.json: the script validate is somebody's own, and CI would run it for the fleet\n  hint: rename the script, or give the fleet a folder of its own, such as `init observability`",
    ],
    [
      'a package of another package manager',
      (root) =>
        writeFiles(root, [
          ['fleet/package.json', '{}'],
          ['fleet/pnpm-lock.yaml', ''],
        ]),
      ['--url', URL],
      'pnpm-lock.yaml: pnpm installs the packages of this folder, and CI would use npm\n  hint: give the fleet a folder of its own, such as `init observability`',
    ],
    [
      'a fleet that is there',
      (root) => writeFiles(root, [['fleet/fleet.yaml', '']]),
      ['--url', URL],
      'fleet is the folder of a fleet already: use add cluster',
    ],
    [
      'a branch that is none',
      () => {},
      ['--url', URL, '--branch', 'refs/heads/main'],
      'fleet.yaml:13:13: spec.repository.branch: is a full ref and not a name of a branch [invalid-value]',
    ],
  ];

  it.each(REFUSED)('refuses %s, and writes nothing', (_what, prepare, argv, message) =>
    inRepository({}, async (root) => {
      prepare(root);
      const before = git(root, 'status', '--porcelain', '--ignored', '--untracked-files=all');
      const { exitCode, out, err } = await commandLine(root, 'init', 'fleet', ...argv);
      expect([exitCode === 0, out]).toEqual([false, '']);
      expect(err.replaceAll(`${root}/`, '')).toContain(message);
      expect(git(root, 'status', '--porcelain', '--ignored', '--untracked-files=all')).toBe(before);
    }),
  );

  it.each(['.git/fleet', 'vendor/.GIT/fleet'])('refuses %s, from which Git commits nothing', (folder) =>
    inRepository({}, async (root) => {
      expect(await commandLine(root, 'init', folder, '--url', URL)).toMatchObject({
        exitCode: 2,
        err: expect.stringContaining('spec.repository.path: is in a folder .git, from which Git commits nothing'),
      });
      expect(existsSync(join(root, folder))).toBe(false);
    }),
  );

  it.each(['file:./none.tgz', 'none.tgz', '../none', '.'])('refuses --package %s, which is not a file', (spec) =>
    inRepository({}, async (root) => {
      expect(await commandLine(root, 'init', 'fleet', '--url', URL, '--package', spec)).toEqual({
        exitCode: 2,
        out: '',
        err: `--package ${spec}: is not a file\n  hint: without --package, init puts this program itself into the repository`,
      });
      expect(existsSync(join(root, 'fleet'))).toBe(false);
    }),
  );

  it('says in the words of Git why an address has no program', () =>
    inRepository({}, async (root) => {
      const address = `git+file://${root}/none.git`;
      const { exitCode, err } = await commandLine(root, 'init', 'fleet', '--url', URL, '--package', address);
      expect([exitCode, err]).toEqual([
        2,
        expect.stringMatching(
          /^--package \S+: npm install failed: fatal: .*none\.git' does not appear to be a git repository$/m,
        ),
      ]);
    }));

  it('refuses a folder of a name that no engine can be told', () =>
    inRepository({}, async (root) => {
      const { exitCode, err } = await commandLine(root, 'init', 'my fleet', '--url', URL, '--name', 'acme');
      expect([exitCode, err]).toEqual([2, expect.stringContaining('spec.repository.path: is not a folder of the Git')]);
      expect(existsSync(join(root, 'my fleet'))).toBe(false);
    }));
});
