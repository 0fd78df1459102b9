/** What a build can reach when nobody has looked at the kustomization before: only regular files of the repository. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAll } from '../../generator/validate/kustomize.ts';
import type { Build } from '../../generator/validate/kustomize-process.ts';
import { kustomizeBuild } from '../kustomize-build.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, temporaryFolder, writeFiles } from '../temporary-folder.ts';
import { askingServers, type Hostile, runningCommands } from './hostile-kustomizations.ts';

const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: stolen, namespace: web}\n';

let builder = '';
let kustomize = '';
const folder = temporaryFolder();
const marker = join(folder, 'marker');
let requests = 0;
const server = createServer((_, response) => {
  requests += 1;
  response.end(OBJECT);
});

beforeAll(async () => {
  builder = await realTool('kustomize-builder');
  kustomize = await realTool('kustomize');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function reached(): { readonly server: string; readonly marker: string } {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return { server: `http://127.0.0.1:${address.port}`, marker };
}

async function build(repo: string, built: string): Promise<Build> {
  const [result] = await buildAll({ binary: builder, repo, folders: [built] });
  if (result === undefined) throw new Error(`${built} was not built`);
  return result;
}

async function inRepository<T>({ files }: Pick<Hostile, 'files'>, work: (repo: string) => Promise<T>): Promise<T> {
  return inTemporaryFolder((repo) => {
    writeFiles(
      repo,
      Object.entries(files).map(([path, text]) => [`built/${path}`, text]),
    );
    return work(repo);
  });
}

describe('a build asks no server', () => {
  it.each(askingServers({ server: '', marker }).map(({ name }) => name))('%s', async (name) => {
    const hostile = askingServers(reached()).find((one) => one.name === name);
    if (hostile === undefined) throw new Error(`nothing is called ${name}`);
    await inRepository(hostile, async (repo) => {
      requests = 0;
      await kustomizeBuild(kustomize, join(repo, 'built'));
      expect(requests, 'of kustomize itself').toBeGreaterThan(0);
      requests = 0;
      expect(await build(repo, 'built')).toMatchObject({ ok: false });
      expect(requests).toBe(0);
    });
  });
});

describe('a build runs no command', () => {
  it.each(runningCommands({ server: '', marker }))('$name', async (hostile) => {
    await inRepository(hostile, async (repo) => {
      await kustomizeBuild(kustomize, join(repo, 'built'));
      expect(existsSync(marker), 'by kustomize itself').toBe(true);
      rmSync(marker);
      expect(await build(repo, 'built')).toMatchObject({ ok: false });
      expect(existsSync(marker)).toBe(false);
    });
  });

  it.each([
    ['of a chart', { 'kustomization.yaml': 'helmCharts: [{name: a, repo: "http://127.0.0.1:1", version: "1"}]\n' }],
    [
      'of a function',
      { 'kustomization.yaml': 'generators: [function.yaml]\n', 'function.yaml': functionOf('exec: {path: ./run.sh}') },
    ],
    [
      'of a container',
      { 'kustomization.yaml': 'generators: [function.yaml]\n', 'function.yaml': functionOf('container: {image: a}') },
    ],
    [
      'of a plugin',
      {
        'kustomization.yaml': 'generators: [plugin.yaml]\n',
        'plugin.yaml': 'apiVersion: acme.io/v1\nkind: Run\nmetadata: {name: a}\n',
      },
    ],
  ])('%s', async (_, files) => {
    await inRepository({ files }, async (repo) => {
      writeFileSync(join(repo, 'built/run.sh'), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
      expect(await build(repo, 'built')).toMatchObject({ ok: false });
      expect(existsSync(marker)).toBe(false);
    });
  });
});

function functionOf(what: string): string {
  const annotations = `annotations: {config.kubernetes.io/function: "${what}"}`;
  return `apiVersion: acme.io/v1\nkind: Run\nmetadata: {name: a, ${annotations}}\n`;
}

describe('a build reads only regular files of the repository', () => {
  const LISTS = 'resources: [object.yaml]\n';

  it.each<[string, (repo: string) => void, string]>([
    [
      'a link to a file',
      (repo) => symlinkSync(join(repo, '../object.yaml'), join(repo, 'built/object.yaml')),
      'links are not followed',
    ],
    [
      'a link to a file of the repository',
      (repo) => symlinkSync('../other/object.yaml', join(repo, 'built/object.yaml')),
      'links are not followed',
    ],
    [
      'a link to a link',
      (repo) => {
        symlinkSync('b', join(repo, 'built/object.yaml'));
        symlinkSync('../other/object.yaml', join(repo, 'built/b'));
      },
      'links are not followed',
    ],
    [
      'a link to itself',
      (repo) => symlinkSync('object.yaml', join(repo, 'built/object.yaml')),
      'links are not followed',
    ],
    ['a named pipe', (repo) => execFileSync('mkfifo', [join(repo, 'built/object.yaml')]), 'links are not followed'],
    ['a device', (repo) => symlinkSync('/dev/zero', join(repo, 'built/object.yaml')), 'links are not followed'],
  ])('not %s', async (_, make, message) => {
    await inTemporaryFolder(async (outside) => {
      const repo = join(outside, 'repository');
      writeFiles(repo, [
        ['built/kustomization.yaml', LISTS],
        ['other/object.yaml', OBJECT],
        ['../object.yaml', OBJECT],
      ]);
      make(repo);
      expect(await build(repo, 'built')).toMatchObject({ ok: false, message: expect.stringContaining(message) });
    });
  });

  it.each([
    ['a file', '../../outside/object.yaml'],
    ['a folder', '../../outside'],
    ['a folder by an absolute path', 'ABSOLUTE'],
    ['a folder behind a link', '../link'],
    ['a file behind a link', '../link/object.yaml'],
    ['a folder behind a link in the middle of a path', '../link/deeper'],
  ])('not what lies outside: %s', async (_, written) => {
    await inTemporaryFolder(async (top) => {
      const repo = join(top, 'repository');
      writeFiles(repo, [
        ['built/kustomization.yaml', `resources: [${written.replace('ABSOLUTE', join(top, 'outside'))}]\n`],
        ['../outside/kustomization.yaml', LISTS],
        ['../outside/object.yaml', OBJECT],
        ['../outside/deeper/kustomization.yaml', 'resources: []\n'],
      ]);
      symlinkSync('../outside', join(repo, 'link'));
      expect(await build(repo, 'built')).toMatchObject({ ok: false });
    });
  });

  it('even when the folder to build is itself behind a link', async () => {
    await inTemporaryFolder(async (top) => {
      const repo = join(top, 'repository');
      mkdirSync(repo);
      writeFiles(top, [
        ['outside/kustomization.yaml', LISTS],
        ['outside/object.yaml', OBJECT],
      ]);
      symlinkSync('../outside', join(repo, 'built'));
      expect(await build(repo, 'built')).toMatchObject({ ok: false });
    });
  });

  it('and the repository may lie behind a link', async () => {
    await inTemporaryFolder(async (top) => {
      writeFiles(top, [
        ['repository/built/kustomization.yaml', LISTS],
        ['repository/built/object.yaml', OBJECT],
      ]);
      symlinkSync('repository', join(top, 'link'));
      expect(await build(join(top, 'link'), 'built')).toMatchObject({ ok: true });
    });
  });
});
