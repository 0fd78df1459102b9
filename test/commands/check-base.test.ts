/** `check --base` in a real Git repository: what a pull request may do with generated files. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentHash, MANIFEST_FOLDER } from '../../generator/tree/manifest.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { commandLine, type Ran } from './command-line.ts';

const FLEET = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: 'https://example.com/a.git'}
  domain: example.com
  environments: {prod: {}}
`;

function cluster(name: string, engine: string): readonly [string, string] {
  return [
    `clusters/${name}/cluster.yaml`,
    `apiVersion: lang-observatory.dev/v1\nkind: Cluster\nmetadata: {name: ${name}}\n` +
      `spec: {environment: prod, engine: ${engine}, provider: {name: bare}}\n`,
  ];
}

function git(repo: string, ...argv: readonly string[]): string {
  const settings = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'core.autocrlf=false'];
  return execFileSync('git', [...settings, ...argv], { cwd: repo, encoding: 'utf8' });
}

function commit(repo: string): void {
  git(repo, 'add', '--all');
  git(repo, 'commit', '--quiet', '--message', 'a change');
}

const ROOT = 'argocd/root.yaml';
const ENTRY = 'argocd/clusters/eu-1/langfuse.yaml';
const BUILD = 'flux/builds/eu-2/langfuse/kustomization.yaml';
const VALUES = 'bases/langfuse/values/values.yaml';
const LIST = `${MANIFEST_FOLDER}/clusters/eu-1.txt`;

/** A fleet with a cluster of each engine, as it is on main, and a branch for whatever the test does. */
const onBranch = repositoryMadeOnce(async (folder) => {
  const repo = join(folder, 'fleet');
  writeFiles(repo, [['fleet.yaml', FLEET], cluster('eu-1', 'argocd'), cluster('eu-2', 'flux')]);
  expect(await commandLine(repo, 'generate', '--no-validate')).toMatchObject({ exitCode: 0 });
  git(repo, 'init', '--quiet', '--initial-branch=main');
  commit(repo);
  git(repo, 'checkout', '--quiet', '-b', 'topic');
});

function edit(repo: string, path: string, change: (text: string) => string = (text) => `${text}# mine\n`): void {
  const before = readFileSync(join(repo, path), 'utf8');
  expect(change(before)).not.toBe(before);
  writeFileSync(join(repo, path), change(before));
}

function widen(repo: string): void {
  edit(repo, 'fleet.yaml', (text) => text.replace('domain: example.com', 'domain: example.org'));
}

function generate(repo: string): Promise<Ran> {
  return commandLine(repo, 'generate', '--no-validate');
}

function check(repo: string, base = 'main'): Promise<Ran> {
  return commandLine(repo, 'check', '--base', base);
}

