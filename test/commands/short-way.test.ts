/** The short way of generate must never hide a change: whatever is done to a repository, the result is that of the long way. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { contentHash } from '../../generator/tree/manifest.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';
import { commandLine } from './command-line.ts';

const GENERATE = ['generate', '--no-validate'] as const;

/** What was only just written is not believed to be settled, and a file's time of change cannot be set. */
function settle(): Promise<void> {
  return setTimeout(2100);
}

/** A repository with a cluster of each engine whose files are all noted as settled. */
async function withSettled(work: (repo: string) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const repo = join(folder, 'fleet');
    await commandLine(folder, 'init', 'fleet', '--url', 'https://example.com/fleet.git', '--cluster', 'a');
    const flags = ['--environment', 'prod', '--engine', 'flux', '--provider', 'bare'];
    await commandLine(repo, 'add', 'cluster', 'f', ...flags);
    await settle();
    await commandLine(repo, ...GENERATE);
    await work(repo);
  });
}

/** Can be written, and not be built. */
const BROKEN = `  components:
    postgres: {patches: [{target: {kind: Cluster}, patch: '[{"op": "remove", "path": "/spec/description"}]'}]}
`;

// Ten repositories at once, each generated and validated several times.
describe.concurrent('generate after any change', { timeout: 180_000 }, () => {
  const changes: readonly (readonly [what: string, change: (repo: string) => void])[] = [
    ['nothing', () => {}],
    [
      'a setting of one cluster',
      (repo) => append(repo, 'clusters/f/cluster.yaml', '  components: {postgres: {storage: 77Gi}}\n'),
    ],
    ['a setting of the fleet', (repo) => replace(repo, 'fleet.yaml', 'size: small', 'size: large')],
    ['a cluster that is gone', (repo) => rmSync(join(repo, 'clusters/a/cluster.yaml'))],
    ['the last cluster of an engine that is gone', (repo) => rmSync(join(repo, 'clusters/f'), { recursive: true })],
    ['a generated file that is gone', (repo) => rmSync(join(repo, 'clusters/a/langfuse/values/values.yaml'))],
    ['a part of the manifest that is gone', (repo) => rmSync(join(repo, '.lang-observatory/owned/clusters/a.txt'))],
  ];
  it('does not look past a file that is meant as input and is none', ({ expect }) =>
    withSettled(async (repo) => {
      writeFileSync(join(repo, 'clusters/f/Cluster.yaml'), readFileSync(join(repo, 'clusters/f/cluster.yaml')));
      for (const command of [GENERATE, ['check']])
        expect(await commandLine(repo, ...command)).toMatchObject({
          exitCode: 2,
          err: expect.stringContaining('clusters/f/Cluster.yaml:1:1: is not read: clusters/f/cluster.yaml is'),
        });
    }));

  for (const [what, change] of changes)
    it(`leaves the repository up to date: ${what}`, ({ expect }) =>
      withSettled(async (repo) => {
        change(repo);
        expect(await commandLine(repo, ...GENERATE)).toMatchObject({ exitCode: 0, err: '' });
        expect(await commandLine(repo, 'check')).toMatchObject({ exitCode: 0 });
        await settle();
        await commandLine(repo, ...GENERATE);
        expect((await commandLine(repo, ...GENERATE)).out).toMatch(/^0 created, 0 changed, 0 removed, \d+ unchanged$/);
        expect(await commandLine(repo, 'check')).toMatchObject({ exitCode: 0 });
      }));

  it('is no way round what was not found valid', ({ expect }) =>
    withSettled(async (repo) => {
      append(repo, 'clusters/f/cluster.yaml', BROKEN);
      await commandLine(repo, ...GENERATE);
      await settle();
      await commandLine(repo, ...GENERATE);
      for (const _ of [1, 2])
        expect(await commandLine(repo, 'generate')).toMatchObject({
          exitCode: 1,
          out: expect.stringMatching(/^clusters\/f\/postgres-patched: .*\[build-failed\]$/m),
        });
    }));

  it('removes what an interrupted run created', ({ expect }) =>
    withSettled(async (repo) => {
      const path = 'clusters/f/langfuse/new.yaml';
      writeFileSync(join(repo, path), 'new\n');
      writeFileSync(join(repo, '.lang-observatory/pending'), `${contentHash('new\n')} ${path}\n`);
      expect((await commandLine(repo, ...GENERATE)).out).toMatch(/^0 created, 0 changed, 1 removed/);
      expect(await commandLine(repo, 'check')).toMatchObject({ exitCode: 0 });
    }));

  it('still stops at a hand edit', ({ expect }) =>
    withSettled(async (repo) => {
      append(repo, 'clusters/a/langfuse/values/values.yaml', 'mine: true\n');
      expect(await commandLine(repo, ...GENERATE)).toMatchObject({
        exitCode: 1,
        err: expect.stringContaining('edited by hand'),
      });
    }));
});

function append(repo: string, path: string, text: string): void {
  writeFileSync(join(repo, path), `${readFileSync(join(repo, path), 'utf8')}${text}`);
}

function replace(repo: string, path: string, from: string, to: string): void {
  writeFileSync(join(repo, path), readFileSync(join(repo, path), 'utf8').replace(from, to));
}
