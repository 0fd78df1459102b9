/** `plan` in a repository, as somebody runs it before a commit. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { simpleGit } from 'simple-git';
import { describe, expect, it } from 'vitest';
import { generateSchema } from '../../generator/commands/schemas/generate.ts';
import type { ComponentChange, ValueChange } from '../../generator/plan/plan.ts';
import { planHtml } from '../../generator/plan/render/html/page.ts';
import { planSchema } from '../../generator/plan/schema.ts';
import { commandLine } from '../commands/command-line.ts';
import { documentOf } from '../commands/document.ts';
import { expectTranscript, IDS } from '../moves/transcripts.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { writeFiles } from '../temporary-folder.ts';

const fleet = (components: string): string => `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git}
  domain: obs.acme.io
  waves: [{name: canary, ref: main}, {name: all, ref: release/all}]
  environments:
    dev: {wave: canary, size: small}
    prod: {wave: all, size: large, components: {object-store: {mode: managed}}}
  components: ${components}
`;

const ELSEWHERE =
  '{valkey: {mode: external, external: {host: cache.acme.io, sslMode: verify-full, secretName: cache}}}';

const cluster = (name: string, environment: string, engine: string): string => `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${name}}
spec: {environment: ${environment}, engine: ${engine}, provider: {name: bare}}
`;

const CLUSTERS = [
  ['dev-1', 'dev', 'flux'],
  ['dev-2', 'dev', 'argocd'],
  ['prod-1', 'prod', 'flux'],
  ['prod-2', 'prod', 'argocd'],
] as const;

const inRepository = repositoryMadeOnce(async (folder) => {
  const repo = join(folder, 'fleet');
  writeFiles(repo, [
    ['fleet.yaml', fleet('{}')],
    ...CLUSTERS.map(
      ([name, environment, engine]) => [`clusters/${name}/cluster.yaml`, cluster(name, environment, engine)] as const,
    ),
  ]);
  const { exitCode, err } = await commandLine(repo, 'generate', '--no-validate');
  expect([exitCode, err]).toEqual([0, '']);
  const git = simpleGit(repo);
  await git.init(['--initial-branch=main']);
  await git.addConfig('user.name', 'test');
  await git.addConfig('user.email', 'test@example.com');
  await git.add('.');
  await git.commit('start');
  // One file instead of a thousand to copy.
  await git.raw(['gc', '--quiet']);
});

async function planned(repo: string, ...options: readonly string[]): Promise<string> {
  const { exitCode, out, err } = await commandLine(repo, 'plan', ...options);
  expect([exitCode, err]).toEqual([0, '']);
  return out.replace(/\([0-9a-f]{12}\)/, '(commit)');
}

describe('generate', () => {
  const NEW_VALKEY = fleet('{valkey: {version: 0.12.0}}');

  it('ends with the plan in short', async () => {
    await inRepository(async (repo) => {
      writeFiles(repo, [['fleet.yaml', NEW_VALKEY]]);
      const { exitCode, out } = await commandLine(repo, 'generate', '--no-validate');
      expect(exitCode).toBe(0);
      expectTranscript('generate', 'generate --no-validate', out);
      expect(out.split('\n\nnext:')[0]).toBe(`4 of 4 clusters change
  restarts: valkey on all of them; valkey holds data
  wave canary (refs/heads/main): 2 of 2: dev-1, dev-2
  wave all (refs/heads/release/all): 2 of 2: prod-1, prod-2
  ~ valkey on 4 clusters: dev-1, dev-2, prod-1, prod-2`);
      const again = await commandLine(repo, 'generate', '--no-validate', '--dry-run');
      expect(again.out).toMatch(/^nothing changed: all \d+ generated files are up to date$/);
    });
  });

  it('shows the whole plan in a dry run, with the lines that it comes from', async () => {
    await inRepository(async (repo) => {
      writeFiles(repo, [['fleet.yaml', NEW_VALKEY]]);
      const { exitCode, out } = await commandLine(repo, 'generate', '--dry-run');
      expect(exitCode).toBe(0);
      expectTranscript('generate', 'generate --dry-run', out);
      const told = (await planned(repo)).replace('HEAD (commit)', 'the files as they were');
      expect(out).toBe(`${told}\n\ndry run, nothing written`);
    });
  });

  it('says of clusters and of dangers what the plan says, whichever clusters change', async () => {
    await inRepository(async (repo) => {
      const changes: readonly (readonly [string, string | undefined])[] = [
        ['clusters/dev-1/cluster.yaml', undefined],
        ['clusters/prod-2/cluster.yaml', cluster('prod-2', 'dev', 'argocd')],
        ['clusters/new-1/cluster.yaml', cluster('new-1', 'prod', 'argocd')],
        [
          'clusters/dev-2/cluster.yaml',
          `${cluster('dev-2', 'dev', 'argocd').trimEnd().slice(0, -1)}, components: ${ELSEWHERE}}\n`,
        ],
      ];
      for (const [path, text] of changes) {
        if (text === undefined) rmSync(join(repo, path));
        else writeFiles(repo, [[path, text]]);
        const { exitCode, out } = await commandLine(repo, '--format', 'json', 'generate', '--dry-run');
        expect(exitCode).toBe(0);
        const { plan } = documentOf(generateSchema, out);
        const expected = JSON.parse(await planned(repo, '--format', 'json'));
        expect(plan).toEqual({ ...expected, base: plan?.base });
        expect((await commandLine(repo, 'generate', '--no-validate')).exitCode).toBe(0);
        await simpleGit(repo).add('.').commit('next');
      }
    });
  });
});

describe('plan', () => {
  it('says that nothing changes where nothing does', async () => {
    await inRepository(async (repo) => {
      expect(await planned(repo)).toBe('no change, compared with HEAD (commit)');
    });
  });

  it('names the group that a change comes from', async () => {
    await inRepository(async (repo) => {
      const group =
        '  groups:\n    - name: flux\n      match: {engine: flux}\n      components: {valkey: {version: 0.12.0}}\n';
      writeFiles(repo, [['fleet.yaml', `${fleet('{}')}${group}`]]);
      const text = await planned(repo);
      expect(text).toContain('2 of 4 clusters change');
      expect(text).toContain('valkey on 2 clusters: dev-1, prod-1\n  because of fleet.yaml:13 spec.groups.flux\n');
    });
  });

  it('tells a change once for the clusters of both engines, before anything is written', async () => {
    await inRepository(async (repo) => {
      writeFiles(repo, [['fleet.yaml', fleet('{valkey: {version: 0.12.0}}')]]);
      const text = await planned(repo);
      expectTranscript('plan', 'plan', text.replace('(commit)', `(${IDS.first})`));
      expect(text).toBe(`4 of 4 clusters change, compared with HEAD (commit)
  restarts: valkey on all of them; valkey holds data
  wave canary (refs/heads/main): 2 of 2: dev-1, dev-2
  wave all (refs/heads/release/all): 2 of 2: prod-1, prod-2

valkey on 4 clusters: dev-1, dev-2, prod-1, prod-2
  because of fleet.yaml:11 spec.components.valkey
  restarts all of release valkey
  ~ version: 0.11.0 → 0.12.0

order of syncs
  on dev-1, prod-1:
    1. valkey: Kustomization, HelmRelease
  on dev-2, prod-2:
    1. valkey: Application`);
      expect((await commandLine(repo, 'check')).exitCode).toBe(1);
    });
  });

  it('says of a cluster that leaves what goes, and what is kept', async () => {
    await inRepository(async (repo) => {
      rmSync(join(repo, 'clusters/dev-1/cluster.yaml'));
      const text = await planned(repo);
      expect(text).toContain(`1 of 4 clusters changes, compared with HEAD (commit)
  wave canary (refs/heads/main): 1 of 2: dev-1
  - cluster dev-1
`);
      expect(text).toContain('postgres, removed on 1 cluster: dev-1\n  = Cluster lang-observatory/postgres: no longer');
      expect(text).toContain('  - NetworkPolicy lang-observatory/postgres-instances\n');
    });
  });

  it('names the line of the input that each value comes from', async () => {
    await inRepository(async (repo) => {
      const components =
        '{langfuse: {web: {replicas: {min: 4, max: 9}}, values: {langfuse: {additionalEnv: [{name: TEAM, value: llm}]}}}}';
      writeFiles(repo, [
        ['fleet.yaml', fleet(components)],
        ['clusters/dev-1/cluster.yaml', `${cluster('dev-1', 'dev', 'flux')}  # a comment changes nothing\n`],
      ]);
      const { input, components: changes } = JSON.parse(await planned(repo, '--format', 'json'));
      expect(input).toEqual([
        expect.objectContaining({ file: 'fleet.yaml', line: 11, path: ['spec', 'components', 'langfuse'] }),
      ]);
      expect((await commandLine(repo, 'generate', '--no-validate')).exitCode).toBe(0);
      await simpleGit(repo).add('.').commit('change');
      writeFiles(repo, [['fleet.yaml', fleet(components.replace('min: 4', 'min: 5').replace('llm', 'search'))]]);
      const { components: again } = JSON.parse(await planned(repo, '--format', 'json'));
      const values = again.flatMap((change: Pick<ComponentChange, 'values'>) => change.values);
      const causes = values.map(({ path, causes: own }: ValueChange) => [path.join('.'), own]);
      expect(Object.fromEntries(causes)).toMatchObject({
        'langfuse.additionalEnv.TEAM.value': ['fleet.yaml:11 spec.components.langfuse.values.langfuse.additionalEnv'],
        'langfuse.web.replicas': ['fleet.yaml:11 spec.components.langfuse.web.replicas.min'],
      });
      expect(changes).not.toEqual([]);
    });
  });

  it('compares with any revision, as data too', async () => {
    await inRepository(async (repo) => {
      writeFiles(repo, [['fleet.yaml', fleet('{valkey: {version: 0.12.0}}')]]);
      expect((await commandLine(repo, 'generate', '--no-validate')).exitCode).toBe(0);
      await simpleGit(repo).add('.').commit('update');
      expect(await planned(repo)).toBe('no change, compared with HEAD (commit)');
      const plan = JSON.parse(await planned(repo, '--base', 'HEAD~1', '--format', 'json'));
      expect(planSchema.safeParse(plan).error).toBeUndefined();
      expect(plan.components).toHaveLength(1);
      expect(plan.components[0].release.after.version).toBe('0.12.0');
      expect(plan.steps.map(({ cluster, kind, name }: Record<string, string>) => `${cluster} ${kind} ${name}`)).toEqual(
        [
          'dev-1 Kustomization observatory-valkey',
          'dev-1 HelmRelease valkey',
          'dev-2 Application dev-2-valkey',
          'prod-1 Kustomization observatory-valkey',
          'prod-1 HelmRelease valkey',
          'prod-2 Application prod-2-valkey',
        ],
      );
    });
  });

  it('prints the page for a browser as it is', async () => {
    await inRepository(async (repo) => {
      writeFiles(repo, [['fleet.yaml', fleet('{valkey: {version: 0.12.0}}')]]);
      const plan = JSON.parse(await planned(repo, '--format', 'json'));
      const { exitCode, out, err } = await commandLine(repo, 'plan', '--format', 'html');
      expect([exitCode, err]).toEqual([0, '']);
      expect(out).toBe(planHtml(plan));
    });
  });

  it('tells of a store that moves elsewhere, and exits with 1 where a danger is asked for', async () => {
    await inRepository(async (repo) => {
      writeFiles(repo, [['fleet.yaml', fleet(ELSEWHERE)]]);
      const { exitCode, out, err } = await commandLine(repo, 'plan', '--fail-on', 'danger', '--format', 'markdown');
      expect([exitCode, err]).toEqual([1, '']);
      expect(out).toContain(
        '**store-left**: `release lang-observatory/valkey of chart valkey is uninstalled: its volume claims stay',
      );
      expect(out).toContain('<summary>valkey, removed on 4 clusters: dev-1, dev-2, prod-1, prod-2</summary>');
      expect(out).toMatch(/<summary>langfuse on \d clusters?: .*; restarts release langfuse/);
      writeFiles(repo, [['fleet.yaml', fleet('{valkey: {version: 0.12.0}}')]]);
      expect((await commandLine(repo, 'plan', '--fail-on', 'danger')).exitCode).toBe(0);
    });
  });

  it('refuses a revision that is none', async () => {
    await inRepository(async (repo) => {
      expect(await commandLine(repo, 'plan', '--base', 'nowhere')).toEqual({
        exitCode: 2,
        out: '',
        err: 'unknown revision nowhere\n  hint: fetch it first (a checkout in CI often contains only the last commit: set fetch-depth: 0), or run `generate --dry-run`, which asks no revision',
      });
    });
  });
});
