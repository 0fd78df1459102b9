import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { doctorSchema } from '../../generator/commands/schemas/doctor.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { FINDINGS } from '../../generator/doctor/finding.ts';
import { DOCTOR_LISTINGS, importListings } from '../../generator/live/facts/kinds.ts';
import { rightsFor } from '../../generator/live/rights.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { definition, EKS } from '../live/facts/live-clusters.ts';
import { kubeconfig, TOKEN } from '../live/recorded-api-server.ts';
import { expectTranscript } from '../moves/transcripts.ts';
import { writeFiles } from '../temporary-folder.ts';
import { type ImportWorld, importWorld } from './import-world.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A cluster with Flux, as `flux bootstrap` leaves it. */
const BOOTSTRAPPED: readonly JsonObject[] = [
  ...EKS,
  definition('kustomizations.kustomize.toolkit.fluxcd.io'),
  {
    kind: 'Kustomization',
    metadata: { name: 'flux-system', namespace: 'flux-system' },
    spec: { path: './flux/clusters/prod-7', sourceRef: { kind: 'GitRepository', name: 'flux-system' } },
  },
  {
    kind: 'GitRepository',
    metadata: { name: 'flux-system', namespace: 'flux-system' },
    spec: { url: 'https://ada:planted-password@github.com/acme/fleet-infra.git' },
  },
];

const ARN = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod-1';
const PROD = ['--environment', 'prod', '--engine', 'argocd'];
const FILE = 'clusters/prod-1/cluster.yaml';

const world = (objects: readonly JsonObject[], work: (world: ImportWorld) => Promise<void>): Promise<void> =>
  importWorld([ARN, 'prod-1', 'kind-dev-1'], objects, work);

