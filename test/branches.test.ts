/** A fleet grows without friction: what a new cluster touches, and how two branches that each add one come together. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleGit } from 'simple-git';
import { describe, expect, it } from 'vitest';
import { commandLine } from './commands/command-line.ts';
import { repositoryMadeOnce } from './repository-made-once.ts';

type Git = ReturnType<typeof simpleGit>;

/** A repository with two environments and a cluster of each engine, committed on main. */
const inCopy = repositoryMadeOnce(async (folder) => {
  const init = ['init', 'fleet', '--url', 'https://example.com/fleet.git', '--cluster', 'first', '--engine', 'argocd'];
  expect(await commandLine(folder, ...init)).toMatchObject({ exitCode: 0 });
  const repo = join(folder, 'fleet');
  const git = simpleGit(repo);
  await git.init(['--initial-branch=main']);
  await git.addConfig('user.name', 'test').addConfig('user.email', 'test@example.com');
  await add(repo, 'second', 'flux');
  await commit(git, 'start');
});

function withRepository(work: (repo: string, git: Git) => Promise<void>): Promise<void> {
  return inCopy((repo) => work(repo, simpleGit(repo)));
}

async function add(repo: string, name: string, engine: string): Promise<void> {
  const flags = ['--environment', 'prod', '--engine', engine, '--provider', 'bare'];
  expect(await commandLine(repo, 'add', 'cluster', name, ...flags)).toMatchObject({ exitCode: 0, err: '' });
}

async function commit(git: Git, message: string): Promise<void> {
  await git.add('--all');
  await git.commit(message);
}

async function changedPaths(git: Git): Promise<readonly string[]> {
  const shown = await git.raw(['show', '--name-only', '--format=', 'HEAD']);
  return shown.split('\n').filter((path) => path !== '');
}

describe('adding a cluster', () => {
  for (const engine of ['argocd', 'flux'])
    it(`touches only its own folders and its own part of the manifest: ${engine}`, () =>
      withRepository(async (repo, git) => {
        await add(repo, 'third', engine);
        await commit(git, 'add third');
        const own =
          /^(clusters\/third\/|argocd\/((?:builds|clusters)\/third\/|(?:fleet|root\/[^/]+\/projects)\/third\.yaml$)|flux\/(?:builds|clusters|kustomizations)\/third\/|\.lang-observatory\/owned\/clusters\/third\.txt$)/;
        expect((await changedPaths(git)).filter((path) => !own.test(path))).toEqual([]);
      }));

  it('on two branches merges without a conflict, and the result is up to date', () =>
    withRepository(async (repo, git) => {
      await git.checkoutLocalBranch('one');
      await add(repo, 'east', 'flux');
      await commit(git, 'add east');
      await git.checkout('main');
      await git.checkoutLocalBranch('two');
      await add(repo, 'west', 'argocd');
      await commit(git, 'add west');
      expect(await git.merge(['one', '--no-edit'])).toMatchObject({ conflicts: [] });
      expect(await commandLine(repo, 'check')).toMatchObject({ exitCode: 0 });
      expect(await commandLine(repo, 'validate')).toMatchObject({ exitCode: 0 });
    }));
});

describe('what is validated', () => {
  it('with --changed is only what differs from the revision, and what builds on it', () =>
    withRepository(async (repo, git) => {
      await git.addTag('before');
      await add(repo, 'third', 'flux');
      const builds = async (...flags: readonly string[]): Promise<number> =>
        JSON.parse((await commandLine(repo, '--format', 'json', 'validate', ...flags)).out).builds;
      expect(await builds('--changed', 'before')).toBeLessThan((await builds()) / 2);
      expect(await commandLine(repo, 'validate', '--changed', 'nowhere')).toMatchObject({
        exitCode: 2,
        err: expect.stringContaining('unknown revision nowhere'),
      });
    }));
});

describe('flux bootstrap', () => {
  it('may keep its own folder on the bootstrap path, which holds Flux objects only', () =>
    withRepository(async (repo, git) => {
      const path = 'flux/clusters/second';
      const files = (await git.raw(['ls-files', path])).trim().split('\n');
      expect(files).toEqual([`${path}/kustomization-observatory.yaml`, `${path}/source.yaml`]);
      const kinds = files.map((file) => /^apiVersion: (\S+)$/m.exec(readFileSync(join(repo, file), 'utf8'))?.[1]);
      expect(kinds).toEqual(['kustomize.toolkit.fluxcd.io/v1', 'source.toolkit.fluxcd.io/v1']);
    }));
});

describe('two branches that change the same generated files', () => {
  const SHARED = 'clusters/first/grafana/values/values.yaml';

  /** On `main` the domain of the fleet is another one; on `one`, which is checked out, the cluster has its own. */
  const diverged = async (repo: string, git: Git): Promise<void> => {
    await git.checkoutLocalBranch('one');
    appendFileSync(join(repo, 'clusters/first/cluster.yaml'), '  domain: own.example.com\n');
    expect(await commandLine(repo, 'generate')).toMatchObject({ exitCode: 0 });
    await commit(git, 'a domain of its own');
    await git.checkout('main');
    const fleet = join(repo, 'fleet.yaml');
    writeFileSync(fleet, readFileSync(fleet, 'utf8').replace(/domain: .*/, 'domain: fleet.example.com'));
    expect(await commandLine(repo, 'generate')).toMatchObject({ exitCode: 0 });
    await commit(git, 'another domain');
    await git.checkout('one');
  };

  const isRegenerated = async (repo: string): Promise<void> => {
    expect((await commandLine(repo, 'check')).exitCode).toBe(1);
    expect(await commandLine(repo, 'generate')).toMatchObject({ exitCode: 0, err: '' });
    expect(await commandLine(repo, 'check')).toMatchObject({ exitCode: 0, err: '' });
    expect(readFileSync(join(repo, SHARED), 'utf8')).toContain('own.example.com');
  };

  it('merge without a conflict where Git was told of the driver, and are regenerated', () =>
    withRepository(async (repo, git) => {
      await diverged(repo, git);
      // As `git config merge.lang-observatory.driver true` writes it.
      appendFileSync(join(repo, '.git/config'), '[merge "lang-observatory"]\n\tdriver = true\n');
      await git.merge(['main']);
      expect((await git.status()).conflicted).toEqual([]);
      await isRegenerated(repo);
    }));

  it('conflict in those files alone elsewhere, and are regenerated from either side', () =>
    withRepository(async (repo, git) => {
      await diverged(repo, git);
      for (const side of ['--ours', '--theirs']) {
        await git.merge(['main']).catch(() => undefined);
        const { conflicted } = await git.status();
        expect(conflicted).toContain(SHARED);
        expect(conflicted.filter((path) => !path.startsWith('clusters/first/'))).toEqual([]);
        expect(await commandLine(repo, 'generate')).toMatchObject({
          exitCode: 1,
          err: expect.stringContaining(`${SHARED}: contains conflict markers of a Git merge\n  hint: keep one side`),
        });
        await git.raw(['checkout', side, '--', ...conflicted]);
        await isRegenerated(repo);
        await git.raw(['reset', '--hard', '--quiet']);
      }
    }));
});
