/** Backups of PostgreSQL on a whole cluster: where they go, when, and that nothing of them is there where they are off. */
import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../generator/data/json.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

/** What the component says on the cluster eu-1, by kind; without a pooler, which has objects of the same kinds. */
function manifests(components: JsonObject, size = 'medium'): ReadonlyMap<string, Manifest> {
  const environment = { size, components: { postgres: { pooler: { instances: 0 } } } };
  const answers = watchedCluster({ environment, cluster: { components } });
  return new Map(answers.get('postgres')?.manifests.map((manifest) => [manifest.kind, manifest]));
}

function cluster(postgres: JsonObject): Manifest | undefined {
  return manifests({ postgres }).get('Cluster');
}

function rules(components: JsonObject, size?: string): string {
  const answers = watchedCluster({ environment: { size: size ?? 'medium' }, cluster: { components } });
  return JSON.stringify(answers.get('postgres')?.manifests.filter(({ kind }) => kind === 'PrometheusRule'));
}

const EXTERNAL = {
  mode: 'external',
  external: { endpoint: 'https://s3.eu-west-1.amazonaws.com', region: 'eu-west-1', bucket: 'acme', secretName: 'mine' },
};

describe('the backups of PostgreSQL', () => {
  it('go to a folder of this cluster in the bucket of the stack', () => {
    const all = manifests({});
    expect(all.get('ObjectStore')?.spec).toMatchObject({
      configuration: {
        destinationPath: 's3://langfuse/postgres',
        endpointURL: 'http://object-store-s3.lang-observatory.svc:8333',
        s3Credentials: { accessKeyId: { name: 'object-store-credentials', key: 'access-key' } },
      },
    });
    expect(all.get('Cluster')?.spec).toMatchObject({
      plugins: [{ isWALArchiver: true, parameters: { barmanObjectName: 'postgres', serverName: 'eu-1.postgres' } }],
    });
  });

  it('go to the external store, signed for its region', () => {
    const store = manifests({ 'object-store': EXTERNAL }).get('ObjectStore')?.spec;
    expect(store).toMatchObject({
      configuration: {
        destinationPath: 's3://acme/postgres',
        endpointURL: 'https://s3.eu-west-1.amazonaws.com',
        s3Credentials: { secretAccessKey: { name: 'mine', key: 'secret-key' } },
      },
      instanceSidecarConfiguration: {
        env: expect.arrayContaining([{ name: 'AWS_DEFAULT_REGION', value: 'eu-west-1' }]),
      },
    });
  });

  it('are made by the schedule, with seconds for the operator', () => {
    expect(
      manifests({ postgres: { backup: { schedule: '30 2 * * sun' } } }).get('ScheduledBackup')?.spec,
    ).toMatchObject({
      schedule: '0 30 2 * * sun',
      cluster: { name: 'postgres' },
    });
  });

  it('may be as old as the schedule lets them become, and half a day', () => {
    const limit = (schedule: string): string => rules({ postgres: { backup: { schedule } } });
    expect(limit('0 3 * * *')).toContain(`+ ${1.5 * 86_400}"`);
    expect(limit('0 3 * * sun')).toContain(`+ ${7.5 * 86_400}"`);
  });

  it('leave nothing behind where they are off, which they are in size small', () => {
    expect(JSON.stringify(manifests({}).get('NetworkPolicy'))).toContain('8333');
    for (const off of [manifests({}, 'small'), manifests({ postgres: { backup: { enabled: false } } })]) {
      expect([...off.keys()]).not.toContain('ObjectStore');
      expect([...off.keys()]).not.toContain('ScheduledBackup');
      expect(off.get('Cluster')?.spec).not.toHaveProperty('plugins');
      expect(JSON.stringify(off.get('NetworkPolicy'))).not.toContain('8333');
    }
    expect(rules({}, 'small')).not.toMatch(/backup_age_limit|PostgresArchivingFailing/);
  });

  it('need the plugin, which is ours or was there before; alerts are there with both', () => {
    const existing = { 'cloudnative-pg': { mode: 'existing' }, 'barman-cloud': { mode: 'existing' } };
    const names = (components: JsonObject): readonly string[] => [
      ...watchedCluster({ cluster: { components } }).keys(),
    ];
    expect(names({})).toContain('barman-cloud');
    expect(names(existing)).not.toContain('barman-cloud');
    expect(rules(existing)).toContain('PostgresBackupTooOld');
    expect(rules({ ...existing, postgres: { backup: { enabled: false } } })).not.toContain('PostgresBackupTooOld');
  });
});

describe('a restore', () => {
  const restored = {
    name: 'postgres-2',
    recovery: { serverName: 'eu-1.postgres', targetTime: '2026-08-01T10:00:00Z' },
  };

  it('makes another Cluster from the backups of the old one, and archives elsewhere', () => {
    const made = cluster(restored);
    const spec = made?.spec;
    expect(made?.metadata.name).toBe('postgres-2');
    expect(spec).toMatchObject({
      bootstrap: {
        recovery: {
          source: 'origin',
          recoveryTarget: { targetTime: '2026-08-01T10:00:00Z' },
          database: 'langfuse',
          owner: 'langfuse',
          secret: { name: 'postgres-langfuse' },
        },
      },
      externalClusters: [
        { name: 'origin', plugin: { isWALArchiver: false, parameters: { serverName: 'eu-1.postgres' } } },
      ],
      plugins: [{ parameters: { serverName: 'eu-1.postgres-2' } }],
    });
    expect(isObject(spec) && isObject(spec.bootstrap) ? Object.keys(spec.bootstrap) : []).toEqual(['recovery']);
  });

  it('points everybody at it', () => {
    const answers = watchedCluster({ cluster: { components: { postgres: restored } } });
    const text = (component: string): string => JSON.stringify(answers.get(component) ?? null);
    expect(text('langfuse')).toContain('postgres-2-rw.lang-observatory.svc');
    expect(text('grafana')).toContain('postgres-2-rw.lang-observatory.svc');
    for (const component of ['langfuse', 'grafana', 'cloudnative-pg', 'object-store', 'prometheus'])
      expect(text(component)).not.toContain('"cnpg.io/cluster":"postgres"');
    expect(text('postgres')).toContain('"cnpg.io/cluster":"postgres-2"');
    expect(text('postgres')).not.toContain('"cnpg.io/cluster":"postgres"');
  });

  it('needs the store also where no new backups are made', () => {
    const all = manifests({ postgres: { ...restored, backup: { enabled: false } } });
    expect([...all.keys()]).toContain('ObjectStore');
    expect([...all.keys()]).not.toContain('ScheduledBackup');
    expect(all.get('Cluster')?.spec).not.toHaveProperty('plugins');
  });
});
