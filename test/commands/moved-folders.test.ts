/** Folders that were renamed or copied: what generate has written there is regenerated, and what somebody has written stays. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputFiles } from '../input-files.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { writeFiles } from '../temporary-folder.ts';
import { commandLine } from './command-line.ts';

const SAMPLED = { components: { 'otel-sampler': { mode: 'managed' } } };

const withFleet = repositoryMadeOnce(async (folder) => {
  const repo = join(folder, 'fleet');
  writeFiles(repo, [
    ...inputFiles({
      fleet: {
        environments: {
          prod: { size: 'large', components: { 'object-store': { mode: 'managed' } } },
          dev: { size: 'small' },
        },
      },
      clusters: { 'argo-1': { ...SAMPLED, engine: 'argocd' }, 'flux-1': { ...SAMPLED, engine: 'flux' } },
    }),
    ['clusters/argo-1/own/kustomization.yaml', 'resources: []\n'],
  ]);
  expect(await commandLine(repo, 'generate', '--no-validate')).toMatchObject({ exitCode: 0, err: '' });
});

function edit(repo: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(repo, path), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(repo, path), text.replaceAll(from, to));
}

/** Everything that is of a cluster or an environment, wherever it is. */
function placesOf(repo: string, name: string): readonly string[] {
  return readdirSync(repo, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.split('/').some((part) => part === name || part === `${name}.yaml`))
    .filter((path) => !path.startsWith('.lang-observatory'));
}

async function expectUpToDate(repo: string): Promise<void> {
  expect(await commandLine(repo, 'generate', '--no-validate')).toMatchObject({ exitCode: 0, err: '' });
  expect(await commandLine(repo, 'check')).toMatchObject({ exitCode: 0, err: '' });
}

/** The folders of a cluster, or files of one, of each engine. */
const FOLDERS = ['clusters', 'argocd/clusters', 'flux/clusters', 'flux/kustomizations', 'flux/builds'] as const;

describe.each(['argo-1', 'flux-1'])('the folder of cluster %s', (name) => {
  it.each(['alone', 'with those of its engine'])('may be renamed, %s', (how) =>
    withFleet(async (repo) => {
      for (const folder of how === 'alone' ? ['clusters'] : FOLDERS)
        if (existsSync(join(repo, folder, name))) renameSync(join(repo, folder, name), join(repo, folder, 'eu-9'));
      edit(repo, 'clusters/eu-9/cluster.yaml', name, 'eu-9');
      await expectUpToDate(repo);
      expect(placesOf(repo, name)).toEqual([]);
      expect(existsSync(join(repo, 'clusters/eu-9/own/kustomization.yaml'))).toBe(name === 'argo-1');
    }),
  );

  it.each(['alone', 'with those of its engine'])('may be copied for a cluster with less on it, %s', (how) =>
    withFleet(async (repo) => {
      const original = placesOf(repo, name);
      for (const folder of how === 'alone' ? ['clusters'] : FOLDERS)
        if (existsSync(join(repo, folder, name)))
          cpSync(join(repo, folder, name), join(repo, folder, 'eu-9'), { recursive: true });
      expect(placesOf(repo, 'eu-9').filter((path) => path.includes('otel-sampler')).length).toBeGreaterThan(0);
      edit(repo, 'clusters/eu-9/cluster.yaml', name, 'eu-9');
      edit(repo, 'clusters/eu-9/cluster.yaml', 'mode: managed', 'mode: disabled');
      await expectUpToDate(repo);
      // What only the original has did not stay behind.
      expect(placesOf(repo, 'eu-9').filter((path) => path.includes('otel-sampler'))).toEqual([]);
      expect(placesOf(repo, name)).toEqual(original);
    }),
  );

  it('keeps what was edited in a copy', () =>
    withFleet(async (repo) => {
      cpSync(join(repo, 'clusters', name), join(repo, 'clusters/eu-9'), { recursive: true });
      edit(repo, 'clusters/eu-9/cluster.yaml', name, 'eu-9');
      edit(repo, 'clusters/eu-9/cluster.yaml', 'mode: managed', 'mode: disabled');
      const edited = 'clusters/eu-9/grafana/kustomization.yaml';
      appendFileSync(join(repo, edited), '# mine\n');
      const { exitCode, err } = await commandLine(repo, 'generate', '--no-validate');
      expect([exitCode, err]).toEqual([
        1,
        `${edited}: is a copy of a generated file that was edited by hand, or that an earlier run wrote; writing it could lose an edit\n  hint: move what was edited into the input (settings, values, patches or manifests), then delete the file\n\nnothing was written`,
      ]);
      expect((await commandLine(repo, 'check')).out).toContain(`${edited}: edited: changed by hand`);
      rmSync(join(repo, edited));
      // At a path where nothing is generated it is in nobody's way.
      const [left = ''] = placesOf(repo, 'eu-9').filter((path) => /otel-sampler\/.*\.yaml$/.test(path));
      appendFileSync(join(repo, left), '# mine\n');
      await expectUpToDate(repo);
      expect(placesOf(repo, 'eu-9').filter((path) => path.includes('otel-sampler') && path.endsWith('.yaml'))).toEqual([
        left,
      ]);
    }));
});

describe('folders', () => {
  it('of an environment may be renamed', () =>
    withFleet(async (repo) => {
      for (const folder of ['overlays', 'flux/environments'])
        renameSync(join(repo, folder, 'prod'), join(repo, folder, 'production'));
      edit(repo, 'fleet.yaml', 'prod:', 'production:');
      for (const name of ['argo-1', 'flux-1'])
        edit(repo, `clusters/${name}/cluster.yaml`, 'environment: prod', 'environment: production');
      await expectUpToDate(repo);
      expect(placesOf(repo, 'prod')).toEqual([]);
      expect(placesOf(repo, 'production').length).toBeGreaterThan(10);
    }));

  it('of two clusters may change places', () =>
    withFleet(async (repo) => {
      for (const [from, to] of [
        ['argo-1', 'gone'],
        ['flux-1', 'argo-1'],
        ['gone', 'flux-1'],
      ])
        renameSync(join(repo, `clusters/${from}`), join(repo, `clusters/${to}`));
      edit(repo, 'clusters/argo-1/cluster.yaml', 'flux-1', 'argo-1');
      edit(repo, 'clusters/flux-1/cluster.yaml', 'name: argo-1', 'name: flux-1');
      await expectUpToDate(repo);
    }));

  it('of a fleet may be renamed with its name', () =>
    withFleet(async (repo) => {
      renameSync(join(repo, 'argocd/root/acme'), join(repo, 'argocd/root/globex'));
      edit(repo, 'fleet.yaml', 'name: acme', 'name: globex');
      await expectUpToDate(repo);
      expect(placesOf(repo, 'acme')).toEqual([]);
    }));
});