describe('a pull request passes', () => {
  it('when only the input has changed, and prints the next step', () =>
    onBranch(async (repo) => {
      widen(repo);
      writeFiles(repo, [cluster('eu-3', 'argocd')]);
      rmSync(join(repo, 'clusters/eu-2/cluster.yaml'));
      commit(repo);
      expect(await check(repo)).toEqual({
        exitCode: 0,
        out: expect.stringMatching(
          /^no generated file was deleted or edited by hand since main; generate would change [1-9]\d+ paths$/,
        ),
        err: '',
      });
    }));

  it('when its author committed the generated files', () =>
    onBranch(async (repo) => {
      widen(repo);
      writeFiles(repo, [cluster('eu-3', 'flux')]);
      rmSync(join(repo, 'clusters/eu-2/cluster.yaml'));
      await generate(repo);
      commit(repo);
      expect(await check(repo)).toMatchObject({
        exitCode: 0,
        out: 'no generated file was deleted or edited by hand since main; all are up to date',
      });
    }));

  it('when its author committed some of the generated files', () =>
    onBranch(async (repo) => {
      widen(repo);
      writeFiles(repo, [cluster('eu-3', 'flux')]);
      await generate(repo);
      git(repo, 'add', 'fleet.yaml', 'clusters/eu-3', 'argocd', `${MANIFEST_FOLDER}/argocd`);
      git(repo, 'commit', '--quiet', '--message', 'some');
      git(repo, 'stash', '--quiet', '--include-untracked');
      expect(git(repo, 'status', '--porcelain')).toBe('');
      expect(await check(repo)).toMatchObject({ exitCode: 0, out: expect.stringContaining('generate would change') });
    }));

  it('when main has new commits since it began', () =>
    onBranch(async (repo) => {
      writeFiles(repo, [cluster('eu-3', 'argocd')]);
      commit(repo);
      git(repo, 'checkout', '--quiet', 'main');
      widen(repo);
      await generate(repo);
      commit(repo);
      git(repo, 'checkout', '--quiet', 'topic');
      expect(await check(repo)).toMatchObject({ exitCode: 0 });
      // As a merge queue sees it.
      git(repo, 'merge', '--quiet', '--no-edit', 'main');
      expect(await check(repo)).toMatchObject({ exitCode: 0 });
    }));

  it('when a change with its generated files is merged with one without, which mixes the lists', () =>
    onBranch(async (repo) => {
      edit(repo, 'clusters/eu-1/cluster.yaml', (text) => text.replace('bare}}', 'bare}, domain: eu.example.com}'));
      commit(repo);
      git(repo, 'checkout', '--quiet', '-b', 'other', 'main');
      edit(repo, 'fleet.yaml', (text) => `${text}  components: {valkey: {version: 0.11.9}}\n`);
      await generate(repo);
      commit(repo);
      git(repo, 'merge', '--quiet', '--no-edit', 'topic');
      const list = readFileSync(join(repo, LIST), 'utf8');
      expect(await check(repo)).toMatchObject({ exitCode: 0, out: expect.stringContaining('generate would change') });
      const [line = ''] = list.split('\n');
      edit(repo, LIST, (text) => text.replace(`${line}\n`, ''));
      expect(await check(repo)).toMatchObject({ exitCode: 1, out: expect.stringContaining(`${LIST}: is neither`) });
    }));

  it('when only line endings differ, here or there', () =>
    onBranch(async (repo) => {
      edit(repo, ENTRY, (text) => text.replaceAll('\n', '\r\n'));
      commit(repo);
      expect(await check(repo)).toMatchObject({ exitCode: 0 });
      git(repo, 'checkout', '--quiet', '-b', 'next');
      widen(repo);
      edit(repo, ENTRY, (text) => text.replaceAll('\r\n', '\n'));
      commit(repo);
      expect(await check(repo, 'topic')).toMatchObject({ exitCode: 0 });
    }));

  it('when it adds its own file next to generated ones', () =>
    onBranch(async (repo) => {
      writeFiles(repo, [['bases/langfuse/notes.txt', 'mine']]);
      commit(repo);
      expect(await check(repo)).toMatchObject({ exitCode: 0 });
    }));
});

