/** Manifests and patches of the user belong to a plan, whatever Kustomize can do with them. */
import { join } from 'node:path';
import { simpleGit } from 'simple-git';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../commands/command-line.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { writeFiles } from '../temporary-folder.ts';

const FLEET = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git}
  domain: obs.acme.io
  environments: {dev: {}}
  components:
    grafana:
      manifests: [team/grafana]
    langfuse:
      patches:
        - patch: |
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: langfuse-web, namespace: lang-observatory}
            spec:
              egress: []
`;

const cluster = (name: string, engine: string): readonly [string, string] => [
  `clusters/${name}/cluster.yaml`,
  `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${name}}
spec: {environment: dev, engine: ${engine}, provider: {name: bare}}
`,
];

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: links}\ndata: {wiki: https://wiki.acme.io}\n';
/** The namespace, and the names' suffixes, only Kustomize itself can tell. */
const KUSTOMIZATION = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: lang-observatory
resources: [config.yaml]
configMapGenerator:
  - {name: teams, literals: [owner=search]}
`;

const inRepository = repositoryMadeOnce(async (folder) => {
  const repo = join(folder, 'fleet');
  writeFiles(repo, [
    ['fleet.yaml', FLEET],
    cluster('a', 'argocd'),
    cluster('f', 'flux'),
    ['team/grafana/config.yaml', CONFIG],
    ['team/grafana/kustomization.yaml', KUSTOMIZATION],
  ]);
  const { exitCode, err } = await commandLine(repo, 'generate', '--no-validate');
  expect([exitCode, err]).toEqual([0, '']);
  const git = simpleGit(repo);
  await git.init(['--initial-branch=main']);
  await git.addConfig('user.name', 'test');
  await git.addConfig('user.email', 'test@example.com');
  await git.add('.');
  await git.commit('start');
  await git.raw(['gc', '--quiet']);
});

async function changes(repo: string): Promise<readonly string[]> {
  const { exitCode, out, err } = await commandLine(repo, 'plan');
  expect([exitCode, err]).toEqual([0, '']);
  const [told = ''] = out.split('\n\norder of syncs\n');
  return told
    .split('\n')
    .slice(1)
    .filter((line) => !line.startsWith('  wave'));
}

describe('a plan for manifests of the user', () => {
  it('is empty when nothing changes', async () => {
    await inRepository(async (repo) => {
      expect(await changes(repo)).toEqual([]);
    });
  });

  it('tells of a field that changes in one of their files', async () => {
    await inRepository(async (repo) => {
      writeFiles(repo, [['team/grafana/config.yaml', CONFIG.replace('wiki.acme.io', 'docs.acme.io')]]);
      expect(await changes(repo)).toEqual([
        '  nothing restarts',
        '',
        'grafana on 2 clusters: a, f',
        '  ~ ConfigMap lang-observatory/links',
        '      ~ data.wiki: https://wiki.acme.io → https://docs.acme.io',
      ]);
    });
  });

  it('tells of what their kustomization makes, with the names that Kustomize gives it', async () => {
    await inRepository(async (repo) => {
      writeFiles(repo, [['team/grafana/kustomization.yaml', KUSTOMIZATION.replace('owner=search', 'owner=llm')]]);
      const lines = await changes(repo);
      expect(lines.slice(2)).toEqual([
        'grafana on 2 clusters: a, f',
        expect.stringMatching(/^ {2}- ConfigMap lang-observatory\/teams-[a-z0-9]{10}$/),
        expect.stringMatching(/^ {2}\+ ConfigMap lang-observatory\/teams-[a-z0-9]{10}$/),
      ]);
    });
  });

  it('has their patches applied as Kustomize merges them', async () => {
    await inRepository(async (repo) => {
      const patched = FLEET.replace('egress: []', 'policyTypes: [Ingress]');
      writeFiles(repo, [['fleet.yaml', patched]]);
      const lines = await changes(repo);
      expect(lines.slice(2)).toContain('langfuse on 2 clusters: a, f');
      expect(lines).toContain('  ~ NetworkPolicy lang-observatory/langfuse-web');
      expect(lines.filter((line) => line.includes('[network-opened]'))).toEqual([
        '  ! NetworkPolicy lang-observatory/langfuse-web no longer restricts egress (langfuse on a, f) [network-opened]',
      ]);
    });
  });

  it('tells of a file beside what generate writes for an engine', async () => {
    await inRepository(async (repo) => {
      const object = (kind: string, namespace: string): string =>
        `apiVersion: v1\nkind: ${kind}\nmetadata: {name: mine, namespace: ${namespace}}\n`;
      writeFiles(repo, [
        ['argocd/root/acme/mine.yaml', object('ConfigMap', 'argocd')],
        ['flux/clusters/f/mine.yaml', object('ConfigMap', 'flux-system')],
      ]);
      const { out } = await commandLine(repo, 'plan', '--format', 'json');
      const plan = JSON.parse(out);
      expect(plan.hub.map(({ fate, name }: Record<string, string>) => `${fate} ${name}`)).toEqual(['created mine']);
      expect(plan.steps.map(({ fate, name, cluster: on }: Record<string, string>) => `${on} ${fate} ${name}`)).toEqual([
        'f created mine',
      ]);
    });
  });
});
