import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { doctorSchema } from '../../generator/commands/schemas/doctor.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { DOCTOR_LISTINGS, FACT_LISTINGS } from '../../generator/live/facts/kinds.ts';
import { rightsFor } from '../../generator/live/rights.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { type ApiServer, apiServer, kubeconfig, TOKEN } from '../live/api-server.ts';
import { EKS } from '../live/facts/live-clusters.ts';
import { expectTranscript } from '../moves/transcripts.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { commandLine } from './command-line.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const FLEET = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git}
  domain: obs.acme.io
  secrets: {provider: vault, server: https://vault.acme.io}
  environments: {dev: {}, prod: {}}
`;

const ARN = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod-1';
const PROD = ['--environment', 'prod', '--engine', 'argocd'];
const FILE = 'clusters/prod-1/cluster.yaml';

interface World {
  readonly repo: string;
  readonly server: ApiServer;
  readonly run: (...args: readonly string[]) => ReturnType<typeof commandLine>;
  readonly read: (path: string) => string;
}

/** A fleet without clusters, and a kubeconfig with contexts that lead to one server. */
function world(objects: readonly JsonObject[], work: (world: World) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const repo = join(folder, 'fleet');
    writeFiles(repo, [['fleet.yaml', FLEET]]);
    const server = await apiServer(objects);
    const contexts = Object.fromEntries([ARN, 'prod-1', 'kind-dev-1'].map((name) => [name, server.address]));
    const path = join(folder, 'kubeconfig');
    writeFileSync(path, kubeconfig(contexts));
    vi.stubEnv('KUBECONFIG', path);
    await work({
      repo,
      server,
      run: (...args) => commandLine(repo, ...args),
      read: (file) => readFileSync(join(repo, file), 'utf8'),
    });
  });
}

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
      rightsFor('lang-observatory-import', FACT_LISTINGS),
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
    }));

  it('asks DNS for the public host names where it is told to', () =>
    world(EKS, async ({ run, repo }) => {
      // No name below it ever has an address (RFC 6761).
      writeFiles(repo, [[FILE, input.replace('  engine', '  domain: observatory.invalid\n  engine')]]);
      expect((await run('doctor', 'prod-1')).out).not.toContain('observatory.invalid has no address');
      expect((await run('doctor', 'prod-1', '--hosts')).out).toContain(
        'spec.domain: grafana.observatory.invalid has no address in the DNS that this machine asks',
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
