/** Files that engines need and Git ignores: the working copy has them, and a commit would not. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ignoredFiles } from '../../generator/validate/ignored.ts';
import { commandLine } from '../commands/command-line.ts';
import { inputFiles } from '../input-files.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { writeFiles } from '../temporary-folder.ts';

const withFleet = repositoryMadeOnce(async (folder) => {
  const repo = join(folder, 'fleet');
  writeFiles(repo, [
    ...inputFiles({
      fleet: { environments: { prod: { size: 'small' } }, components: { grafana: { manifests: ['team/own'] } } },
      clusters: { 'flux-1': { components: { grafana: { replicas: 2 } } } },
    }),
    [
      'team/own/kustomization.yaml',
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [own.yaml]\n',
    ],
    ['team/own/own.yaml', 'kind: ConfigMap\napiVersion: v1\nmetadata: {name: own, namespace: lang-observatory}\n'],
  ]);
  execFileSync('git', ['init', '--quiet'], { cwd: repo });
  expect(await commandLine(repo, 'generate')).toMatchObject({ exitCode: 0, err: '' });
});

async function findings(repo: string): Promise<readonly unknown[]> {
  const { out } = await commandLine(repo, '--format', 'json', 'validate');
  return JSON.parse(out).findings;
}

afterEach(() => vi.unstubAllEnvs());

describe('what Git ignores of a fleet', () => {
  it('is told once for each pattern, with its place, by validate and by generate', () =>
    withFleet(async (repo) => {
      writeFileSync(join(repo, '.gitignore'), '# .NET\n[Rr]eleases/\n\nbuilds/\n*.log\n');
      const [builds, releases] = await findings(repo);
      expect(builds).toEqual({
        code: 'ignored-file',
        file: expect.stringMatching(/^flux\/builds\/flux-1\//),
        message: expect.stringMatching(
          /^Git ignores it and \d more files, so a commit would lack what engines need: \.gitignore:4 has builds\/$/,
        ),
        hint: 'remove the pattern, or make an exception behind it, such as !flux/**',
      });
      expect(releases).toMatchObject({
        file: expect.stringMatching(/^flux\/releases\/[a-z-]+\/kustomization\.yaml$/),
        message: expect.stringMatching(
          /^Git ignores it and \d\d more files, so a commit would lack what engines need: \.gitignore:2 has \[Rr\]eleases\/$/,
        ),
      });
      appendFileSync(join(repo, 'fleet.yaml'), '# changed\n');
      appendFileSync(join(repo, 'clusters/flux-1/cluster.yaml'), '# changed\n');
      const { exitCode, err } = await commandLine(repo, 'generate', '--no-validate');
      expect(exitCode).toBe(0);
      expect(err).toMatch(
        /^warning: flux\/builds\/.*: Git ignores it and .*\.gitignore:4 has builds\/\n {2}hint: .*\nwarning: flux\/releases\//,
      );
    }));

  it('is found in everything that engines need, and nowhere else', () =>
    withFleet(async (repo) => {
      writeFiles(repo, [
        ['team/own/notes.txt', ''],
        ['clusters/flux-1/own/scratch.yaml', ''],
      ]);
      const cases: readonly (readonly [string, readonly string[]])[] = [
        ['cluster.yaml\n', ['clusters/flux-1/cluster.yaml']],
        ['*.txt\n', ['.lang-observatory/owned/bases/']],
        ['*.json\n!dashboards/*.json\n.lang-observatory/cache\n', []],
        ['docs\n', ['docs/runbooks/']],
      ];
      for (const [patterns, files] of cases) {
        writeFileSync(join(repo, '.gitignore'), patterns);
        expect(await ignoredFiles(repo)).toMatchObject(
          files.map((file) => ({ code: 'ignored-file', file: expect.stringContaining(file) })),
        );
      }
      // The user's own manifests, but nothing else that lies beside them.
      writeFileSync(join(repo, '.gitignore'), 'notes.txt\nscratch.yaml\nown.yaml\n');
      expect(await findings(repo)).toMatchObject([{ code: 'ignored-file', file: 'team/own/own.yaml' }]);
    }));

  it('is found by the patterns of the clone and of the user too', () =>
    withFleet(async (repo) => {
      appendFileSync(join(repo, '.git/info/exclude'), 'overlays\n');
      const own = join(repo, '../ignore-everywhere');
      writeFileSync(own, 'argocd\nbases\n');
      writeFileSync(join(repo, '../gitconfig'), `[core]\n\texcludesFile = ${own}\n`);
      vi.stubEnv('GIT_CONFIG_GLOBAL', join(repo, '../gitconfig'));
      expect(await ignoredFiles(repo)).toMatchObject([
        { file: expect.stringMatching(/^bases\//), message: expect.stringContaining(`${own}:2 has bases`) },
        { file: expect.stringMatching(/^overlays\//), message: expect.stringContaining('.git/info/exclude:') },
      ]);
    }));
});
