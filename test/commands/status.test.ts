import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { run as program } from '../../generator/commands/program.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { componentsOf } from '../../generator/custom/components-of.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import type { Wanted } from '../../generator/live/model.ts';
import { wantedOn } from '../../generator/live/wanted.ts';
import { type ApiServer, apiServer } from '../live/api-server.ts';
import { application, helmRelease, kustomization, replacing, rootApplication, settledFlux } from '../live/objects.ts';
import { kubeconfig, TOKEN } from '../live/recorded-api-server.ts';
import { at, edit, fleetOnServer, git, merge, run, URL, type World, withNames } from '../moves/fleet-on-server.ts';
import { expectTranscript, IDS } from '../moves/transcripts.ts';

const inWorld = fleetOnServer();

afterEach(() => {
  vi.unstubAllEnvs();
});

interface Running {
  readonly world: World;
  readonly commit: string;
  readonly wanted: (cluster: string) => readonly Wanted[];
  readonly servers: Readonly<Record<'dev-1' | 'prod-1' | 'argocd', ApiServer>>;
  /** Writes the kubeconfig, with another user than one with the token. */
  readonly useKubeconfig: (user?: JsonObject, path?: string) => void;
}

/** The fleet as it should be, with a kubeconfig whose contexts are called like the clusters. */
function running(work: (running: Running) => Promise<void>): Promise<void> {
  return inWorld(async (world) => {
    const commit = at(world, 'main');
    for (const ref of ['refs/heads/release/early', 'refs/tags/all']) git(world.server, 'update-ref', ref, commit);
    const { fleet } = loadFleet(world.clone, componentsOf, () => []);
    if (fleet === undefined) throw new Error('the input is wrong');
    const wanted = (name: string): readonly Wanted[] => {
      const cluster = fleet.clusters.find((one) => one.name === name);
      return cluster === undefined ? [] : wantedOn(cluster, fleet, REGISTRY);
    };
    const root = rootApplication({ history: [], sync: { status: 'Synced', revision: commit } });
    const stage = wanted('stage-1').map(({ component, version = '1' }) =>
      application(component, version, {}, commit, { cluster: 'stage-1', url: URL }),
    );
    const servers = {
      'dev-1': await apiServer(settledFlux(wanted('dev-1'), commit)),
      'prod-1': await apiServer(settledFlux(wanted('prod-1'), commit)),
      argocd: await apiServer([root, ...stage]),
    };
    const useKubeconfig: Running['useKubeconfig'] = (user, path = join(world.clone, '..', 'kubeconfig')) => {
      const addresses = Object.entries(servers).map(([name, { address }]) => [name, address]);
      writeFileSync(path, kubeconfig(Object.fromEntries(addresses), user));
      vi.stubEnv('KUBECONFIG', path);
    };
    useKubeconfig();
    await work({ world, commit, wanted, servers, useKubeconfig });
  });
}

/** A command line that shows nothing and asks nobody. */
const SILENT = { out: () => {}, err: () => {}, progress: false, colour: false, interactive: false } as const;

const FAILED = { status: 'False', reason: 'UpgradeFailed', message: 'Helm upgrade failed for release: timed out' };

