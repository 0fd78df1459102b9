/** `outdated` on the command line, with a registry on this machine as the mirror of the fleet. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chartIndex } from '../../generator/commands/outdated/chart-index.ts';
import { get } from '../../generator/commands/outdated/get.ts';
import { gitTags } from '../../generator/commands/outdated/git-tags.ts';
import { outdatedSchema } from '../../generator/commands/schemas/outdated.ts';
import { CHARTS } from '../../generator/components/charts.ts';
import { programVersion } from '../../generator/program/program-folder.ts';
import { commandLine } from '../commands/command-line.ts';
import { listening } from '../moves/forge-server.ts';
import { expectTranscript } from '../moves/transcripts.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { type Registry, startRegistry } from './registry.ts';

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
    await work({ registry, outdated: (...args) => commandLine(join(folder, 'fleet'), 'outdated', ...args) });
  });
}

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
      registry.isPublic = false;
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

describe('a chart repository', () => {
  const serving = async (status: number, text: string, headers: Readonly<Record<string, string>> = {}) =>
    listening(createServer((_, response) => response.writeHead(status, headers).end(text)));

  it('tells the versions of each chart in its index', async () => {
    const index = { apiVersion: 'v1', entries: { valkey: [{ version: '0.11.0' }, { version: '0.10.0' }] } };
    const versionsOf = await chartIndex(await serving(200, JSON.stringify(index)));
    expect([versionsOf('valkey'), versionsOf('other')]).toEqual([['0.11.0', '0.10.0'], []]);
  });

  it.each([
    [404, 'no', 'it answers 404 for its index'],
    [401, 'no', 'it wants credentials, and none are sent'],
    [200, '<html>', 'its index is not one of a chart repository'],
    [200, 'entries: [', 'its index is not one of a chart repository'],
  ])('that answers %i with %s is not asked', async (status, text, message) => {
    await expect(chartIndex(await serving(status, text))).rejects.toThrow(message);
  });

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
