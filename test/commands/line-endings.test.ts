/** Line endings never count: Git and editors change them on the way to a working copy and back. */
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programFolder } from '../../generator/program/program-folder.ts';
import { GENERATED_INTO } from '../../generator/tree/layout.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { commandLine } from './command-line.ts';

const INPUT = new Map([
  [
    'fleet.yaml',
    `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  # Comments too.
  repository: {url: https://github.com/acme/observability.git}
  domain: obs.acme.io
  environments: {prod: {size: small}}
  components:
    grafana:
      patches:
        - target: {kind: NetworkPolicy}
          patch: |
            - op: add
              path: /metadata/annotations
              value: {team: search}
      manifests: [team/own]
`,
  ],
  ...(['argocd', 'flux'] as const).map((engine): [string, string] => [
    `clusters/${engine}-1/cluster.yaml`,
    `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${engine}-1}
spec: {environment: prod, engine: ${engine}, provider: {name: bare}}
`,
  ]),
  [
    'team/own/kustomization.yaml',
    '# Ours.\nkind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nresources:\n  - own.yaml\n',
  ],
  ['team/own/own.yaml', 'kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: own\n  namespace: lang-observatory\n'],
]);

const withFleet = repositoryMadeOnce(async (folder) => {
  writeFiles(join(folder, 'fleet'), INPUT);
  expect(await commandLine(join(folder, 'fleet'), 'generate', '--no-validate')).toMatchObject({ exitCode: 0, err: '' });
});

function filesOf(repo: string): readonly string[] {
  return readdirSync(repo, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !path.includes('/.lang-observatory/cache/') && !path.includes('/.git/'))
    .sort();
}

function withReturns(path: string): void {
  writeFileSync(path, readFileSync(path, 'latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1');
}

function git(folder: string, ...argv: readonly string[]): string {
  const identity = ['-c', 'user.name=Platform team', '-c', 'user.email=platform@acme.io'];
  return execFileSync('git', [...identity, ...argv], { cwd: folder, encoding: 'utf8' });
}

/** A clone as Git for Windows makes it. */
function cloneWithReturns(repo: string, folder: string): string {
  git(repo, 'init', '--quiet');
  git(repo, 'add', '--all');
  git(repo, 'commit', '--quiet', '--message', 'Start');
  git(folder, 'clone', '--quiet', '--config', 'core.autocrlf=true', repo, 'clone');
  return join(folder, 'clone');
}

describe('line endings', () => {
  it('may be any in any file: everything is up to date, and nothing is written', () =>
    withFleet(async (repo) => {
      const files = filesOf(repo);
      const original = new Map(files.map((path) => [path, readFileSync(path)]));
      await fc.assert(
        fc.asyncProperty(fc.infiniteStream(fc.boolean()), async (choices) => {
          for (const [path, content] of original) {
            writeFileSync(path, content);
            if (choices.next().value === true) withReturns(path);
          }
          const before = files.map((path) => readFileSync(path, 'latin1'));
          expect(await commandLine(repo, 'check')).toMatchObject({ exitCode: 0, err: '' });
          const { out } = await commandLine(repo, 'generate', '--no-validate');
          expect(out).toMatch(/^nothing changed: /);
          expect(files.map((path) => readFileSync(path, 'latin1'))).toEqual(before);
        }),
        { numRuns: 8 },
      );
    }));

  it('are those of the program in what it writes anew, and hide no edit', () =>
    withFleet(async (repo) => {
      for (const path of filesOf(repo)) withReturns(path);
      const release = join(repo, 'flux/releases/grafana/release.yaml');
      const fleet = join(repo, 'fleet.yaml');
      writeFileSync(fleet, readFileSync(fleet, 'utf8').replace('obs.acme.io', 'llm.acme.io'));
      expect(await commandLine(repo, 'generate', '--no-validate')).toMatchObject({ exitCode: 0, err: '' });
      expect(await commandLine(repo, 'check')).toMatchObject({ exitCode: 0 });
      writeFileSync(release, `${readFileSync(release, 'utf8')}# mine\r\n`);
      expect(await commandLine(repo, 'check')).toMatchObject({
        exitCode: 1,
        out: expect.stringContaining('flux/releases/grafana/release.yaml: edited: changed by hand'),
      });
    }));

  it('of the input make no difference to the tree', () =>
    inTemporaryFolder(async (folder) => {
      const trees: string[][] = [];
      for (const end of ['\n', '\r\n']) {
        const repo = join(folder, end === '\n' ? 'one' : 'other');
        writeFiles(
          repo,
          [...INPUT].map(([path, text]) => [path, text.replaceAll('\n', end)] as const),
        );
        expect(await commandLine(repo, 'generate', '--no-validate')).toMatchObject({ exitCode: 0, err: '' });
        const generated = filesOf(repo).filter((path) => !INPUT.has(path.slice(repo.length + 1)));
        trees.push(generated.map((path) => `${path.slice(repo.length)}\n${readFileSync(path, 'latin1')}`));
      }
      expect(trees[1]).toEqual(trees[0]);
    }));

  it('of a clone on Windows, of a repository without attributes, are valid and up to date', () =>
    inTemporaryFolder((folder) =>
      withFleet(async (repo) => {
        const clone = cloneWithReturns(repo, folder);
        expect(readFileSync(join(clone, 'argocd/root.yaml'), 'utf8')).toContain('\r\n');
        expect(await commandLine(clone, 'check')).toMatchObject({ exitCode: 0, err: '' });
        expect(await commandLine(clone, 'validate')).toMatchObject({
          exitCode: 0,
          out: expect.stringMatching(/^valid: /m),
        });
        expect(git(clone, 'status', '--porcelain')).toBe('');
      }),
    ));

  it('of this repository are the same in a clone on Windows', () =>
    inTemporaryFolder(async (folder) => {
      const repo = join(folder, 'reference');
      for (const path of [
        '.gitattributes',
        '.gitignore',
        'fleet.yaml',
        '.lang-observatory/owned',
        'docs',
        ...GENERATED_INTO,
      ])
        cpSync(join(programFolder(), path), join(repo, path), { recursive: true });
      const clone = cloneWithReturns(repo, folder);
      expect(
        git(clone, 'ls-files', '--eol')
          .split('\n')
          .filter((line) => line.includes('crlf')),
      ).toEqual([]);
      const image = 'docs/plan-light.png';
      expect(readFileSync(join(clone, image)).equals(readFileSync(join(repo, image)))).toBe(true);
      expect(await commandLine(clone, 'check')).toMatchObject({ exitCode: 0, err: '' });
    }));
});