describe('status', () => {
  it('is healthy with 0 when everything is at the refs, and only lists', () =>
    running(async ({ world, servers, commit }) => {
      const { exitCode, out, err } = await run(world, 'status');
      expect([exitCode, err]).toEqual([0, '']);
      expect(out).toMatch(/^3 clusters: 3 healthy\n\nwave canary follows refs\/heads\/main, which is at /);
      expect(out).toContain(`which is at ${commit.slice(0, 12)}\n  dev: 1 cluster; `);
      for (const { requests } of Object.values(servers)) {
        expect(requests.length).toBeGreaterThan(1);
        expect(requests.filter((one) => !one.startsWith('GET /apis/'))).toEqual([]);
      }
    }));

  it('is broken with 1, says why and what waits for it, and asks a cluster that is not chosen for nothing', () =>
    running(async ({ world, servers }) => {
      const broken = helmRelease('lang-observatory', 'valkey', '0.10.0', FAILED);
      servers['dev-1'].objects = replacing(servers['dev-1'].objects, 'HelmRelease', 'valkey', broken);
      const { exitCode, out } = await run(world, 'status', '--cluster', 'dev-1');
      expect(exitCode).toBe(1);
      expect(out).toContain('  broken: valkey');
      expect(out).toContain(
        'HelmRelease lang-observatory/valkey: UpgradeFailed: Helm upgrade failed for release: timed out',
      );
      expect(out).toContain('hint: kubectl --context dev-1 -n lang-observatory describe helmrelease valkey');
      expect(servers['prod-1'].requests).toEqual([]);
      expect(servers.argocd.requests).toEqual([]);
    }));

  it('shows what the page of it shows', () =>
    running(async ({ world, servers, commit }) => {
      edit(world.clone, 'fleet.yaml', (text) => text.replace('version: 0.11.0', 'version: 0.10.0'));
      const newer = await merge(world.clone, 'Go back to an older Valkey');
      vi.useFakeTimers({ now: new Date('2026-11-30T06:12:30Z'), toFake: ['Date'] });
      const broken = helmRelease('lang-observatory', 'valkey', '0.11.0', FAILED);
      servers['dev-1'].objects = replacing(servers['dev-1'].objects, 'HelmRelease', 'valkey', broken);
      const suspended = kustomization('observatory-valkey', undefined, commit, { suspend: true });
      servers['prod-1'].objects = replacing(
        servers['prod-1'].objects,
        'Kustomization',
        'observatory-valkey',
        suspended,
      );
      servers.argocd.forbidden = new Set(['applications']);
      const { exitCode, out } = await run(world, 'status');
      vi.useRealTimers();
      expect(exitCode).toBe(1);
      expectTranscript('status', 'status', withNames(out, { [IDS.first]: commit, [IDS.third]: newer }));
    }));

  it('tells how far a cluster is behind its ref, with 4 as long as nothing is wrong', () =>
    running(async ({ world, commit }) => {
      edit(world.clone, 'fleet.yaml', (text) => text.replace('version: 0.11.0', 'version: 0.10.0'));
      await merge(world.clone, 'Go back to an older Valkey');
      const { exitCode, out } = await run(world, 'status', '--format', 'json');
      expect(exitCode).toBe(4);
      const report = JSON.parse(out);
      expect(report.clusters.map(({ name, behind }: JsonObject) => [name, behind])).toEqual([
        ['dev-1', { commits: 1, concerning: 1, isApart: false, isLate: true }],
        ['prod-1', { commits: 0, concerning: 0, isApart: false, isLate: false }],
        ['stage-1', { commits: 0, concerning: 0, isApart: false, isLate: false }],
      ]);
      expect(report).toMatchObject({ verdict: 'progressing', clusters: [{ commits: [commit] }, {}, {}] });
    }));

  it('tells of a cluster that cannot be read with 5, and of the others as ever', () =>
    running(async ({ world, servers }) => {
      servers.argocd.forbidden = new Set(['applications']);
      const { exitCode, out } = await run(world, 'status');
      expect(exitCode).toBe(5);
      expect(out).toContain('3 clusters: 2 healthy, 1 unreachable');
      expect(out).toContain(
        'stage-1 cannot be read: of the cluster where Argo CD runs: you may not list applications in argocd: applications is forbidden',
      );
      expect(out).toContain('hint: `lang-observatory status --rights argocd` prints the rights that are needed');
    }));

  it('waits until it is healthy, and no longer than it may', () =>
    running(async ({ world, servers }) => {
      const whole = servers['dev-1'].objects;
      const { commit: _, ...late } = { commit: '', status: 'Unknown', reason: 'Progressing', message: 'at it' };
      servers['dev-1'].objects = replacing(
        whole,
        'Kustomization',
        'observatory-valkey',
        kustomization('observatory-valkey', late),
      );
      const over = await run(world, 'status', '--wait', '--timeout', '0s');
      expect([over.exitCode, over.err]).toEqual([4, '3 clusters: 2 healthy, 1 progressing']);
      const waiting = run(world, 'status', '--wait', '--timeout', '2m');
      await vi.waitFor(() => expect(servers.argocd.requests.length).toBeGreaterThan(2), { timeout: 60_000 });
      servers['dev-1'].objects = whole;
      const { exitCode, out } = await waiting;
      expect(exitCode).toBe(0);
      expect(out).toContain('3 clusters: 3 healthy');
    }));
});

