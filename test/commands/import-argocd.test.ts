/** `import --argocd`: the clusters that an Argo CD knows, from its cluster Secrets. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { JsonObject } from '../../generator/data/json.ts';
import { clusterSecretListing, registeredIn } from '../../generator/live/argocd/registered.ts';
import { whereaboutsOf } from '../../generator/live/facts/provider-of-name.ts';
import { rightsFor } from '../../generator/live/rights.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { expectTranscript } from '../moves/transcripts.ts';
import { writeFiles } from '../temporary-folder.ts';
import { type ImportWorld, importWorld } from './import-world.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const PLANTED = 'planted-token-of-argocd-manager';

function secret(name: string, server: string, labels: Readonly<Record<string, string>> = {}): JsonObject {
  const inBase64 = (text: string): string => Buffer.from(text).toString('base64');
  const config = JSON.stringify({ bearerToken: PLANTED, tlsClientConfig: { caData: 'Y2E=' } });
  return {
    kind: 'Secret',
    metadata: {
      name: `cluster-${name}`,
      namespace: 'argocd',
      labels: { 'argocd.argoproj.io/secret-type': 'cluster', 'app.kubernetes.io/part-of': 'argocd', ...labels },
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': config },
    },
    data: { name: inBase64(name), server: inBase64(server), config: inBase64(config) },
  };
}

const ARN = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod-1';
const HUB: readonly JsonObject[] = [
  secret(ARN, 'https://0A1B.gr7.eu-west-1.eks.amazonaws.com', { environment: 'prod', team: 'search' }),
  secret('edge-1', 'https://edge-1.acme.io:6443'),
  // Of another kind, which the list leaves out.
  {
    ...secret('repository', 'https://github.com'),
    metadata: { name: 'r', namespace: 'argocd', labels: { 'argocd.argoproj.io/secret-type': 'repository' } },
  },
];

const world = (objects: readonly JsonObject[], work: (world: ImportWorld) => Promise<void>): Promise<void> =>
  importWorld(['hub'], objects, ({ run, ...rest }) => work({ ...rest, run: (...args) => run('import', ...args) }));

describe('import --argocd', () => {
  it('prints a file for each cluster Secret, as its page shows it, and asks for nothing but them', () =>
    world(HUB, async ({ run, server }) => {
      const { exitCode, out, err } = await run('--argocd', 'hub', '--environment', 'dev', '--dry-run');
      expect([exitCode, err]).toEqual([0, '']);
      expectTranscript('import', 'import --argocd hub --environment dev --dry-run', out);
      expect(new Set(server.requests.map((one) => one.replace(/&continue.*/, '')))).toEqual(
        new Set([
          'GET /api/v1/namespaces/argocd/secrets?limit=250&labelSelector=argocd.argoproj.io%2Fsecret-type%3Dcluster',
        ]),
      );
    }));

  it('writes them, generates, and leaves out the second time what the fleet has; no credential is anywhere', () =>
    world(HUB, async ({ run, read }) => {
      const { exitCode, out, err } = await run('--argocd', 'hub', '--environment', 'dev', '--no-validate');
      expect([exitCode, err]).toEqual([0, '']);
      expect(parse(read('clusters/prod-1/cluster.yaml'))).toMatchObject({
        metadata: { name: 'prod-1', labels: { environment: 'prod', team: 'search' } },
        spec: {
          environment: 'prod',
          engine: 'argocd',
          argocd: { destination: ARN },
          provider: { name: 'aws', region: 'eu-west-1' },
        },
      });
      expect(read('argocd/fleet/edge-1.yaml')).toContain('cluster: edge-1');
      expect(out).not.toContain('argocd cluster add');
      const before = read('clusters/prod-1/cluster.yaml');
      const again = await run('--argocd', 'hub', '--environment', 'dev');
      expect([again.exitCode, again.out, again.err.split('\n')]).toEqual([
        0,
        '',
        [
          `${ARN} is in the fleet: clusters/prod-1/cluster.yaml`,
          'edge-1 is in the fleet: clusters/edge-1/cluster.yaml',
        ],
      ]);
      expect(read('clusters/prod-1/cluster.yaml')).toBe(before);
      expect([out, err, again.err, before, read('clusters/edge-1/cluster.yaml')].join()).not.toContain(PLANTED);
    }));

  it.each([
    [[], 'import needs contexts of your kubeconfig, or --argocd'],
    [['--argocd', 'hub', 'prod-1'], 'leave out prod-1'],
    [['hub', '--namespace', 'argocd'], '--namespace is that of Argo CD: it needs --argocd'],
    [['--argocd', 'hub', '--name', 'a'], "option '--argocd <context>' cannot be used with option '--name <name>'"],
    [['--argocd', 'nowhere'], 'unknown context of the kubeconfig nowhere'],
    [['--argocd', 'hub', '--namespace', 'openshift-gitops'], 'argocd.namespace in fleet.yaml says where it is'],
    [['--argocd', 'hub', '--environment', 'prdo'], 'unknown environment prdo'],
    [['--argocd', 'hub'], 'edge-1: its label environment is none of dev, prod'],
  ])('is refused with 2: %j', (args, message) =>
    world(HUB, async ({ run, repo }) => {
      const { exitCode, err } = await run(...args);
      expect([exitCode, err.includes(message)], err).toEqual([2, true]);
      expect(() => readFileSync(join(repo, 'clusters/prod-1/cluster.yaml'))).toThrow('ENOENT');
    }),
  );

  it('never writes over a file, and is refused where Argo CD knows no cluster', () =>
    world(HUB, async ({ run, repo, read, server }) => {
      const file = 'clusters/edge-1/cluster.yaml';
      const mine =
        'apiVersion: lang-observatory.dev/v1\nkind: Cluster\nmetadata: {name: edge-1}\nspec: {environment: dev, engine: flux, provider: {name: bare}}\n';
      writeFiles(repo, [[file, mine]]);
      const taken = await run('--argocd', 'hub', '--environment', 'dev');
      expect([taken.exitCode, read(file)]).toEqual([2, mine]);
      expect(taken.err).toContain(`${file} already exists`);
      server.objects = [];
      const none = await run('--argocd', 'hub', '--environment', 'dev');
      expect([none.exitCode, none.err]).toEqual([2, expect.stringContaining('has no cluster Secret')]);
    }));

  it('is 5 without the right to list Secrets, and shows nothing of them', () =>
    world(HUB, async ({ run, server }) => {
      server.forbidden = new Set(['secrets']);
      const { exitCode, out, err } = await run('--argocd', 'hub', '--environment', 'dev');
      expect([exitCode, out]).toEqual([5, '']);
      expect(err).toContain('hub: you may not list secrets in argocd');
    }));

  it('needs the rights that its page prints, and no more', () => {
    const page = readFileSync(join(programFolder(), 'docs/commands/import.md'), 'utf8');
    const [, printed = ''] =
      /with `--argocd`[\s\S]*?```yaml\n([\s\S]*?)```/.exec(page.split('## Rights')[1] ?? '') ?? [];
    expect(parseAllDocuments(printed).map((one) => one.toJS())).toEqual(
      rightsFor('lang-observatory-import', [clusterSecretListing('argocd')]),
    );
  });
});

