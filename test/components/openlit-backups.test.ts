/** Backups of OpenLIT's own state: where the pods run, what they may do, and what they read. */
import { describe, expect, it } from 'vitest';
import { isList, type Json, type JsonObject } from '../../generator/data/json.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const RECOVERY = { targetTime: '2026-08-01T12:00:00+02:00', requestedAt: '2026-08-03T09:30:00Z' };

function manifests(openlit: JsonObject = {}, cluster: JsonObject = {}): readonly Manifest[] {
  return (
    watchedCluster({
      cluster: { size: 'large', components: { openlit: { mode: 'managed', ...openlit } }, ...cluster },
    }).get('openlit')?.manifests ?? []
  );
}

const one = (all: readonly Manifest[], kind: string, name: string): Manifest | undefined =>
  all.find((each) => each.kind === kind && each.metadata.name === name);

const podOf = (all: readonly Manifest[], name: string) =>
  at(one(all, 'CronJob', name)?.spec, 'jobTemplate', 'spec', 'template', 'spec');

/** Its only one. */
function containerOf(pod: Json | undefined): Json | undefined {
  const containers = at(pod, 'containers');
  return isList(containers) ? containers[0] : undefined;
}

describe('the Job that backs up OpenLIT', () => {
  it.each([
    ['small', false],
    ['medium', true],
    ['large', true],
  ])('is there by the rule of all backups (%s)', (size, isThere) => {
    expect(one(manifests({}, { size }), 'CronJob', 'openlit-backup') !== undefined).toBe(isThere);
  });

  it('leaves nothing behind where backups are off, and no key of the bucket in the namespace', () => {
    const text = JSON.stringify(manifests({ backup: { enabled: false } }));
    for (const trace of ['openlit-backup', 'openlit-bucket', 'OpenlitBackup', 'backup_age_limit'])
      expect(text).not.toContain(trace);
  });

  it('mounts the volume of OpenLIT on the node of its pod, and only reads it', () => {
    const pod = podOf(manifests(), 'openlit-backup');
    expect(pod).toMatchObject({
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            {
              topologyKey: 'kubernetes.io/hostname',
              labelSelector: {
                matchLabels: { 'app.kubernetes.io/name': 'openlit', 'app.kubernetes.io/instance': 'openlit' },
              },
            },
          ],
        },
      },
      securityContext: { runAsNonRoot: true },
    });
    expect(at(pod, 'securityContext')).not.toHaveProperty('fsGroup');
    expect(at(pod, 'volumes')).toContainEqual({
      name: 'volume',
      persistentVolumeClaim: { claimName: 'openlit-data-openlit-0' },
    });
    expect(at(containerOf(pod), 'volumeMounts')).toContainEqual({
      name: 'volume',
      mountPath: '/openlit',
      readOnly: true,
    });
  });

  it('has the key of the bucket from a copy of its Secret, and its authority too', () => {
    const external = { endpoint: 'https://s3.acme.io', region: 'eu', bucket: 'acme', caSecretName: 'acme-authority' };
    const all = watchedCluster({
      cluster: {
        size: 'large',
        components: { openlit: { mode: 'managed' }, 'object-store': { mode: 'external', external } },
      },
    }).get('openlit')?.manifests;
    expect(one(all ?? [], 'ExternalSecret', 'openlit-bucket')?.spec).toMatchObject({
      dataFrom: [{ extract: { key: 'object-store-credentials' } }],
      target: {
        template: {
          data: { 'access-key': '{{ index . "access-key" }}', 'secret-key': '{{ index . "secret-key" }}' },
        },
      },
    });
    expect(one(all ?? [], 'ExternalSecret', 'openlit-bucket-authority')?.spec).toMatchObject({
      dataFrom: [{ extract: { key: 'acme-authority' } }],
      target: { template: { data: { 'ca.crt': '{{ index . "ca.crt" }}' } } },
    });
    const text = JSON.stringify(podOf(all ?? [], 'openlit-backup'));
    expect(text).toContain('"secretKeyRef":{"name":"openlit-bucket","key":"secret-key"}');
    expect(text).toContain('"secretName":"openlit-bucket-authority"');
  });

  it.each([
    [10, '*/10 * * * *', 1800],
    [60, '0 * * * *', 7800],
  ])('runs every %i minutes, and the alert knows how old the last one may be', (everyMinutes, schedule, seconds) => {
    const all = manifests({ backup: { everyMinutes } });
    expect(one(all, 'CronJob', 'openlit-backup')?.spec).toMatchObject({ schedule });
    const rules = [{ record: 'openlit:backup_age_limit:seconds', expr: expect.stringContaining(String(seconds)) }];
    expect(one(all, 'PrometheusRule', 'openlit-backup')?.spec).toMatchObject({ groups: [{ rules }] });
  });
});

describe('the Job that restores OpenLIT', () => {
  it('is there only where a restore is asked for', () => {
    expect(one(manifests(), 'CronJob', 'openlit-restore')).toBeUndefined();
    expect(one(manifests({ recovery: RECOVERY }), 'CronJob', 'openlit-restore')?.metadata.annotations).toEqual({
      'lang-observatory.dev/restore': 'eu-1.openlit as of 2026-08-01T12:00:00+02:00, asked for at 2026-08-03T09:30:00Z',
    });
  });

  it('writes to the volume as the owner of its files, with no other right', () => {
    const pod = podOf(manifests({ recovery: RECOVERY }), 'openlit-restore');
    expect(at(pod, 'securityContext')).toMatchObject({ runAsNonRoot: false, runAsUser: 0 });
    expect(at(containerOf(pod), 'securityContext')).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(at(containerOf(pod), 'volumeMounts')).toContainEqual({ name: 'volume', mountPath: '/openlit' });
    for (const [name, value] of [
      ['SOURCE', 'eu-1.openlit'],
      ['TARGET', '20260801T100000Z'],
      ['REQUEST', '20260803T093000Z'],
    ])
      expect(at(containerOf(pod), 'env')).toContainEqual({ name, value });
  });
});
