/** `outdated` on the command line, with a registry on this machine as the mirror of the fleet. */

import { chmodSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chartIndex } from '../../generator/commands/outdated/chart-index.ts';
import { get } from '../../generator/commands/outdated/get.ts';
import { gitTags } from '../../generator/commands/outdated/git-tags.ts';
import { storedCredentials } from '../../generator/commands/outdated/stored-credentials.ts';
import { outdatedSchema } from '../../generator/commands/schemas/outdated.ts';
import { CHARTS } from '../../generator/components/charts.ts';
import { programVersion } from '../../generator/program/program-folder.ts';
import { commandLine } from '../commands/command-line.ts';
import { listening } from '../moves/forge-server.ts';
import { expectTranscript } from '../moves/transcripts.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { ACCOUNT, isAccount, REFRESH_TOKEN, type Registry, startRegistry } from './registry.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Small, so that the list is short. Nothing in it comes from a Git repository. */
const input = (mirror: string) => `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git}
  domain: obs.acme.io
  secrets: {provider: vault, server: https://vault.acme.io}
  registry: {images: ${mirror}/images, charts: {url: 'oci://${mirror}/charts'}}
  environments: {prod: {}}
`;

const CLUSTER = `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: eu-1}
spec:
  environment: prod
  engine: flux
  provider: {name: bare}
  components:
    gateway: {mode: disabled}
    valkey: {version: 0.10.0}
`;

interface World {
  readonly folder: string;
  readonly registry: Registry;
  readonly outdated: (...args: readonly string[]) => ReturnType<typeof commandLine>;
}

function world(work: (world: World) => Promise<void>, mirror?: string): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const registry = await startRegistry();
    writeFiles(folder, [
      ['fleet/fleet.yaml', input(mirror ?? registry.host)],
      ['fleet/clusters/eu-1/cluster.yaml', CLUSTER],
    ]);
    registry.tags = {
      ...Object.fromEntries(Object.values(CHARTS).map(({ name, version }) => [`charts/${name}`, [version]])),
      'charts/valkey': ['0.9.0', '0.10.0', '0.10.1', '0.11.0', '0.12.0-rc.1'],
      'images/docker.io/clickhouse/clickhouse-server': ['26.4.5.143', '26.4.6.1', '26.4', 'latest'],
      'images/docker.io/clickhouse/clickhouse-keeper': ['26.4.5.143'],
      'images/ghcr.io/cloudnative-pg/postgresql': ['18.4-system-trixie', '19.1-system-trixie', '19.2-minimal-trixie'],
      'images/ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar': ['v0.15.0'],
    };
    isolate(folder);
    await work({ folder, registry, outdated: (...args) => commandLine(join(folder, 'fleet'), 'outdated', ...args) });
  });
}

/** What the person who runs the tests has stored is not read. */
function isolate(folder: string): void {
  vi.stubEnv('DOCKER_CONFIG', join(folder, 'docker'));
  vi.stubEnv('HELM_CONFIG_HOME', join(folder, 'helm'));
  for (const name of ['HELM_REGISTRY_CONFIG', 'HELM_REPOSITORY_CONFIG']) vi.stubEnv(name, undefined);
}

const inBase64 = (text: string): string => Buffer.from(text).toString('base64');
const AUTH = inBase64(`${ACCOUNT.username}:${ACCOUNT.password}`);