it('a Secret keeps nothing but name, address and labels as soon as it is read', () => {
  const [first = {}] = HUB;
  const kept = clusterSecretListing('argocd').keep?.(first) ?? {};
  expect(JSON.stringify(kept)).not.toContain(Buffer.from(PLANTED).toString('base64').slice(0, 20));
  expect(JSON.stringify(kept)).not.toContain(PLANTED);
  expect(Object.keys(kept)).toEqual(['metadata', 'data']);
  expect(registeredIn([kept])).toEqual([
    {
      name: ARN,
      server: 'https://0A1B.gr7.eu-west-1.eks.amazonaws.com',
      labels: { environment: 'prod', team: 'search' },
    },
  ]);
});

it.each([
  [ARN, 'https://x', { provider: 'aws', region: 'eu-west-1' }],
  ['gke_acme-prod_europe-west1-b_prod-1', 'https://1.2.3.4', { provider: 'gcp', region: 'europe-west1' }],
  ['prod', 'https://prod-0a1b.hcp.westeurope.azmk8s.io:443', { provider: 'azure', region: 'westeurope' }],
  ['prod', 'https://0A1B.yl4.us-east-1.eks.amazonaws.com', { provider: 'aws', region: 'us-east-1' }],
  ['in-cluster', 'https://kubernetes.default.svc', undefined],
])('name and address tell where a cluster is: %s %s', (name, server, expected) => {
  expect(whereaboutsOf({ name, server })).toEqual(expected);
});