describe('status --format html', () => {
  it('is a page that loads and runs nothing, with what is wrong and what to do, whatever an engine says', () =>
    running(async ({ world, servers }) => {
      const message = 'Helm upgrade failed: <script src="https://evil.example.com"></script>';
      const broken = helmRelease('lang-observatory', 'valkey', '0.10.0', { ...FAILED, message });
      servers['dev-1'].objects = replacing(servers['dev-1'].objects, 'HelmRelease', 'valkey', broken);
      servers.argocd.forbidden = new Set(['applications']);
      const { exitCode, out, err } = await run(world, 'status', '--format', 'html');
      expect([exitCode, err]).toEqual([1, '']);
      expect(out).toMatch(/^<!DOCTYPE html>/);
      expect(out).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-`);
      expect(out).not.toMatch(/<(?:script|link|img|iframe)|<[^>]* (?:src|style|on\w+)=/);
      expect(out).toContain(
        'Helm upgrade failed: &lt;script src=&quot;https://evil.example.com&quot;&gt;&lt;/script&gt;',
      );
      expect(out).toContain('kubectl --context dev-1 -n lang-observatory describe helmrelease valkey');
      expect(out).toContain('you may not list applications in argocd');
      expect(out.match(/<details class="change"/g)).toHaveLength(2);
      expect(out.match(/<th scope="row" class="names">/g)).toHaveLength(3);
    }));
});

describe('status --watch', () => {
  it('tells each change in a line with its time until it is ended, with the code of the last look', () =>
    running(async ({ world, servers }) => {
      const before = new Set(process.listeners('SIGINT'));
      const lines: string[] = [];
      const io = { ...SILENT, out: (text: string) => lines.push(text), cwd: world.clone };
      const watching = program(['status', '--watch'], io);
      const until = (count: number) => vi.waitFor(() => expect(lines).toHaveLength(count), { timeout: 600_000 });
      await until(1);
      const broken = helmRelease('lang-observatory', 'valkey', '0.10.0', FAILED);
      servers['dev-1'].objects = replacing(servers['dev-1'].objects, 'HelmRelease', 'valkey', broken);
      await until(2);
      const [end] = process.listeners('SIGINT').filter((one) => !before.has(one));
      end?.('SIGINT');
      expect(await watching).toBe(1);
      const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /;
      expect(lines.map((line) => line.replace(time, 'TIME '))).toEqual([
        'TIME 3 clusters: 3 healthy',
        'TIME 3 clusters: 2 healthy, 1 broken',
      ]);
    }));

  it('shows the whole state in place of the one before on a terminal', () =>
    running(async ({ world }) => {
      const before = new Set(process.listeners('SIGINT'));
      const drawings: string[] = [];
      const io = { ...SILENT, redraw: (text: string) => drawings.push(text), cwd: world.clone };
      const watching = program(['status', '--watch'], io);
      await vi.waitFor(() => expect(drawings).toHaveLength(1), { timeout: 600_000 });
      const [end] = process.listeners('SIGINT').filter((one) => !before.has(one));
      end?.('SIGINT');
      expect([await watching, drawings]).toEqual([
        0,
        [expect.stringMatching(/^\S+Z 3 clusters: 3 healthy\n\nwave canary follows refs\/heads\/main/)],
      ]);
    }));

  it('is refused together with what ends by itself, and with formats that are not drawn', () =>
    running(async ({ world }) => {
      expect((await run(world, 'status', '--watch', '--format', 'html')).err).toBe(
        '--watch shows text: leave out --format html',
      );
      const both = await run(world, 'status', '--watch', '--wait');
      expect([both.exitCode, both.err]).toEqual([
        2,
        expect.stringContaining("'--watch' cannot be used with option '--wait'"),
      ]);
    }));
});

describe('status refuses', () => {
  const refusal = (text: string) => ({ exitCode: 2, out: '', err: text });

  it('an unknown cluster, a context that is not there and a map of others', () =>
    running(async ({ world }) => {
      expect(await run(world, 'status', '--cluster', 'dev-2')).toEqual(
        refusal('unknown cluster dev-2\n  hint: did you mean dev-1?'),
      );
      expect(await run(world, 'status', '--argocd-context', 'hub')).toEqual(
        refusal('the kubeconfig has no context hub\n  hint: contexts are dev-1, prod-1, argocd'),
      );
      expect(await run(world, 'status', '--context-map', 'dev-1=dev-9')).toEqual(
        refusal('the kubeconfig has no context dev-9\n  hint: did you mean dev-1?'),
      );
      expect(await run(world, 'status', '--context-map', 'dev-7=dev-1')).toEqual(
        refusal('--context-map: the fleet has no cluster dev-7\n  hint: did you mean dev-1?'),
      );
      writeFileSync(join(world.clone, '../map.yaml'), 'kubeconfig: ./evil\n');
      expect((await run(world, 'status', '--context-map', '../map.yaml')).err).toBe(
        '../map.yaml: unknown field kubeconfig\n  hint: a map file has `argocd: CONTEXT`, or below `argocd:` for each instance `NAME: CONTEXT`, and below `clusters:` for each cluster `NAME: CONTEXT`',
      );
      expect((await run(world, 'status', '--context-map', '../none.yaml')).exitCode).toBe(2);
    }));

  it('to go without a kubeconfig, and one that is none, without a word of what is in it', () =>
    running(async ({ world }) => {
      const path = join(world.clone, '../none');
      vi.stubEnv('KUBECONFIG', path);
      expect((await run(world, 'status')).err).toContain(`there is no kubeconfig: ${path} does not exist`);
      writeFileSync(path, `users: [{name: x, user: {token: ${TOKEN}}}\n- ${TOKEN}: {`);
      const { exitCode, err } = await run(world, 'status');
      expect([exitCode, err]).toEqual([
        2,
        `${path} is not a valid kubeconfig\n  hint: \`kubectl config view\` says what is wrong with it`,
      ]);
    }));

  it('a kubeconfig in the repository: what it names would be run', () =>
    running(async ({ world, useKubeconfig }) => {
      useKubeconfig({ exec: { command: 'touch', args: ['run'] } }, join(world.clone, 'kubeconfig'));
      const { exitCode, err } = await run(world, 'status');
      expect(exitCode).toBe(2);
      expect(err).toContain('is in the repository of the fleet, where a pull request can change it');
    }));
});

