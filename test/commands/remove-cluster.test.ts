import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputFiles } from '../input-files.ts';
import { expectTranscript } from '../moves/transcripts.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { writeFiles } from '../temporary-folder.ts';
import { commandLine } from './command-line.ts';

const INPUT = inputFiles({
  fleet: {
    waves: [
      { name: 'canary', ref: 'main' },
      { name: 'all', ref: 'release/all' },
    ],
    environments: { prod: { wave: 'all' }, dev: {} },
  },
  clusters: { 'eu-1': { engine: 'argocd' }, 'us-1': {}, 'dev-1': { environment: 'dev' } },
});

const withFleet = repositoryMadeOnce(async (folder) => {
  const repo = join(folder, 'fleet');
  writeFiles(repo, INPUT);
  expect(await commandLine(repo, 'generate', '--no-validate')).toMatchObject({ exitCode: 0 });
  git(repo, 'init', '--quiet', '--initial-branch=main');
  commit(repo);
});

function git(repo: string, ...argv: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@acme.io', ...argv], { cwd: repo });
}

function commit(repo: string): void {
  git(repo, 'add', '--all');
  git(repo, 'commit', '--quiet', '--message=All');
}

/** Without the lists of what goes, component by component. */
function shortened(out: string): string {
  const [start = '', plan = ''] = out.split(/\n\nnamespaces, removed on 1 cluster: .*\n/);
  return `${start}\n\n…\n\n${plan.slice(plan.indexOf('removed clusters/'))}`;
}

describe('remove cluster', () => {
  it('removes the input and what was generated from it, and tells what is left to do', () =>
    withFleet(async (repo) => {
      const { exitCode, out } = await commandLine(repo, 'remove', 'cluster', 'eu-1', '--no-validate');
      expect(exitCode).toBe(0);
      expectTranscript('remove-cluster', 'remove cluster eu-1 --no-validate', shortened(out));
      expect(out).toContain('= Namespace lang-observatory: no longer in Git, and kept on the cluster');
      expect(existsSync(join(repo, 'clusters/eu-1'))).toBe(false);
      expect(await commandLine(repo, 'check')).toMatchObject({ exitCode: 0 });
    }));

  it('keeps what somebody has put into folders of the cluster, and says so', () =>
    withFleet(async (repo) => {
      writeFiles(repo, [
        ['flux/clusters/dev-1/flux-system/gotk-sync.yaml', 'kind: GitRepository\n'],
        ['clusters/dev-1/notes.md', 'mine\n'],
      ]);
      commit(repo);
      const { exitCode, out } = await commandLine(repo, 'remove', 'cluster', 'dev-1', '--no-validate');
      expect([exitCode, out.split('\n').slice(0, 5)]).toEqual([
        0,
        [
          '- clusters/dev-1/cluster.yaml',
          'environment dev has no cluster left: its settings in fleet.yaml have no effect until another joins',
          'wave canary has no cluster left: nothing follows refs/heads/main any more',
          'kept clusters/dev-1/notes.md: not generated',
          'kept flux/clusters/dev-1/flux-system/gotk-sync.yaml: not generated',
        ],
      ]);
      expect(out).toContain(
        '# keep flux/clusters/dev-1/flux-system/ until Flux has removed everything else from dev-1, then delete it',
      );
      expect(readFileSync(join(repo, 'clusters/dev-1/notes.md'), 'utf8')).toBe('mine\n');
      expect(existsSync(join(repo, 'flux/clusters/dev-1/source.yaml'))).toBe(false);
    }));

  it('removes nothing that Git could not give back', () =>
    withFleet(async (repo) => {
      const path = 'clusters/us-1/cluster.yaml';
      const text = INPUT.get(path) ?? '';
      writeFiles(repo, [
        [path, `${text}# mine\n`],
        ['clusters/us-2/cluster.yaml', text.replace('name: us-1', 'name: us-2')],
      ]);
      expect(await commandLine(repo, 'remove', 'cluster', 'us-1')).toEqual({
        exitCode: 1,
        out: '',
        err: `${path} has changes that are not committed\n  hint: commit them first, or delete ${path} yourself and run generate`,
      });
      expect(await commandLine(repo, 'remove', 'cluster', 'us-2')).toEqual({
        exitCode: 1,
        out: '',
        err: 'clusters/us-2/cluster.yaml was never committed\n  hint: commit it first, or delete clusters/us-2/cluster.yaml yourself and run generate',
      });
      expect(readFileSync(join(repo, path), 'utf8')).toBe(`${text}# mine\n`);
    }));

  it('writes nothing for a dry run, and knows no other name', () =>
    withFleet(async (repo) => {
      const { exitCode, out } = await commandLine(repo, 'remove', 'cluster', 'us-1', '--dry-run');
      expect([exitCode, out]).toEqual([0, expect.stringMatching(/\n\ndry run, nothing written$/)]);
      expect(existsSync(join(repo, 'clusters/us-1/cluster.yaml'))).toBe(true);
      expect(await commandLine(repo, 'remove', 'cluster', 'us-11')).toEqual({
        exitCode: 2,
        out: '',
        err: 'unknown cluster us-11\n  hint: did you mean us-1?',
      });
    }));
});