describe('import', () => {
  it('writes what the cluster is, with comments, and generates; the input then has what the cluster needs', () =>
    world(EKS, async ({ run, read }) => {
      const { exitCode, err } = await run('import', ARN, ...PROD, '--no-validate');
      expect([exitCode, err]).toEqual([0, '']);
      expect(parse(read(FILE))).toEqual({
        apiVersion: 'lang-observatory.dev/v1',
        kind: 'Cluster',
        metadata: { name: 'prod-1' },
        spec: {
          environment: 'prod',
          engine: 'argocd',
          provider: { name: 'aws', region: 'eu-west-1' },
          kubernetes: '1.35',
          components: {
            'prometheus-crds': { mode: 'existing' },
            'cert-manager': { mode: 'existing' },
            'external-secrets': { mode: 'existing' },
            'cloudnative-pg': { mode: 'existing', namespace: 'databases' },
            postgres: { backup: { enabled: false } },
            gateway: { kind: 'ingress', className: 'alb', certificate: { from: 'load-balancer' } },
          },
        },
      });
      expect(read('clusters/prod-1/langfuse/kustomization.yaml')).toContain('kind: Kustomization');
      const examined = await run('doctor', 'prod-1');
      expect([examined.exitCode, examined.out, examined.err]).toEqual([
        0,
        'prod-1 has what its input needs: 2 nodes with Kubernetes 1.34 and 1.35',
        '',
      ]);
    }));

  it('prints the file with --dry-run, as its page shows it, and only lists: no Secret, and of definitions only names', () =>
    world(EKS, async ({ repo, run, server }) => {
      const { exitCode, out, err } = await run('import', ARN, ...PROD, '--dry-run');
      expect([exitCode, err]).toEqual([0, '']);
      expectTranscript('import', `import ${ARN} --environment prod --engine argocd --dry-run`, out);
      expect(() => readFileSync(join(repo, FILE))).toThrow('ENOENT');
      const asked = [...new Set(server.requests.map((one) => one.replace(/\?.*/, '')))];
      expect(asked).toContain('GET /api/v1/nodes');
      expect(asked).toContain('GET /apis/storage.k8s.io/v1/storageclasses');
      expect(asked.filter((one) => !one.startsWith('GET ') || /secrets|configmaps|pods/.test(one))).toEqual([]);
      expect(out).not.toContain(TOKEN);
    }));

  it('never writes over a file', () =>
    world(EKS, async ({ run, repo, read }) => {
      writeFiles(repo, [[FILE, '# mine\n']]);
      const { exitCode, err } = await run('import', ARN, ...PROD);
      expect(exitCode).toBe(2);
      expect(err).toContain(FILE);
      expect(read(FILE)).toBe('# mine\n');
    }));

  it.each([
    [['elsewhere', ...PROD], 'unknown context of the kubeconfig elsewhere'],
    [[ARN], 'import needs --environment, one of dev, prod'],
    [
      [ARN, '--environment', 'prdo', '--engine', 'flux'],
      'unknown environment prdo\n  hint: environments are dev, prod',
    ],
    [[ARN, 'prod-1', ...PROD], 'prod-1 would be the name of two clusters: import them one by one with --name'],
    [[ARN, 'kind-dev-1', ...PROD, '--name', 'a'], '--name is for one context'],
    [[ARN, ...PROD, '--name', 'Prod_1'], 'Prod_1 is not a valid cluster name'],
    [[ARN, '--environment', 'prod'], `${ARN}: it has not exactly one of Argo CD and Flux`],
  ])('is refused with 2 before anything is written: %j', (args, message) =>
    world(EKS, async ({ run, repo }) => {
      const { exitCode, err } = await run('import', ...args);
      expect(exitCode).toBe(2);
      expect(err).toContain(message);
      expect(() => readFileSync(join(repo, FILE))).toThrow('ENOENT');
    }),
  );

  it('is refused without a kubeconfig, and with one that lies in the repository', () =>
    world(EKS, async ({ run, repo }) => {
      vi.stubEnv('KUBECONFIG', join(repo, '..', 'none'));
      expect((await run('import', ARN, ...PROD)).err).toContain('there is no kubeconfig');
      writeFileSync(join(repo, 'kubeconfig'), kubeconfig({ [ARN]: 'http://127.0.0.1:1' }));
      vi.stubEnv('KUBECONFIG', join(repo, 'kubeconfig'));
      const { exitCode, err } = await run('import', ARN, ...PROD);
      expect(exitCode).toBe(2);
      expect(err).toContain('is in the repository of the fleet');
    }));

  it('writes nothing with 5 when one of the clusters cannot be asked, and says which right is missing', () =>
    world(EKS, async ({ run, repo, server }) => {
      server.forbidden = new Set(['nodes']);
      const { exitCode, err } = await run('import', ARN, ...PROD);
      expect(exitCode).toBe(5);
      expect(err).toContain(`${ARN}: you may not list nodes`);
      expect(err).toContain('docs/commands/import.md has the rights that are needed');
      expect(() => readFileSync(join(repo, FILE))).toThrow('ENOENT');
    }));

  it('calls a cluster with Flux as the path that it is bootstrapped with, and says which repository that is in', () =>
    world(BOOTSTRAPPED, async ({ run }) => {
      const { exitCode, out, err } = await run('import', ARN, '--environment', 'prod', '--dry-run');
      expect([exitCode, err]).toEqual([0, '']);
      expect(out).toMatch(/^clusters\/prod-7\/cluster\.yaml:\n/);
      expect(out).toContain(
        '# Flux is bootstrapped with flux/clusters/prod-7 of https://***@github.com/acme/fleet-infra.git.\n',
      );
      expect(out).not.toContain('planted-password');
      const named = await run('import', ARN, '--environment', 'prod', '--name', 'eu-1', '--dry-run');
      expect(named.out).toMatch(/^clusters\/eu-1\/cluster\.yaml:\n/);
    }));

  it('writes how Argo CD knows the cluster, without its token, and says what to do with it', () =>
    world(EKS, async ({ run, read, repo }) => {
      const file = 'argocd/registrations/prod-1.yaml';
      const { exitCode, out, err } = await run('import', ARN, ...PROD, '--registration', 'platform', '--no-validate');
      expect([exitCode, err]).toEqual([0, '']);
      expect(out).toContain(`kubectl apply -f ${file}`);
      expect(out).not.toContain('argocd cluster add');
      expect(read(file)).not.toContain(TOKEN);
      const { metadata, spec } = parse(read(file));
      expect([metadata, spec.secretStoreRef]).toEqual([
        { name: 'cluster-prod-1', namespace: 'argocd' },
        { kind: 'ClusterSecretStore', name: 'platform' },
      ]);
      const { labels } = spec.target.template.metadata;
      const { name, server, config } = spec.target.template.data;
      expect([labels, name, server]).toEqual([
        { 'argocd.argoproj.io/secret-type': 'cluster' },
        'prod-1',
        expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      ]);
      // What External Secrets makes of it with a token of this text.
      expect(JSON.parse(config.replace('{{ .token | trim | toJson }}', '"a-token"'))).toEqual({
        bearerToken: 'a-token',
        tlsClientConfig: {},
      });
      writeFiles(repo, [['argocd/registrations/kind.yaml', '# mine\n']]);
      const again = await run('import', 'kind-dev-1', ...PROD, '--name', 'kind', '--registration', 'platform');
      expect([again.exitCode, again.err]).toEqual([2, 'argocd/registrations/kind.yaml already exists']);
      expect(read('argocd/registrations/kind.yaml')).toBe('# mine\n');
    }));

  it('keeps what a cluster says a comment or a text, whatever it is', () => {
    const hostile = 'prod\n  engine: flux\n# ';
    const objects = EKS.map((object) =>
      JSON.parse(
        JSON.stringify(object)
          .replaceAll('eu-west-1', hostile.replaceAll('\n', '\\n'))
          .replaceAll('databases', 'a\\nb: c'),
      ),
    );
    return world(objects, async ({ run, read }) => {
      const { exitCode, err } = await run('import', 'prod-1', ...PROD, '--no-validate');
      expect([exitCode, err]).not.toEqual([0, '']);
      expect(() => read(FILE)).toThrow('ENOENT');
      expect(err).toContain('spec.provider.region');
    });
  });

  it('needs the rights that its page prints, and no more', () => {
    const page = readFileSync(join(programFolder(), 'docs/commands/import.md'), 'utf8');
    const [, printed = ''] = /## Rights[\s\S]*?```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(parseAllDocuments(printed).map((one) => one.toJS())).toEqual(
      rightsFor('lang-observatory-import', importListings('flux-system')),
    );
  });
});

