/** Where a fleet is in its Git repository: at the root, or in a folder that its input names. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { commandLine } from './command-line.ts';

const fleetYaml = (repository: string): string => `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository:
    url: https://github.com/acme/platform.git
${repository}  domain: obs.acme.io
  environments: {prod: {}}
`;

/** Runs `work` with a fleet in a folder of a Git repository. */
function inFolder(folder: string, repository: string, work: (fleet: string, root: string) => Promise<void>) {
  return inTemporaryFolder(async (root) => {
    execFileSync('git', ['init', '--quiet', root]);
    writeFiles(root, [[join(folder, 'fleet.yaml'), fleetYaml(repository)]]);
    await work(join(root, folder), root);
  });
}

describe('a fleet in a folder of its Git repository', () => {
  it.each([
    [
      'platform/observability',
      '',
      'fleet.yaml:5:3: spec.repository: has no path, but this folder is platform/observability in its Git repository: engines would look for every file at its root [wrong-folder]\n  5 |   repository:\n        ^\n  hint: write path: platform/observability',
    ],
    [
      'platform/observability',
      '    path: observability\n',
      'fleet.yaml:7:11: spec.repository.path: says observability, but this folder is platform/observability in its Git repository [wrong-folder]\n  7 |     path: observability\n                ^\n  hint: write path: platform/observability',
    ],
    [
      '.',
      '    path: observability\n',
      'fleet.yaml:7:11: spec.repository.path: says observability, but this folder is . in its Git repository [wrong-folder]\n  7 |     path: observability\n                ^\n  hint: remove path: the fleet is at the root of its Git repository',
    ],
    [
      'my team/fleet',
      '',
      'fleet.yaml:5:3: spec.repository: has no path, but this folder is my team/fleet in its Git repository: engines would look for every file at its root [wrong-folder]\n  5 |   repository:\n        ^\n  hint: move or rename the folder: a path that engines read has letters, digits, ., _, - and / only, and no folder .git',
    ],
  ])('is refused where its input says another: %s', (folder, repository, message) =>
    inFolder(folder, repository, async (fleet) => {
      for (const command of ['generate', 'check', 'validate'])
        expect(await commandLine(fleet, command)).toEqual({
          exitCode: 2,
          out: '',
          err: `${message}\n\n1 error in the input; nothing was written`,
        });
    }),
  );

  it('is taken where its input says that one', () =>
    inFolder('platform/observability', '    path: platform/observability\n', async (fleet) => {
      expect(await commandLine(fleet, 'generate', '--no-validate')).toMatchObject({ exitCode: 0, err: '' });
      expect(await commandLine(fleet, 'check')).toMatchObject({ exitCode: 0, err: '' });
    }));

  it('is noticed when it moves, though none of its files has changed', () =>
    inFolder('observability', '    path: observability\n', async (fleet, root) => {
      for (const _ of [1, 2, 3]) await commandLine(fleet, 'generate', '--no-validate');
      mkdirSync(join(root, 'platform'));
      renameSync(fleet, join(root, 'platform/observability'));
      const { exitCode, err } = await commandLine(join(root, 'platform/observability'), 'generate', '--no-validate');
      expect([exitCode, err]).toEqual([2, expect.stringContaining('says observability, but this folder is platform/')]);
    }));

  it('is moved with a warning when Argo CD reads the former folder', () =>
    inFolder('observability', '    path: observability\n', async (fleet) => {
      writeFiles(fleet, [
        [
          'clusters/eu-1/cluster.yaml',
          'apiVersion: lang-observatory.dev/v1\nkind: Cluster\nmetadata: {name: eu-1}\nspec: {environment: prod, engine: argocd, provider: {name: bare}}\n',
        ],
      ]);
      const first = await commandLine(fleet, 'generate', '--no-validate');
      expect(first.out).not.toContain('another folder');
      const moved = join(fleet, '../o11y');
      renameSync(fleet, moved);
      writeFiles(moved, [['fleet.yaml', fleetYaml('    path: o11y\n')]]);
      const { exitCode, out } = await commandLine(moved, 'generate', '--no-validate');
      expect([exitCode, out]).toEqual([0, expect.stringContaining('\nnext:\n  # the fleet has another folder in its')]);
      expect((await commandLine(moved, 'check')).exitCode).toBe(0);
    }));

  it('may be anywhere outside of Git', () =>
    inTemporaryFolder(async (folder) => {
      writeFiles(folder, [['fleet.yaml', fleetYaml('    path: platform/observability\n')]]);
      expect(await commandLine(folder, 'generate', '--no-validate')).toMatchObject({ exitCode: 0, err: '' });
    }));
});