describe('credentials', () => {
  it('come from a plugin of the user, which is found where no file of the repository is', () =>
    running(async ({ world, useKubeconfig }) => {
      const [own, planted] = [join(world.clone, '../bin'), join(world.clone, 'node_modules/.bin')];
      const credential = JSON.stringify({ kind: 'ExecCredential', status: { token: TOKEN } });
      for (const [folder, text] of [
        [own, `#!/bin/sh\n[ -n "$KUBERNETES_EXEC_INFO" ] && echo '${credential}'\n`],
        [planted, '#!/bin/sh\ntouch "$0.was-run"; exit 1\n'],
      ] as const) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, 'get-token'), text);
        chmodSync(join(folder, 'get-token'), 0o700);
      }
      vi.stubEnv('PATH', `${planted}:${own}:${process.env.PATH}`);
      const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'get-token', interactiveMode: 'Never' };
      useKubeconfig({ exec });
      expect(await run(world, 'status')).toMatchObject({ exitCode: 0, err: '' });
    }));

  it('are in no output, whatever a plugin, a server or an engine says', () =>
    running(async ({ world, servers, useKubeconfig }) => {
      const said: string[] = [];
      const tell = async (...argv: readonly string[]) => {
        for (const format of ['text', 'json']) {
          const { exitCode, out, err } = await run(world, 'status', '--format', format, ...argv);
          said.push(out, err);
          expect(exitCode).toBe(5);
        }
      };
      useKubeconfig({ exec: { command: 'sh', args: ['-c', `echo ${TOKEN} >&2; echo ${TOKEN}; exit 3`] } });
      await tell();
      useKubeconfig({ exec: { command: 'sh', args: ['-c', `echo ${TOKEN}`] } });
      await tell();
      useKubeconfig({ token: `${TOKEN}-of-yesterday` });
      await tell();
      useKubeconfig({ 'auth-provider': { name: 'gcp', config: { 'cmd-path': 'sh', 'cmd-args': `-c ${TOKEN}` } } });
      await tell();
      useKubeconfig({ username: 'ada', password: TOKEN });
      await tell();
      expect(said.join('\n')).not.toContain(TOKEN);
      expect(said.join('\n')).toContain('the credential plugin sh failed with exit code 3');
      expect(said.join('\n')).toContain('its API server does not accept the credentials');
      useKubeconfig();
      const message = `cannot fetch https://x:${TOKEN}@git.example.com/: \u001b[2J401`;
      const failed = { status: 'False', reason: 'GitOperationFailed', message };
      servers['dev-1'].objects = replacing(
        servers['dev-1'].objects,
        'Kustomization',
        'observatory-valkey',
        kustomization('observatory-valkey', failed),
      );
      const { out } = await run(world, 'status');
      expect(out).toContain('cannot fetch https://***@git.example.com/');
      expect(out).not.toContain('\u001b');
    }));
});