describe('outdated', () => {
  it('tells of what the mirror has that is newer with 1, as its page shows it', () =>
    world(async ({ outdated, registry }) => {
      const { exitCode, out, err } = await outdated();
      expect([exitCode, err]).toEqual([1, '']);
      expectTranscript('outdated', 'outdated', out.replaceAll(registry.host, 'registry.acme.io'));
      const json = await outdated('--format', 'json');
      const { knownGoodSet, items } = outdatedSchema.parse(JSON.parse(json.out));
      expect(knownGoodSet).toBe(programVersion());
      expect(items.find(({ name }) => name === 'valkey')).toEqual({
        kind: 'chart',
        name: 'valkey',
        version: '0.10.0',
        place: `${registry.host}/charts/valkey`,
        newer: { patch: '0.10.1', minor: null, major: '0.11.0' },
        problem: null,
        knownGood: CHARTS.valkey.version,
        components: ['valkey'],
        clusters: ['eu-1'],
      });
      expect(items.filter(({ problem }) => problem !== null)).toEqual([]);
      // What a chart brings moves with the chart.
      expect(items.map(({ name }) => name)).not.toContain('docker.io/grafana/grafana');
    }));

  it('asks each repository once, for all pages of its tags, with the token that everybody gets', () =>
    world(async ({ outdated, registry }) => {
      await outdated();
      const pages = registry.requests.filter((path) => path.startsWith('/v2/charts/valkey/'));
      expect(pages).toEqual([
        '/v2/charts/valkey/tags/list?n=1000',
        '/v2/charts/valkey/tags/list?n=1000',
        '/v2/charts/valkey/tags/list?n=2&last=0.10.0',
        '/v2/charts/valkey/tags/list?n=2&last=0.11.0',
      ]);
      expect(registry.requests).toContain('/token?service=registry&scope=repository%3Acharts%2Fvalkey%3Apull');
    }));

  it('is 0 when everything was asked for and nothing is newer', () =>
    world(async ({ outdated, registry }) => {
      registry.tags = Object.fromEntries(
        Object.entries(registry.tags).map(([name, tags]) => [
          name,
          tags.filter((tag) => !/^(?:0.10.1|0.11.0|26.4.6.1|19.1-.*)$/.test(tag)),
        ]),
      );
      const { exitCode, out } = await outdated();
      expect([exitCode, out]).toEqual([0, expect.stringMatching(/^0 of \d+ that were asked for have newer versions$/)]);
    }));

  it('says who could not be asked and why, with 5 when nothing is known to be newer', async () => {
    await world(async ({ outdated, registry }) => {
      registry.door = 'account';
      const { exitCode, out } = await outdated();
      expect(exitCode).toBe(5);
      expect(out).toMatch(/^0 of 0 that were asked for have newer versions\nnot asked for: /);
      expect(out).toContain(`\n  ${registry.host}: it gives no token without an account`);
    });
    // A port where nothing listens is what a machine without a network shows.
    await world(async ({ outdated }) => {
      const { exitCode, out } = await outdated();
      expect(exitCode).toBe(5);
      expect(out).toContain('  127.0.0.1:1: nothing listens there');
    }, '127.0.0.1:1');
    await world(async ({ outdated, registry }) => {
      const { 'charts/grafana': _, ...others } = registry.tags;
      registry.tags = others;
      const { exitCode, out } = await outdated();
      expect(exitCode).toBe(1);
      expect(out).toContain(`not asked for: grafana\n  ${registry.host}: it has no such repository`);
    });
  });
});