describe('a pull request fails', () => {
  it('when a generated file was deleted or edited, and prints why and what to do', () =>
    onBranch(async (repo) => {
      rmSync(join(repo, ENTRY));
      rmSync(join(repo, BUILD));
      rmSync(join(repo, LIST));
      edit(repo, ROOT);
      edit(repo, VALUES);
      commit(repo);
      const restore = (path: string) => `restore it with \`git checkout main -- ${path}\``;
      const edited = 'was edited by hand: it is neither what the input generates nor what it was in main';
      const move = 'and move the edit into the input (settings, values, patches or manifests)';
      expect(await check(repo)).toEqual({
        exitCode: 1,
        out: [
          `${LIST}: was deleted, but the input still generates it; without it generate takes the files that it lists for your own`,
          `  hint: ${restore(LIST)}; to remove it for good, change the input`,
          `${ENTRY}: was deleted, but the input still generates it; after the merge Argo CD removes what it deploys`,
          `  hint: ${restore(ENTRY)}; to remove it for good, change the input`,
          `${ROOT}: ${edited}; after the merge Argo CD acts on it as it is`,
          `  hint: ${restore(ROOT)}, ${move}`,
          `${VALUES}: ${edited}; after the merge Argo CD and Flux deploy it as it is`,
          `  hint: ${restore(VALUES)}, ${move}`,
          `${BUILD}: was deleted, but the input still generates it; after the merge Flux removes what it deploys`,
          `  hint: ${restore(BUILD)}; to remove it for good, change the input`,
          '',
          '5 generated files were deleted or edited by hand since main',
        ].join('\n'),
        err: '',
      });
    }));

  it('when the generated folder of a cluster was deleted that is still in the input', () =>
    onBranch(async (repo) => {
      widen(repo);
      rmSync(join(repo, 'argocd/clusters/eu-1'), { recursive: true });
      commit(repo);
      const { exitCode, out } = await check(repo);
      expect(exitCode).toBe(1);
      expect(out).toContain('argocd/clusters/eu-1/components.jsonnet: was deleted, but the input still generates it');
      expect(out).not.toContain('edited by hand: ');
    }));

  it('when a file was edited together with its line in the list', () =>
    onBranch(async (repo) => {
      edit(repo, ENTRY);
      const hash = contentHash(readFileSync(join(repo, ENTRY)));
      edit(repo, LIST, (text) => text.replace(new RegExp(`^\\w+ (?=${ENTRY}$)`, 'm'), `${hash} `));
      commit(repo);
      const { exitCode, out } = await check(repo);
      expect(exitCode).toBe(1);
      for (const path of [LIST, ENTRY])
        expect(out).toContain(
          `${path}: is neither what the input generates nor what it was in main: it was generated from an earlier input or by another version of the program, or edited by hand; `,
        );
    }));

  it('when the committed files were generated from an earlier input, and prints to run generate', () =>
    onBranch(async (repo) => {
      writeFiles(repo, [cluster('eu-3', 'argocd')]);
      await generate(repo);
      widen(repo);
      commit(repo);
      const { exitCode, out } = await check(repo);
      expect(exitCode).toBe(1);
      expect(out).toMatch(
        /^clusters\/eu-3\/\S+: is neither .* from an earlier input .*\n {2}hint: run generate and commit what it writes, or delete it with `git rm -- clusters\/eu-3\/\S+`$/m,
      );
    }));

  it('when a file was edited that is no longer generated', () =>
    onBranch(async (repo) => {
      rmSync(join(repo, 'clusters/eu-2/cluster.yaml'));
      edit(repo, BUILD);
      commit(repo);
      expect(await check(repo)).toMatchObject({ exitCode: 1, out: expect.stringContaining(`${BUILD}: was edited`) });
      // Also when no list here knows of it.
      edit(repo, `${MANIFEST_FOLDER}/clusters/eu-2.txt`, () => '');
      commit(repo);
      expect(await check(repo)).toMatchObject({ exitCode: 1, out: expect.stringContaining(`${BUILD}: was edited`) });
    }));

  it('when a link replaces generated files, which is reported once', () =>
    onBranch(async (repo) => {
      git(repo, 'mv', 'argocd', 'elsewhere');
      symlinkSync('elsewhere', join(repo, 'argocd'));
      commit(repo);
      const { exitCode, out } = await check(repo);
      expect([exitCode, out.split('\n').filter((line) => line.startsWith('argocd'))]).toEqual([
        1,
        [expect.stringMatching(/^argocd: is a symbolic link; .*; after the merge Argo CD acts on it as it is$/)],
      ]);
    }));

  it('compared with the commit where it began, when main has new commits', () =>
    onBranch(async (repo) => {
      edit(repo, ENTRY);
      commit(repo);
      const began = git(repo, 'rev-parse', '--short=12', 'main').trim();
      git(repo, 'checkout', '--quiet', 'main');
      widen(repo);
      commit(repo);
      git(repo, 'checkout', '--quiet', 'topic');
      const { exitCode, out } = await check(repo);
      expect([exitCode, out]).toEqual([1, expect.stringContaining(`git checkout ${began} -- ${ENTRY}`)]);
      git(repo, 'checkout', began, '--', ENTRY);
      expect(await check(repo)).toMatchObject({ exitCode: 0 });
    }));
});

