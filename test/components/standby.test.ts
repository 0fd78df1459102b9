/** A standby on a whole cluster: what waits, what follows, and what a promotion changes. */
import { describe, expect, it } from 'vitest';
import { siteOf, storesOf } from '../../generator/commands/restore/store.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { judgeFleet } from '../../generator/judge/judge-fleet.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { type Answer, clusterAnswer, ownAnswer } from '../../generator/layers/answer.ts';
import { clusterSecrets } from '../../generator/secrets/cluster-secrets.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';

const BUCKET = { endpoint: 'https://s3.eu-west-1.amazonaws.com', region: 'eu-west-1', bucket: 'acme' };

const fleetWith = (standby: JsonObject, source: JsonObject = {}, own: JsonObject = {}) =>
  describedFleet(
    inputFiles({
      fleet: {
        secrets: { provider: 'vault', server: 'https://vault.acme.io' },
        size: 'large',
        components: { 'object-store': { mode: 'external', external: BUCKET } },
      },
      clusters: { 'eu-1': source, 'eu-2': { standby, ...own } },
    }),
    judgeFleet,
  );

function answers(
  standby: JsonObject,
  source?: JsonObject,
  name = 'eu-2',
  own?: JsonObject,
): ReadonlyMap<string, Answer> {
  const fleet = fleetWith(standby, source, own);
  const cluster = fleet.clusters.find((one) => one.name === name);
  if (cluster === undefined) throw new Error(`there is no ${name}`);
  const graph = buildGraph(fleet, cluster, REGISTRY);
  return new Map(
    graph.deployed.map((component) => [
      component.name,
      clusterAnswer(component, ownAnswer(component, graph), graph, cluster),
    ]),
  );
}

const WAITING = { of: 'eu-1' };
const PROMOTED = { of: 'eu-1', promotedAt: '2026-08-03T09:30:00Z' };

const objects = (all: ReadonlyMap<string, Answer>, component: string, kind: string): readonly Manifest[] =>
  all.get(component)?.manifests.filter((manifest) => manifest.kind === kind) ?? [];
const names = (found: readonly Manifest[]): readonly string[] => found.map(({ metadata }) => metadata.name);

describe('a standby that waits', () => {
  const all = answers(WAITING);

  it('follows the archive of its source, and archives to a folder of its own', () => {
    expect(objects(all, 'postgres', 'Cluster')[0]?.spec).toMatchObject({
      replica: { enabled: true, source: 'origin' },
      bootstrap: { recovery: { source: 'origin', database: 'langfuse', owner: 'langfuse' } },
      externalClusters: [
        {
          name: 'origin',
          plugin: { isWALArchiver: false, parameters: { barmanObjectName: 'postgres', serverName: 'eu-1.postgres' } },
        },
      ],
      plugins: [{ isWALArchiver: true, parameters: { serverName: 'eu-2.postgres' } }],
    });
  });

  it('follows the Cluster that its source has now', () => {
    const restored = answers(WAITING, {
      components: { postgres: { name: 'postgres-2', recovery: { serverName: 'eu-1.postgres' } } },
    });
    expect(JSON.stringify(objects(restored, 'postgres', 'Cluster')[0]?.spec)).toContain(
      '"serverName":"eu-1.postgres-2"',
    );
  });

  it('runs nothing that writes: no pod of Langfuse and Grafana, and no migration', () => {
    expect(all.get('langfuse')?.values).toMatchObject({
      langfuse: {
        replicas: 0,
        web: { replicas: 0, hpa: { enabled: false } },
        worker: { replicas: 0, hpa: { enabled: false } },
      },
    });
    expect(names(objects(all, 'langfuse', 'Job'))).toEqual([]);
    expect(all.get('grafana')?.values).toMatchObject({ replicas: '0' });
  });

  it('has no alert and no probe of what does not run, and an alert about its lag', () => {
    const rules = (name: string): string => JSON.stringify(objects(all, name, 'PrometheusRule'));
    expect(rules('langfuse')).not.toContain('"alert"');
    expect(rules('postgres')).toContain('PostgresStandbyLag');
    expect(names(objects(all, 'blackbox', 'Probe')).filter((name) => /langfuse|grafana/.test(name))).toEqual([]);
  });

  it('reads the secrets of its source', () => {
    const fleet = fleetWith(WAITING);
    for (const cluster of fleet.clusters) {
      const entries = clusterSecrets(fleet, cluster, REGISTRY).entries.map(({ name }) => name);
      expect(entries).toContain('observatory/eu-1/langfuse-core');
      expect(entries.filter((name) => !name.startsWith('observatory/eu-1/'))).toEqual([]);
    }
    const stored = JSON.stringify(objects(all, 'credentials', 'ExternalSecret'));
    expect(stored).toContain('observatory/eu-1/grafana-core');
    expect(stored).not.toContain('observatory/eu-2/');
  });

  it('restores no tables and drills no restore of them, as they are empty', () => {
    expect(names(objects(all, 'clickhouse', 'CronJob'))).toEqual(['clickhouse-backup']);
  });

  it('changes nothing on its source', () => {
    const [alone, followed] = [answers({ ...WAITING }, {}, 'eu-1'), answers(PROMOTED, {}, 'eu-1')];
    expect(followed).toEqual(alone);
    expect(objects(alone, 'postgres', 'Cluster')[0]?.spec).not.toHaveProperty('replica');
  });
});

