/** A fleet with a pipeline on a forge, and somebody who changes it. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Ci, Commit } from '../../generator/commands/init/ci.ts';
import { ciFiles } from '../../generator/commands/init/ci-files.ts';
import { commandLine } from '../commands/command-line.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { type Forge, withForge } from './forge.ts';
import { STARTER } from './starter.ts';

/** What somebody does in the folder of the fleet. */
export type Change = (folder: string) => unknown;

export interface Work {
  readonly forge: Forge;
  /** Makes a branch of main with changes, and pushes it. */
  propose(branch: string, ...changes: readonly Change[]): Promise<void>;
  merge(branch: string): void;
}

type WithFleet = (pipeline: Pipeline, work: (work: Work) => Promise<void>) => Promise<void>;

interface Pipeline {
  readonly ci: Ci;
  readonly commit: Commit;
  /** Of the fleet in its Git repository; the root unless said. */
  readonly path?: string;
}

/** To be called once in a file: it makes the fleet, which carries the program. What is answered pushes a copy of it to a new forge. */
export function fleetsOnForges(): WithFleet {
  const withNewFleet = repositoryMadeOnce(async (folder) => {
    const flags = ['--url', 'https://example.com/f.git', '--ci', 'none', '--no-validate'];
    expect(await commandLine(folder, 'init', 'fleet', ...flags)).toMatchObject({ exitCode: 0 });
  });
  return ({ ci, commit, path = '.' }, work) =>
    withForge((forge) =>
      withNewFleet((fleet) =>
        inTemporaryFolder(async (repo) => {
          const folder = join(repo, path);
          cpSync(fleet, folder, { recursive: true, filter: (source) => !source.endsWith('/.git') });
          writeFiles(repo, [['elsewhere/notes.md', 'notes\n'], ...ciFiles({ ...STARTER, ci, commit, path })]);
          if (path !== '.') {
            edit(folder, 'fleet.yaml', (text) => text.replace(/^( +)branch: .*\n/m, `$&$1path: ${path}\n`));
            await generate(folder);
          }
          await work(begin(forge, repo, folder));
        }),
      ),
    );
}

function begin(forge: Forge, repo: string, folder: string): Work {
  const git = (...argv: readonly string[]): void => {
    const settings = ['-c', 'user.name=person', '-c', 'user.email=person@example.com'];
    // What is pushed not over the network, is pushed as a person.
    const env = { ...process.env, REMOTE_USER: 'person' };
    execFileSync('git', [...settings, ...argv], { cwd: repo, env, stdio: 'pipe' });
  };
  const push = (branch: string): void => git('push', '--quiet', '--force', 'origin', `HEAD:refs/heads/${branch}`);
  const branch = (name: string): void => {
    git('fetch', '--quiet', 'origin');
    git('checkout', '--quiet', '-B', name, 'origin/main');
  };
  git('init', '--quiet', '--initial-branch=main');
  git('remote', 'add', 'origin', forge.folder);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'start');
  push('main');
  return {
    forge,
    propose: async (name, ...changes) => {
      branch(name);
      for (const change of changes) await change(folder);
      git('add', '--all');
      git('commit', '--quiet', '--message', name);
      push(name);
    },
    merge: (name) => {
      branch('main');
      git('merge', '--quiet', '--no-ff', '--message', `merge ${name}`, `origin/${name}`);
      push('main');
    },
  };
}

export function edit(folder: string, path: string, change: (text: string) => string): void {
  const before = readFileSync(join(folder, path), 'utf8');
  expect(change(before)).not.toBe(before);
  writeFileSync(join(folder, path), change(before));
}

/** As Renovate does: nothing but a version in the input. */
export const raise: Change = (folder) =>
  edit(folder, 'fleet.yaml', (text) => text.replace(/(valkey-helm\/\n\s+version: )\S+/, '$10.11.9'));

/** Another input, as far from the version as Git needs to merge both. */
export const rename: Change = (folder) =>
  edit(folder, 'fleet.yaml', (text) => text.replace(/domain: \S+/, 'domain: other.example.com'));

export const generate: Change = (folder) => commandLine(folder, 'generate', '--no-validate');

/** Whether a branch of a forge holds what its input generates. */
export function isGenerated(forge: Forge, branch: string, path = '.'): Promise<boolean> {
  return inTemporaryFolder(async (clone) => {
    execFileSync('git', ['clone', '--quiet', '--branch', branch, forge.folder, clone], { stdio: 'pipe' });
    return (await commandLine(join(clone, path), 'check')).exitCode === 0;
  });
}
