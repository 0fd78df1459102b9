/** `verify` on the command line: a stub of the API server forwards ports to a stub of each program. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { verifySchema } from '../../generator/commands/schemas/verify.ts';
import { commandLine } from '../commands/command-line.ts';
import { type ApiServer, apiServer } from '../live/api-server.ts';
import { kubeconfig, TOKEN } from '../live/recorded-api-server.ts';
import { expectTranscript } from '../moves/transcripts.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { CLUSTER, FLEET } from './input.ts';
import { GRAFANA_TOKEN, KEYS, objectsOf, type Stack, startStack } from './stack.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

interface World {
  readonly stack: Stack;
  readonly server: ApiServer;
  readonly repo: string;
  readonly verify: (...args: readonly string[]) => ReturnType<typeof commandLine>;
}

function world(work: (world: World) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const repo = join(folder, 'fleet');
    writeFiles(repo, [
      ['fleet.yaml', FLEET],
      ['clusters/eu-1/cluster.yaml', CLUSTER],
    ]);
    const stack = await startStack();
    const server = await apiServer(objectsOf(['collector', 'langfuse', 'prometheus', 'grafana']));
    server.ports = stack.ports;
    const path = join(folder, 'kubeconfig');
    writeFileSync(path, kubeconfig({ 'eu-1': server.address }));
    vi.stubEnv('KUBECONFIG', path);
    vi.stubEnv('LANGFUSE_PUBLIC_KEY', KEYS.publicKey);
    vi.stubEnv('LANGFUSE_SECRET_KEY', KEYS.secretKey);
    vi.stubEnv('GRAFANA_TOKEN', GRAFANA_TOKEN);
    await work({ stack, server, repo, verify: (...args) => commandLine(repo, 'verify', 'eu-1', ...args) });
  });
}

/** Without times, which differ. */
function timeless(text: string): string {
  return text.replaceAll(/, [\d.]+ s: /g, ', 0.4 s: ');
}

