/** Backups of Prometheus: by which rule they are there, where their pods run, and what they may do. */
import { describe, expect, it } from 'vitest';
import { isList, type Json, type JsonObject } from '../../generator/data/json.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const RECOVERY = { targetTime: '2026-08-01T12:00:00+02:00', requestedAt: '2026-08-03T09:30:00Z' };

function manifests(prometheus: JsonObject = {}, size = 'large'): readonly Manifest[] {
  return watchedCluster({ cluster: { size, components: { prometheus } } }).get('prometheus')?.manifests ?? [];
}

const cronJob = (all: readonly Manifest[], name: string): Manifest | undefined =>
  all.find(({ kind, metadata }) => kind === 'CronJob' && metadata.name === name);

const podOf = (all: readonly Manifest[], name: string): Json | undefined =>
  at(cronJob(all, name)?.spec, 'jobTemplate', 'spec', 'template', 'spec');

const restores = (all: readonly Manifest[]): readonly string[] =>
  all.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('prometheus-restore'));

/** Of the pod that is on the node of a replica: its label, and its claim. */
function replicaOf(pod: Json | undefined): readonly unknown[] {
  const [affinity, volumes] = [at(pod, 'affinity'), at(pod, 'volumes')];
  return [/prometheus-kps-\d(?="\})/.exec(JSON.stringify(affinity))?.[0], isList(volumes) ? volumes[0] : undefined];
}

const claim = (claimName: string) => ({ name: 'volume', persistentVolumeClaim: { claimName } });

describe('the backups of Prometheus', () => {
  it.each([
    ['small', false],
    ['medium', true],
    ['large', true],
  ])('are there by the rule of all backups (%s)', (size, isThere) => {
    expect(cronJob(manifests({}, size), 'prometheus-backup') !== undefined).toBe(isThere);
  });

  it('leave nothing behind where they are off', () => {
    const text = JSON.stringify(manifests({ backup: { enabled: false } }));
    for (const trace of ['prometheus-backup', 'PrometheusBackup', 'backup_age_limit'])
      expect(text).not.toContain(trace);
  });

  it('read the volume of the first replica beside its pod, as the owner of its files', () => {
    const pod = podOf(manifests({ replicas: 3 }), 'prometheus-backup');
    expect(replicaOf(pod)).toEqual(['prometheus-kps-0', claim('prometheus-kps-db-prometheus-kps-0')]);
    expect(at(pod, 'securityContext')).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, runAsGroup: 2000 });
    expect(JSON.stringify(pod)).toContain('{"name":"volume","mountPath":"/prometheus","readOnly":true}');
  });

  it('are kept as long as Prometheus keeps samples', () => {
    const text = JSON.stringify(podOf(manifests({ retention: '1w12h' }), 'prometheus-backup'));
    expect(text).toContain('{"name":"RETENTION_SECONDS","value":"648000"}');
  });
});

describe('a restore of Prometheus', () => {
  it('is there only where somebody asks for it, and of each replica', () => {
    expect(restores(manifests())).toEqual([]);
    const all = manifests({ recovery: RECOVERY, replicas: 3 });
    expect(restores(all)).toEqual(['prometheus-restore-0', 'prometheus-restore-1', 'prometheus-restore-2']);
    const pod = podOf(all, 'prometheus-restore-2');
    expect(replicaOf(pod)).toEqual(['prometheus-kps-2', claim('prometheus-kps-db-prometheus-kps-2')]);
    for (const [name, value] of [
      ['SOURCE', 'eu-1.prometheus'],
      ['TARGET', '20260801T100000Z'],
      ['REPLICA', '2'],
      ['PROMETHEUS', 'http://prometheus-kps-2.prometheus-operated.lang-observatory.svc:9090'],
    ])
      expect(JSON.stringify(pod)).toContain(JSON.stringify({ name, value }));
  });

  it('lets a Prometheus read the log that nobody else can reach', () => {
    const pod = podOf(manifests({ recovery: RECOVERY }), 'prometheus-restore-0');
    expect(at(pod, 'initContainers')).toMatchObject([
      { name: 'fetch' },
      {
        name: 'replay',
        restartPolicy: 'Always',
        args: expect.arrayContaining(['--web.listen-address=127.0.0.1:9090', '--web.enable-admin-api']),
        securityContext: { readOnlyRootFilesystem: true },
        resources: { limits: { memory: '16Gi' } },
      },
    ]);
  });
});
