/** Backups of ClickHouse on a whole cluster: when they are on, where they go, who has which credentials, and that nothing of them is there where they are off. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/data/json.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const EXTERNAL = {
  mode: 'external',
  external: { endpoint: 'https://s3.eu-west-1.amazonaws.com', region: 'eu-west-1', bucket: 'acme', secretName: 'mine' },
};

/** What the component says on the cluster eu-1. */
function manifests(components: JsonObject, size = 'large'): readonly Manifest[] {
  const answers = watchedCluster({ fleet: { components: {} }, environment: { size }, cluster: { components } });
  return answers.get('clickhouse')?.manifests ?? [];
}

function one(all: readonly Manifest[], kind: string, name = 'clickhouse-backup'): Manifest | undefined {
  return all.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
}

/** The statements of the Job, by their file. */
const statementsOf = (components: JsonObject): Record<string, string> =>
  (one(manifests(components), 'ConfigMap')?.data ?? {}) as Record<string, string>;

const backup = (said: JsonObject): JsonObject => ({ 'object-store': EXTERNAL, clickhouse: { backup: said } });

describe('the backups of ClickHouse', () => {
  it('are on in sizes medium and large, wherever the bucket is, and in small if somebody says so', () => {
    const isOn = (components: JsonObject, size?: string): boolean =>
      one(manifests(components, size), 'CronJob') !== undefined;
    expect(isOn({ 'object-store': EXTERNAL }, 'large')).toBe(true);
    expect(isOn({ 'object-store': EXTERNAL }, 'medium')).toBe(true);
    expect(isOn({ 'object-store': EXTERNAL }, 'small')).toBe(false);
    expect(isOn({}, 'large')).toBe(true);
    expect(isOn({}, 'medium')).toBe(true);
    expect(isOn({}, 'small')).toBe(false);
    expect(isOn({ clickhouse: { backup: { enabled: true } } }, 'small')).toBe(true);
    expect(isOn(backup({ enabled: false }))).toBe(false);
  });

  it('are kept for a shorter time in a store that is in the cluster', () => {
    const kept = (components: JsonObject): unknown =>
      /INTERVAL \d+ \w+/.exec(statementsOf(components)['prune.sql'] ?? '')?.[0];
    expect(kept({ 'object-store': EXTERNAL })).toBe('INTERVAL 30 DAY');
    expect(kept({})).toBe('INTERVAL 7 DAY');
    expect(kept({ clickhouse: { backup: { retention: '2w' } } })).toBe('INTERVAL 2 WEEK');
  });

  it('are of the database of OpenLIT too where it is deployed, with the rights for that and no others', () => {
    const plan = (components: JsonObject): string => statementsOf(components)['plan.sql'] ?? '';
    const servers = (components: JsonObject): string =>
      JSON.stringify(one(manifests(components), 'ClickHouseCluster', 'clickhouse')?.spec);
    const openlit = { openlit: { mode: 'managed' } };
    expect(plan(openlit)).toContain("'DATABASE default, DATABASE openlit'");
    expect(plan(openlit)).toContain('CREATE DATABASE IF NOT EXISTS openlit');
    expect(servers(openlit)).toContain('"GRANT BACKUP ON openlit.*","GRANT CREATE DATABASE ON openlit.*"');
    expect(plan({})).toContain("'DATABASE default'");
    expect([plan({}), servers({})].join()).not.toContain('openlit');
  });

  it('are made every half an hour in size large and every hour in medium, between those by the schedule', () => {
    const recent = (components: JsonObject, size?: string): unknown =>
      one(manifests(components, size), 'CronJob', 'clickhouse-backup-recent')?.spec;
    expect(recent({}, 'large')).toMatchObject({ schedule: '*/30 * * * *', concurrencyPolicy: 'Forbid' });
    expect(recent({}, 'medium')).toMatchObject({ schedule: '0 * * * *' });
    expect(recent({}, 'small')).toBeUndefined();
    expect(recent(backup({ recent: { enabled: false } }))).toBeUndefined();
    expect(statementsOf(backup({ recent: { enabled: false } }))).not.toHaveProperty(['recent.sql']);
  });

  it('between those by the schedule may be as old as two pauses and ten minutes', () => {
    const limit = (everyMinutes: number): string =>
      JSON.stringify(
        one(manifests(backup({ recent: { everyMinutes } })), 'PrometheusRule', 'clickhouse-backup-recent')?.spec,
      );
    expect(limit(15)).toContain(`+ ${40 * 60}"`);
    expect(limit(60)).toContain(`+ ${130 * 60}"`);
  });

  it('leave nothing behind where they are off', () => {
    const on = JSON.stringify(manifests({ 'object-store': EXTERNAL }));
    const off = JSON.stringify(manifests(backup({ enabled: false })));
    for (const trace of ['clickhouse-backup', 'BACKUP', 'backup_log', 'named_collections', 'ClickHouseBackup']) {
      expect(on).toContain(trace);
      expect(off).not.toContain(trace);
    }
  });

  it('go to the bucket of the stack, signed for its region, below a folder of this cluster', () => {
    const all = manifests({ 'object-store': EXTERNAL });
    const url = 'https://s3.eu-west-1.amazonaws.com/acme/clickhouse/';
    expect(one(all, 'ClickHouseCluster', 'clickhouse')?.spec).toMatchObject({
      settings: {
        extraConfig: {
          named_collections: { backups: { url, access_key_id: { '@from_env': 'BACKUP_ACCESS_KEY_ID' } } },
          s3: { backups: { endpoint: url, region: 'eu-west-1' } },
        },
      },
      containerTemplate: {
        env: expect.arrayContaining([
          {
            name: 'BACKUP_SECRET_ACCESS_KEY',
            valueFrom: { secretKeyRef: { name: 'mine', key: 'secret-key' } },
          },
        ]),
      },
    });
    expect(JSON.stringify(one(all, 'ConfigMap')?.data)).toContain(url);
    expect(JSON.stringify(one(all, 'CronJob'))).toContain('{"name":"FOLDER","value":"eu-1.clickhouse"}');
    const inside = manifests({ clickhouse: { backup: { enabled: true } } });
    expect(JSON.stringify(one(inside, 'ConfigMap')?.data)).toContain(
      'http://object-store-s3.lang-observatory.svc:8333/langfuse/clickhouse/',
    );
  });

  it('give each container the credentials that it needs, and no other', () => {
    const job = one(manifests({ 'object-store': EXTERNAL }), 'CronJob')?.spec as {
      readonly jobTemplate: { readonly spec: { readonly template: { readonly spec: Record<string, unknown> } } };
    };
    const { initContainers, containers } = job.jobTemplate.spec.template.spec as Record<
      string,
      readonly { readonly name: string; readonly env: readonly JsonObject[] }[]
    >;
    const secrets = [...(initContainers ?? []), ...(containers ?? [])].map(({ name, env }) => [
      name,
      env.flatMap(({ valueFrom }) => (valueFrom === undefined ? [] : [JSON.stringify(valueFrom)])).join(),
    ]);
    expect(secrets.map(([name]) => name)).toEqual(['plan', 'backup', 'prune']);
    for (const [name, text] of secrets) {
      expect(text?.includes('"mine"')).toBe(name !== 'backup');
      expect(text?.includes('"clickhouse-backup"')).toBe(name === 'backup');
    }
  });

  it('may be as old as the schedule lets them become, and half a day', () => {
    const limit = (schedule: string): string => JSON.stringify(one(manifests(backup({ schedule })), 'PrometheusRule'));
    expect(limit('0 3 * * *')).toContain(`+ ${1.5 * 86_400}"`);
    expect(limit('0 3 * * sun')).toContain(`+ ${7.5 * 86_400}"`);
  });

  it('trust the authority of the store, in servers and in the Job', () => {
    const store = { ...EXTERNAL, external: { ...EXTERNAL.external, caSecretName: 'acme-authority' } };
    const all = manifests({ 'object-store': store });
    const file = '/etc/lang-observatory/authorities/object-store/ca.crt';
    expect(one(all, 'ClickHouseCluster', 'clickhouse')?.spec).toMatchObject({
      settings: { extraConfig: { openSSL: { client: { caConfig: file } } } },
    });
    expect(JSON.stringify(one(all, 'ConfigMap')?.data)).toContain(file);
    for (const text of [one(all, 'ClickHouseCluster', 'clickhouse'), one(all, 'CronJob')].map((each) =>
      JSON.stringify(each),
    )) {
      expect(text).toContain('"secretName":"acme-authority"');
      expect(text).toContain('"mountPath":"/etc/lang-observatory/authorities/object-store"');
    }
  });

  it('keep and repeat in the units that are said', () => {
    const { 'plan.sql': plan, 'prune.sql': prune } = (one(
      manifests(backup({ fullEvery: '2w', retention: '6m' })),
      'ConfigMap',
    )?.data ?? {}) as Record<string, string>;
    expect(plan).toContain('INTERVAL 2 WEEK');
    expect(prune).toContain('INTERVAL 6 MONTH');
  });
});