describe('doctor', () => {
  const input = [
    'apiVersion: lang-observatory.dev/v1',
    'kind: Cluster',
    'metadata: {name: prod-1}',
    'spec:',
    '  environment: prod',
    '  engine: argocd',
    '  provider: {name: aws, region: eu-central-1}',
    '  storageClass: gp2',
    "  kubernetes: '1.36'",
    '  components:',
    '    prometheus-crds: {mode: existing}',
    '    external-secrets: {mode: existing}',
    '    cloudnative-pg: {mode: existing, namespace: operators}',
    '    postgres: {backup: {enabled: false}}',
    '    gateway: {kind: ingress, className: nginx}',
    '',
  ].join('\n');

  it('tells each difference at its line with 1, as its page shows it, and as JSON', () =>
    world(EKS, async ({ run, repo }) => {
      writeFiles(repo, [[FILE, input]]);
      const { exitCode, out, err } = await run('doctor', 'prod-1');
      expect([exitCode, err]).toEqual([1, '']);
      expectTranscript('doctor', 'doctor prod-1', out);
      const json = await run('doctor', 'prod-1', '--context', ARN, '--format', 'json');
      const { cluster, findings } = doctorSchema.parse(JSON.parse(json.out));
      expect([json.exitCode, cluster, new Set(findings.map(({ code }) => code))]).toEqual([
        1,
        'prod-1',
        new Set(['cluster-differs']),
      ]);
      expect(out).toContain(`${findings.length} findings`);
      expect(findings.map(({ path, names }) => [path.split('.').slice(1).join('.'), ...names])).toEqual([
        ['provider.region', 'other-region'],
        ['storageClass', 'storage-class-missing'],
        ['kubernetes', 'other-kubernetes'],
        ['components.cert-manager.mode', 'installed-twice'],
        ['components.cloudnative-pg.namespace', 'installed-elsewhere'],
        ['components.gateway.className', 'gateway-class-missing'],
      ]);
    }));

  it('has every name of a finding on its page, beside what it is compared with', () => {
    const page = readFileSync(join(programFolder(), 'docs/commands/doctor.md'), 'utf8');
    const rows = page.split('## What it examines')[1]?.split('\n\n')[1]?.split('\n').slice(2) ?? [];
    const names = rows.flatMap((row) =>
      [...(row.split(' | ').at(-1) ?? '').matchAll(/`([\w-]+)`/g)].map(([, name]) => name),
    );
    expect(names.toSorted()).toEqual([...FINDINGS].toSorted());
  });

  it('asks DNS for the public host names where it is told to', () =>
    world(EKS, async ({ run, repo }) => {
      // No name below it ever has an address (RFC 6761).
      writeFiles(repo, [[FILE, input.replace('  engine', '  domain: observatory.invalid\n  engine')]]);
      expect((await run('doctor', 'prod-1')).out).not.toContain('no address');
      expect((await run('doctor', 'prod-1', '--hosts')).out).toContain(
        'spec.domain: langfuse.observatory.invalid and grafana.observatory.invalid have no address in the DNS that this machine asks',
      );
    }));

  it('needs the rights that its page prints, and no more', () => {
    const page = readFileSync(join(programFolder(), 'docs/commands/doctor.md'), 'utf8');
    const [, printed = ''] = /## Rights[\s\S]*?```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(parseAllDocuments(printed).map((one) => one.toJS())).toEqual(
      rightsFor('lang-observatory-doctor', DOCTOR_LISTINGS),
    );
  });

  it.each([
    [['prod-2'], 2, 'unknown cluster prod-2'],
    [['prod-1', '--engine-rights'], 2, '--engine-rights is for Flux, and prod-1 has Argo CD'],
    [['prod-1', '--context', 'hub'], 2, 'unknown context of the kubeconfig hub'],
  ])('is refused with what is wrong: %j', (args, code, message) =>
    world(EKS, async ({ run, repo }) => {
      writeFiles(repo, [[FILE, input]]);
      const { exitCode, err } = await run('doctor', ...args);
      expect([exitCode, err.includes(message)]).toEqual([code, true]);
    }),
  );

  it('is 5 when the cluster does not accept the credentials', () =>
    world(EKS, async ({ run, repo, server }) => {
      writeFiles(repo, [[FILE, input]]);
      writeFileSync(
        join(repo, '..', 'kubeconfig'),
        kubeconfig({ 'prod-1': server.address }, { token: 'another-token' }),
      );
      const { exitCode, err } = await run('doctor', 'prod-1');
      expect(exitCode).toBe(5);
      expect(err).toContain('prod-1: its API server does not accept the credentials');
      expect(err).not.toContain('another-token');
    }));
});
