/** The program as it is published: packed, unpacked in an empty folder, and run with nothing beside it. */
import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { simpleGit } from 'simple-git';
import { describe, expect, it } from 'vitest';
import { packRunningProgram } from '../../generator/package/pack.ts';
import { findTool } from '../../generator/validate/find-tool.ts';
import { TOOLS } from '../../generator/validate/tools.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

describe('the packed program', () => {
  it('has what its users need, and nothing that only its makers do', async () => {
    const paths = [...(await packRunningProgram()).files.keys()];
    const below = (folder: string): readonly string[] =>
      [
        ...new Set(
          paths.flatMap((path) => (path.startsWith(folder) ? [path.slice(folder.length).split('/')[0] ?? ''] : [])),
        ),
      ].sort();
    expect(below('')).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'docs',
      'generator',
      'instrumentation',
      'package.json',
    ]);
    expect(below('generator/validate/programs/')).toEqual(
      [...new Set(Object.values(TOOLS).map(({ module }) => module))].sort(),
    );
    const unread = paths.filter((path) => /\.(?:ts|map|png)$|\.test\.|^docs\/(?:architecture|performance)/.test(path));
    expect(unread).toEqual([]);
  });

  it('starts a fleet repository, generated and valid, without any other package', () =>
    inTemporaryFolder(async (folder) => {
      const quiet: ExecFileSyncOptionsWithStringEncoding = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
      writeFileSync(join(folder, 'program.tgz'), (await packRunningProgram()).content);
      execFileSync('tar', ['xzf', 'program.tgz'], { ...quiet, cwd: folder });
      const packed = join(folder, 'package');
      // The name of a tool tells what it is made of: the package has all of it.
      for (const name of ['kustomize-builder', 'kubeconform', 'gitleaks'] as const)
        expect(await findTool(name, { folder: packed })).toMatchObject({ ok: true, path: await realTool(name) });
      const run = (...argv: readonly string[]): string =>
        execFileSync(process.execPath, [join(packed, 'dist/main.js'), ...argv], { ...quiet, cwd: folder });
      const { version }: { readonly version: string } = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8'));
      expect(run('--version')).toBe(`${version}\n`);
      expect(['LICENSE', 'CHANGELOG.md', 'README.md'].filter((name) => !existsSync(join(packed, name)))).toEqual([]);
      expect(run('init', 'fleet', '--url', 'https://example.com/fleet.git')).toMatch(/\nvalid: \d+ builds, /);
      const connect = ['connect', 'cluster-1', '--app', 'assistant', '--namespace', 'search'] as const;
      expect(run('--repo', 'fleet', ...connect)).toContain('openlit/application.py');
      expect(run('--repo', 'fleet', 'check')).toMatch(/^up to date: \d+ files\n$/);
      const git = simpleGit(join(folder, 'fleet'));
      await git.addConfig('user.name', 'test').addConfig('user.email', 'test@example.com').add('.').commit('start');
      expect(run('--repo', 'fleet', 'plan', '--format', 'html')).toMatch(/^<!DOCTYPE html>.*<h1>no change, /s);
      appendFileSync(
        join(folder, 'fleet/clusters/cluster-1/cluster.yaml'),
        '  components: {grafana: {values: {replica: 2}}}\n',
      );
      expect(() => run('--repo', 'fleet', 'check')).toThrow(/: chart grafana \S+ has no value replica here/);
      // An old Node.js reads the whole entry before it runs any of it.
      const entry = readFileSync(join(packed, 'dist/main.js'), 'utf8');
      const written = (target: string): Promise<{ code: string }> =>
        transform(entry, { target, format: 'esm', minify: true });
      expect((await written('node12.20')).code).toBe((await written('esnext')).code);
    }));
});