describe('a restore of ClickHouse', () => {
  const recovery = { targetTime: '2026-08-01T12:00:00.5+02:00', requestedAt: '2026-08-03T09:30:00Z' };
  const restored = (more: JsonObject = {}): readonly Manifest[] =>
    manifests({ 'object-store': EXTERNAL, clickhouse: { recovery: { ...recovery, ...more } } });

  it('is a CronJob that knows the folder, the time and the request as names of backups say them', () => {
    const text = (more?: JsonObject): string => JSON.stringify(one(restored(more), 'CronJob', 'clickhouse-restore'));
    for (const [name, value] of [
      ['FOLDER', 'eu-1.clickhouse'],
      ['SOURCE', 'eu-1.clickhouse'],
      ['TARGET', '20260801T100000Z'],
      ['REQUEST', '20260803T093000Z'],
    ] as const)
      expect(text()).toContain(JSON.stringify({ name, value }));
    expect(text({ folder: 'us-1.clickhouse' })).toContain('{"name":"SOURCE","value":"us-1.clickhouse"}');
    expect(text({ folder: 'us-1.clickhouse' })).toContain('{"name":"FOLDER","value":"eu-1.clickhouse"}');
  });

  it('has the key of the bucket and the password of the server in different containers', () => {
    const [plan = '', restore = ''] = JSON.stringify(one(restored(), 'CronJob', 'clickhouse-restore')?.spec).split(
      '"containers":',
    );
    expect([plan.includes('"mine"'), plan.includes('"clickhouse-credentials"')]).toEqual([true, false]);
    expect([restore.includes('"mine"'), restore.includes('"clickhouse-credentials"')]).toEqual([false, true]);
  });

  it('may connect to what the Job of the backups may connect to', () => {
    const job = JSON.stringify(one(restored(), 'CronJob', 'clickhouse-restore')?.spec);
    expect(job).toContain('"app.kubernetes.io/name":"clickhouse-backup"');
    expect(job).toContain('"app.kubernetes.io/instance":"clickhouse"');
  });

  it('leaves nothing behind when nobody asks for it', () => {
    const none = manifests({ 'object-store': EXTERNAL });
    expect(one(none, 'CronJob', 'clickhouse-restore')).toBeUndefined();
    expect(one(none, 'ConfigMap')?.data).not.toHaveProperty(['restore.sql']);
    expect(one(restored(), 'ConfigMap')?.data).toHaveProperty(['restore.sql']);
  });
});
