/** Backups of the log stores: by which rule they are there, where their pods run, and what they may do. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/data/json.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

function manifests(store: string, settings: JsonObject = {}, size = 'large'): readonly Manifest[] {
  const components = { [store]: { mode: 'managed', ...settings } };
  return watchedCluster({ cluster: { size, components } }).get(store)?.manifests ?? [];
}

const cronJob = (all: readonly Manifest[], name: string): Manifest | undefined =>
  all.find(({ kind, metadata }) => kind === 'CronJob' && metadata.name === name);

describe.each(['logs', 'audit'])('the backups of %s', (store) => {
  it.each([
    ['small', false],
    ['medium', true],
    ['large', true],
  ])('are there by the rule of all backups (%s)', (size, isThere) => {
    expect(cronJob(manifests(store, {}, size), `${store}-backup`) !== undefined).toBe(isThere);
  });

  it('leave nothing behind where they are off', () => {
    const text = JSON.stringify(manifests(store, { backup: { enabled: false } }));
    for (const trace of [`${store}-backup`, 'BackupTooOld', 'backup_age_limit']) expect(text).not.toContain(trace);
  });

  it('read the volume of the store beside its pod, as the owner of its files', () => {
    const pod = at(cronJob(manifests(store), `${store}-backup`)?.spec, 'jobTemplate', 'spec', 'template', 'spec');
    expect(pod).toMatchObject({
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { labelSelector: { matchLabels: { 'app.kubernetes.io/instance': store } } },
          ],
        },
      },
      securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 2000 },
    });
    expect(at(pod, 'volumes')).toContainEqual({
      name: 'volume',
      persistentVolumeClaim: { claimName: `server-volume-${store}-0` },
    });
    expect(JSON.stringify(pod)).toContain('{"name":"volume","mountPath":"/storage","readOnly":true}');
  });

  it('are restored only where somebody asks for it', () => {
    const recovery = { targetTime: '2026-08-01T10:00:00Z', requestedAt: '2026-08-03T09:30:00Z' };
    expect(cronJob(manifests(store), `${store}-restore`)).toBeUndefined();
    const text = JSON.stringify(cronJob(manifests(store, { recovery }), `${store}-restore`)?.spec);
    expect(text).toContain(`{"name":"SOURCE","value":"eu-1.${store}"}`);
    expect(text).toContain('{"name":"TARGET","value":"20260801T100000Z"}');
    expect(text).not.toContain('"readOnly":true},{"name":"programs"');
  });
});