describe('outdated with a registry that has accounts', () => {
  type Files = Readonly<Record<string, string>>;
  const docker = (config: object): Files => ({ 'docker/config.json': JSON.stringify(config) });

  /** A program as Docker's helpers are, for one registry. */
  const helper = (host: string, Username: string, Secret: string): Files => ({
    'bin/docker-credential-planted': `#!/bin/sh
[ "$1 $(cat)" = 'get ${host}' ] && echo '${JSON.stringify({ ServerURL: host, Username, Secret })}'
`,
  });

  it.each<[what: string, door: Registry['door'], files: (host: string) => Files]>([
    ['docker login', 'account', (host) => docker({ auths: { [host]: { auth: AUTH } } })],
    ['docker login, without tokens', 'basic', (host) => docker({ auths: { [host]: { auth: AUTH } } })],
    [
      'helm registry login',
      'account',
      (host) => ({
        'helm/registry/config.json': JSON.stringify({ auths: { [`https://${host}/v2/`]: { auth: AUTH } } }),
      }),
    ],
    [
      'a log-in with a refresh token',
      'refresh-token',
      (host) => docker({ auths: { [host]: { auth: inBase64('<token>:'), identitytoken: REFRESH_TOKEN } } }),
    ],
    [
      'the helper of all registries',
      'account',
      (host) => ({ ...docker({ credsStore: 'planted' }), ...helper(host, ACCOUNT.username, ACCOUNT.password) }),
    ],
    [
      'the helper of the registry',
      'refresh-token',
      (host) => ({
        ...docker({ credsStore: 'gone', credHelpers: { [host]: 'planted' } }),
        ...helper(host, '<token>', REFRESH_TOKEN),
      }),
    ],
  ])('signs in with %s, and prints no secret', (_, door, files) =>
    world(async ({ folder, outdated, registry }) => {
      registry.door = door;
      const own = files(registry.host);
      writeFiles(folder, Object.entries(own));
      for (const path of Object.keys(own)) chmodSync(join(folder, path), 0o755);
      vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env.PATH}`);
      const { exitCode, out, err } = await outdated();
      expect([exitCode, err]).toEqual([1, '']);
      expect(out).toContain('chart valkey 0.10.0: patch 0.10.1');
      expect(out).not.toContain('not asked for');
      for (const secret of [ACCOUNT.password, AUTH, REFRESH_TOKEN])
        expect(out + registry.requests.join()).not.toContain(secret);
    }),
  );

  it.each<[what: string, config: (host: string) => string, said: string]>([
    [
      'are wrong',
      (host) => JSON.stringify({ auths: { [host]: { auth: inBase64('ada:planted-mistake') } } }),
      'it does not accept the credentials that are stored for it',
    ],
    [
      'are of another host',
      (host) => JSON.stringify({ auths: { [`other-${host}`]: { auth: AUTH } } }),
      'it gives no token without an account: `docker login`',
    ],
    [
      'are with a helper that is not there',
      () => JSON.stringify({ credsStore: 'gone' }),
      'it gives no token without an account',
    ],
  ])('says so where credentials %s', (_, config, said) =>
    world(async ({ folder, outdated, registry }) => {
      registry.door = 'account';
      writeFiles(folder, [['docker/config.json', config(registry.host)]]);
      const { exitCode, out } = await outdated();
      expect(exitCode).toBe(5);
      expect(out).toContain(`  ${registry.host}: ${said}`);
      for (const secret of [AUTH, ACCOUNT.password, 'planted-mistake']) expect(out).not.toContain(secret);
    }),
  );

  it('refuses a file that it cannot read or that is in the repository of the fleet, and quotes nothing of it', () =>
    world(async ({ folder, outdated, registry }) => {
      registry.door = 'account';
      writeFiles(folder, [['docker/config.json', `{"auths": {"${registry.host}": ${ACCOUNT.password}`]]);
      const broken = await outdated();
      expect([broken.exitCode, broken.err]).toEqual([
        2,
        expect.stringContaining('cannot be read, or is not what docker and helm write'),
      ]);
      expect(broken.err).not.toContain(ACCOUNT.password);
      vi.stubEnv('DOCKER_CONFIG', join(folder, 'fleet/.docker'));
      writeFiles(folder, [['fleet/.docker/config.json', '{"credsStore": "planted"}']]);
      const inside = await outdated();
      expect([inside.exitCode, inside.err]).toEqual([2, expect.stringContaining('is in the repository of the fleet')]);
    }));
});

describe('a chart repository', () => {
  const NONE = { chartRepository: () => undefined };

  const serving = async (status: number, text: string, headers: Readonly<Record<string, string>> = {}) =>
    listening(createServer((_, response) => response.writeHead(status, headers).end(text)));

  it('tells the versions of each chart in its index', async () => {
    const index = { apiVersion: 'v1', entries: { valkey: [{ version: '0.11.0' }, { version: '0.10.0' }] } };
    const versionsOf = await chartIndex(await serving(200, JSON.stringify(index)), NONE);
    expect([versionsOf('valkey'), versionsOf('other')]).toEqual([['0.11.0', '0.10.0'], []]);
  });

  it.each([
    [404, 'no', 'it answers 404 for its index'],
    [401, 'no', 'it wants credentials, and there are none for it: `helm repo add --username` stores them'],
    [403, 'no', 'it wants credentials, and there are none for it'],
    [200, '<html>', 'its index is not one of a chart repository'],
    [200, 'entries: [', 'its index is not one of a chart repository'],
  ])('that answers %i with %s is not asked', async (status, text, message) => {
    await expect(chartIndex(await serving(status, text), NONE)).rejects.toThrow(message);
  });

  it('is signed in to with what `helm repo add` has stored for its address', () =>
    inTemporaryFolder(async (folder) => {
      isolate(folder);
      const index = JSON.stringify({ entries: { valkey: [{ version: '0.11.0' }] } });
      const url = await listening(
        createServer((request, response) => response.writeHead(isAccount(request) ? 200 : 401).end(index)),
      );
      const { username, password } = ACCOUNT;
      const repositories = [{ name: 'mine', url: `${url}/`, username, password }];
      writeFiles(folder, [['helm/repositories.yaml', JSON.stringify({ apiVersion: '', repositories })]]);
      const credentials = storedCredentials(join(folder, 'fleet'), process.env);
      expect((await chartIndex(url, credentials))('valkey')).toEqual(['0.11.0']);
      await expect(chartIndex(`${url}/other`, credentials)).rejects.toThrow('there are none for it');
      const wrong = { chartRepository: () => ({ username, password: 'another' }) };
      await expect(chartIndex(url, wrong)).rejects.toThrow('it does not accept the credentials');
    }));

  it('leads to no address without TLS', async () => {
    const elsewhere = await serving(200, 'secret');
    await expect(get(await serving(302, '', { location: elsewhere }))).rejects.toThrow('an address without TLS');
  });
});

describe('a Git repository', () => {
  it('tells its tags, each once', async () => {
    const lines = [
      '001e# service=git-upload-pack',
      '0000',
      `003d${'a'.repeat(40)} refs/heads/main`,
      `003e${'b'.repeat(40)} refs/tags/v1.6.3`,
      `0041${'c'.repeat(40)} refs/tags/v1.6.3^{}`,
      `003e${'d'.repeat(40)} refs/tags/v1.7.0`,
      '0000',
    ];
    const server = createServer((_, response) => response.end(lines.join('\n')));
    expect(await gitTags(await listening(server))).toEqual(['v1.6.3', 'v1.7.0']);
  });
});