describe('a promotion', () => {
  const all = answers(PROMOTED);

  it('ends the replay, and leaves everything else of the Cluster as it was', () => {
    const before = objects(answers(WAITING), 'postgres', 'Cluster')[0]?.spec;
    expect(objects(all, 'postgres', 'Cluster')[0]?.spec).toEqual({
      ...(before as JsonObject),
      replica: { enabled: false, source: 'origin' },
    });
  });

  it('starts what writes', () => {
    expect(all.get('langfuse')?.values).toMatchObject({
      langfuse: { replicas: 1, web: { replicas: 3, hpa: { enabled: true } } },
    });
    expect(names(objects(all, 'langfuse', 'Job'))).toHaveLength(1);
    expect(all.get('grafana')?.values).toMatchObject({ replicas: 3 });
  });

  it('restores the tables once, from the last backup of the source before it', () => {
    const job = objects(all, 'clickhouse', 'CronJob').find(({ metadata }) => metadata.name === 'clickhouse-restore');
    const text = JSON.stringify(job?.spec);
    for (const [name, value] of [
      ['FOLDER', 'eu-2.clickhouse'],
      ['SOURCE', 'eu-1.clickhouse'],
      ['TARGET', '20260803T093000Z'],
      ['REQUEST', '20260803T093000Z'],
    ])
      expect(text).toContain(JSON.stringify({ name, value }));
  });
});

describe('a restore of a standby after its promotion', () => {
  const asked = (requestedAt: string): JsonObject => ({
    components: {
      clickhouse: { recovery: { targetTime: '2026-08-04T10:00:00Z', requestedAt } },
      postgres: {
        name: 'postgres-2',
        recovery: { serverName: 'eu-2.postgres', targetTime: '2026-08-04T10:00:00Z' },
      },
    },
  });
  const all = answers(PROMOTED, {}, 'eu-2', asked('2026-08-05T09:30:00Z'));

  it('makes a Cluster of its own archive, which follows nobody', () => {
    const spec = objects(all, 'postgres', 'Cluster')[0]?.spec;
    expect(spec).toMatchObject({
      bootstrap: { recovery: { recoveryTarget: { targetTime: '2026-08-04T10:00:00Z' } } },
      externalClusters: [{ plugin: { parameters: { serverName: 'eu-2.postgres' } } }],
      plugins: [{ parameters: { serverName: 'eu-2.postgres-2' } }],
    });
    expect(spec).not.toHaveProperty('replica');
  });

  it('comes in the place of the restore that the promotion asks for', () => {
    const job = objects(all, 'clickhouse', 'CronJob').find(({ metadata }) => metadata.name === 'clickhouse-restore');
    expect(JSON.stringify(job?.spec)).toContain('"name":"SOURCE","value":"eu-2.clickhouse"');
  });
});

describe('the promotion of a standby with more stores than its source', () => {
  const MANAGED = { mode: 'managed' };
  const restores = (source: JsonObject): readonly string[] => {
    const all = answers(PROMOTED, { components: source }, 'eu-2', { components: { logs: MANAGED, audit: MANAGED } });
    return ['logs', 'audit', 'prometheus'].flatMap((store) =>
      names(objects(all, store, 'CronJob')).filter((name) => name.includes('-restore')),
    );
  };

  it('restores none that the source has no backups of, as its Job could never end well', () => {
    const audit = { ...MANAGED, backup: { enabled: false } };
    expect(restores({ audit, prometheus: { backup: { enabled: false } } })).toEqual([]);
    expect(restores({ logs: MANAGED, audit })).toEqual([
      'logs-restore',
      'prometheus-restore-0',
      'prometheus-restore-1',
    ]);
  });
});

describe('where a restore of a promoted standby finds its data', () => {
  const [source, standby] = ['eu-1', 'eu-2'];
  const found = (component: string, text: string, of: JsonObject = {}): string | undefined => {
    const fleet = fleetWith(PROMOTED, of, { components: { openlit: { mode: 'managed' } } });
    const cluster = fleet.clusters.find(({ name }) => name === standby);
    const store = storesOf(REGISTRY).find((one) => one.component === component);
    if (cluster === undefined || store === undefined) throw new Error(`there is no ${component} on ${standby}`);
    const site = siteOf(store, { cluster, stack: buildGraph(fleet, cluster, REGISTRY).stack });
    return store.restore.source(site, { time: new Date(text), text, now: new Date('2026-08-10T00:00:00Z') })?.folder;
  };
  const openlit = { components: { openlit: { mode: 'managed' } } };

  it.each([
    ['clickhouse', source],
    ['openlit', source],
    // It had samples of its own, beside those that the promotion has brought.
    ['prometheus', standby],
  ])('of %s: with its source before the promotion, and with itself after it', (component, before) => {
    expect(found(component, '2026-08-03T09:29:59Z', openlit)).toBe(`${before}.${component}`);
    expect(found(component, '2026-08-03T09:30:00Z', openlit)).toBe(`${standby}.${component}`);
  });

  it('of PostgreSQL: in the archive that its source had then', () => {
    const restored = {
      components: {
        ...openlit.components,
        postgres: {
          name: 'postgres-20260802-1000',
          recovery: { serverName: 'eu-1.postgres', targetTime: '2026-08-01T10:00:00Z' },
        },
      },
    };
    expect(found('postgres', '2026-08-01T09:00:00Z', restored)).toBe('eu-1.postgres');
    expect(found('postgres', '2026-08-03T09:00:00Z', restored)).toBe('eu-1.postgres-20260802-1000');
    expect(found('postgres', '2026-08-04T09:00:00Z', restored)).toBe('eu-2.postgres');
  });
});