describe('the base', () => {
  it('can have the fleet in a folder of a larger repository', () =>
    onBranch((repo) =>
      inTemporaryFolder(async (outer) => {
        const inner = join(outer, 'platform/observability');
        git(repo, 'clone', '--quiet', repo, inner);
        rmSync(join(inner, '.git'), { recursive: true });
        writeFiles(inner, [
          ['fleet.yaml', FLEET.replace('repository: {', 'repository: {path: platform/observability, ')],
        ]);
        expect(await commandLine(inner, 'generate', '--no-validate')).toMatchObject({ exitCode: 0 });
        git(outer, 'init', '--quiet', '--initial-branch=main');
        commit(outer);
        rmSync(join(inner, ENTRY));
        commit(outer);
        expect(await check(inner, 'HEAD~1')).toMatchObject({
          exitCode: 1,
          out: expect.stringMatching(new RegExp(`^${ENTRY}: was deleted`)),
        });
      }),
    ));

  it('is in the JSON output too', () =>
    onBranch(async (repo) => {
      rmSync(join(repo, ENTRY));
      const { exitCode, out } = await commandLine(repo, '--format', 'json', 'check', '--base', 'main');
      expect([exitCode, JSON.parse(out)]).toEqual([
        1,
        {
          base: 'main',
          findings: [
            {
              path: ENTRY,
              reason: 'deleted',
              message: 'was deleted, but the input still generates it; after the merge Argo CD removes what it deploys',
              hint: `restore it with \`git checkout main -- ${ENTRY}\`; to remove it for good, change the input`,
            },
          ],
        },
      ]);
    }));

  it('must be an existing revision', () =>
    onBranch(async (repo) => {
      expect(await check(repo, 'origin/main')).toEqual({
        exitCode: 2,
        out: '',
        err: 'unknown revision origin/main\n  hint: fetch it first (a checkout in CI often contains only the last commit: set fetch-depth: 0), or check without --base',
      });
      expect(await check(repo, '--output=stolen')).toMatchObject({ exitCode: 2 });
      expect(readdirSync(repo)).not.toContain('stolen');
    }));

  it('must have a common ancestor with HEAD, which a shallow clone lacks', () =>
    onBranch((repo) =>
      inTemporaryFolder(async (folder) => {
        widen(repo);
        commit(repo);
        git(repo, 'checkout', '--quiet', 'main');
        goOn(repo);
        const clone = join(folder, 'clone');
        git(folder, 'clone', '--quiet', '--depth=1', '--no-single-branch', '--branch=topic', `file://${repo}`, clone);
        expect(await check(clone, 'origin/main')).toEqual({
          exitCode: 2,
          out: '',
          err: 'origin/main and HEAD have no commit in common\n  hint: fetch the whole history (a checkout in CI often contains only the last commit: set fetch-depth: 0), or check without --base',
        });
      }),
    ));

  it('needs a Git repository with a commit', () =>
    onBranch(async (repo) => {
      rmSync(join(repo, '.git'), { recursive: true });
      expect(await check(repo)).toEqual({
        exitCode: 2,
        out: '',
        err: `${repo} is not in a Git repository, which check --base needs\n  hint: check without --base`,
      });
      git(repo, 'init', '--quiet', '--initial-branch=main');
      expect(await check(repo, 'HEAD')).toMatchObject({ exitCode: 2 });
    }));
});

function goOn(repo: string): void {
  git(repo, 'commit', '--quiet', '--allow-empty', '--message', 'another');
}