describe('verify', () => {
  it('finds what it sends, asks for backups and dashboards, and passes with 0, as its page shows it', () =>
    world(async ({ verify, server, stack }) => {
      const { exitCode, out, err } = await verify();
      expect([exitCode, err]).toEqual([0, '']);
      expectTranscript('verify', 'verify eu-1', timeless(out));
      // Nothing but lists and port-forwards: no Secret is read, and nothing in the cluster is changed.
      expect([
        ...new Set(server.requests.map((one) => one.replace(/[?].*/, '').replace(/pods\/[\w-]+\//, 'pods/X/'))),
      ]).toEqual([
        'GET /api/v1/namespaces/lang-observatory/pods',
        'GET /api/v1/namespaces/lang-observatory/services',
        'GET /api/v1/namespaces/lang-observatory/pods/X/portforward',
      ]);
      expect(stack.requests.filter(({ path }) => path === 'otel-gateway/v1/traces')).toHaveLength(1);
    }));

  it('says what has failed with 1, and what to do, in each format', () =>
    world(async ({ verify, stack }) => {
      stack.behaviour.dashboards = stack.behaviour.dashboards.filter((name) => name !== 'fleet');
      stack.behaviour.answers = (query) =>
        /backup_age_limit:seconds\)$/.test(query) || query.includes('cronjob') ? [129_600] : [];
      const { exitCode, out } = await verify();
      expect(exitCode).toBe(1);
      expect(timeless(out)).toContain(
        'failed  backups-are-recent (clickhouse), 0.4 s: no backup has completed in the last 36 hours\n  hint: docs/runbooks/ClickHouseBackupTooOld.md',
      );
      expect(timeless(out)).toContain(
        'failed  dashboards-load (Grafana), 0.4 s: it lacks fleet, which its sidecar reads',
      );
      const json = await verify('--format', 'json');
      const report = verifySchema.parse(JSON.parse(json.out));
      expect([
        json.exitCode,
        report.works,
        report.checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name),
      ]).toEqual([1, false, [...Array(3).fill('backups-are-recent'), 'dashboards-load']]);
      const junit = await verify('--format', 'junit');
      expect(junit.out).toContain(`tests="${report.checks.length}" failures="4" errors="0" skipped="0"`);
      expect(junit.out).toContain('<failure message="no backup has completed in the last 36 hours">docs/runbooks/');
      expect(() =>
        execFileSync(
          'python3',
          ['-c', 'import sys, xml.dom.minidom; xml.dom.minidom.parseString(sys.stdin.buffer.read())'],
          { input: junit.out },
        ),
      ).not.toThrow();
    }));

  it('tells what its checks meet: a Service without pods, a port where nothing listens, a refusal, a wrong query', () =>
    world(async ({ verify, server, stack }) => {
      stack.behaviour.accepts = 503;
      stack.behaviour.answers = () => 'parse error';
      server.objects = objectsOf(['collector', 'prometheus', 'grafana']);
      const { 'grafana-0:3000': _, ...others } = stack.ports;
      server.ports = others;
      const { exitCode, out } = await verify();
      expect(exitCode).toBe(1);
      expect(out).toMatch(
        /trace-arrives .*: the collector answers 503 to an export of traces: .*\n {2}hint: its queue is full: docs\/runbooks\/TelemetryQueueFilling.md/,
      );
      expect(out).toContain('Prometheus answers 400 to a query: parse error');
      expect(out).toMatch(
        /dashboards-load .*: port 3000 of pod grafana-0 cannot be reached: dial tcp4 .*connection refused/,
      );
      stack.behaviour.accepts = 200;
      expect((await verify()).out).toContain('there is no Service langfuse-web in lang-observatory');
      server.objects = objectsOf(['collector', 'prometheus', 'langfuse']).filter(
        ({ metadata }) => JSON.stringify(metadata).includes('"langfuse-web-0"') === false,
      );
      expect((await verify()).out).toContain('Service langfuse-web has no ready pod: 1 are not ready');
    }));

  it('does not check what nobody gave it the credentials for, and says so', () =>
    world(async ({ verify, stack }) => {
      for (const name of ['LANGFUSE_PUBLIC_KEY', 'LANGFUSE_SECRET_KEY', 'GRAFANA_TOKEN']) vi.stubEnv(name, '');
      const { exitCode, out } = await verify();
      expect(exitCode).toBe(0);
      expect(out).toMatch(/skipped trace-arrives .*\n {2}hint: set LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY/);
      expect(out).toMatch(/skipped dashboards-load .*\n {2}hint: set GRAFANA_TOKEN/);
      expect(stack.requests.map(({ path }) => path)).not.toContain('otel-gateway/v1/traces');
      vi.stubEnv('LANGFUSE_SECRET_KEY', 'one of two');
      expect(await verify()).toEqual({
        exitCode: 2,
        out: '',
        err: 'LANGFUSE_PUBLIC_KEY is not set, and the other key of the pair is\n  hint: set both, or none',
      });
    }));

  it('makes no probe pods where Langfuse, whose image they run, is not on the cluster', () =>
    world(async ({ verify, repo, server }) => {
      const path = join(repo, 'clusters/eu-1/cluster.yaml');
      writeFileSync(
        path,
        CLUSTER.replace(/components: .*/, 'components: {gateway: {mode: disabled}, langfuse: {mode: disabled}}'),
      );
      expect(await verify('--probe-pods')).toEqual({
        exitCode: 2,
        out: '',
        err: '--probe-pods runs the image of Langfuse, which eu-1 does not have',
      });
      expect(server.requests).toEqual([]);
    }));

  it('prints no key and no token, whatever anybody answers', () =>
    world(async ({ verify, stack, server }) => {
      const said: string[] = [];
      const all = async () => {
        for (const format of ['text', 'json', 'junit']) {
          const { out, err } = await verify('--format', format);
          said.push(out, err);
        }
      };
      stack.behaviour.accepts = 400;
      stack.behaviour.answers = () => `bad_data: ${GRAFANA_TOKEN} token=${TOKEN}`;
      await all();
      stack.behaviour.accepts = 200;
      vi.stubEnv('LANGFUSE_SECRET_KEY', `${KEYS.secretKey}-of-yesterday`);
      vi.stubEnv('GRAFANA_TOKEN', `${GRAFANA_TOKEN}-of-yesterday`);
      await all();
      server.forbidden = new Set(['pods/portforward']);
      await all();
      expect(said.join('\n')).toContain('Langfuse answers 401: it does not accept the keys');
      expect(said.join('\n')).toContain('Grafana answers 401: it does not accept the token');
      for (const secret of [TOKEN, KEYS.secretKey, GRAFANA_TOKEN]) expect(said.join('\n')).not.toContain(secret);
    }));

  it('says which right is missing, and prints the rights that it needs', () =>
    world(async ({ verify, server }) => {
      server.forbidden = new Set(['pods/portforward']);
      const { exitCode, out } = await verify();
      expect(exitCode).toBe(1);
      expect(out).toMatch(
        /you may not forward ports of lang-observatory\/otel-gateway-0\n {2}hint: `lang-observatory verify CLUSTER --rights`/,
      );
      server.forbidden = new Set(['pods']);
      const refused = await verify();
      expect(refused.exitCode).toBe(5);
      expect(refused.err).toContain('eu-1: you may not list pods in lang-observatory');
      expect(refused.err).toContain('hint: `lang-observatory verify CLUSTER --rights` prints');
      const rights = await verify('--rights');
      expect([rights.exitCode, rights.err]).toEqual([0, '']);
      expectTranscript('verify', 'verify eu-1 --rights', rights.out);
    }));

  it('refuses an unknown cluster and an unknown context with 2, and a format that it does not have', () =>
    world(async ({ verify, repo }) => {
      expect(await commandLine(repo, 'verify', 'eu-2')).toMatchObject({
        exitCode: 2,
        err: 'unknown cluster eu-2\n  hint: did you mean eu-1?',
      });
      expect(await verify('--context', 'hub')).toMatchObject({
        exitCode: 2,
        err: 'unknown context of the kubeconfig hub\n  hint: contexts are eu-1',
      });
      expect((await verify('--format', 'html')).err).toContain('Allowed choices are text, json, junit.');
    }));
});
