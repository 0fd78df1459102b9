/** Which files of a node the agent reads, and what it may do there. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

function values(components: JsonObject = {}): JsonObject {
  return watchedCluster({ cluster: { components } }).get('otel-agent')?.values ?? {};
}

/** Pods and containers of the files that are read or left out, without those that are rotated. */
function files(which: 'include' | 'exclude', components: JsonObject = {}): readonly string[] {
  const paths: Json = at(values(components), 'alternateConfig', 'receivers', 'file_log', which) ?? [];
  return (Array.isArray(paths) ? paths.map(String) : []).flatMap(
    (path) => /^\/var\/log\/pods\/(.*)\/\*\.log$/.exec(path)?.[1] ?? [],
  );
}

const ITSELF = ['otel-agent_*/*', 'lang-observatory_otel-*/*'];
const WITHOUT_LOGS = { logs: { mode: 'disabled' } } as const;
const AUDITED = ['lang-observatory_*/nginx', 'lang-observatory_*/postgres'];

describe('the agent reads', () => {
  it('what all pods write, but for those of collectors', () => {
    expect(files('include')).toEqual(['*/*']);
    expect(files('exclude')).toEqual(ITSELF);
  });

  it('the chosen namespaces, and the audit stream in any case', () => {
    expect(files('include', { 'otel-agent': { namespaces: ['search', 'chat'] } })).toEqual([
      'search_*/*',
      'chat_*/*',
      ...AUDITED,
    ]);
    expect(files('include', { 'otel-agent': { namespaces: ['lang-observatory'] } })).toEqual(['lang-observatory_*/*']);
    expect(files('include', { audit: { mode: 'disabled' }, 'otel-agent': { namespaces: ['search'] } })).toEqual([
      'search_*/*',
    ]);
  });

  it('no namespaces that are left out', () => {
    expect(files('exclude', { 'otel-agent': { excludeNamespaces: ['training'] } })).toEqual([
      ...ITSELF,
      'training_*/*',
    ]);
  });

  it('nothing but the audit stream without a store for other lines', () => {
    expect(files('include', WITHOUT_LOGS)).toEqual(AUDITED);
  });

  it('each file when it is rotated too', () => {
    const paths = at(values(), 'alternateConfig', 'receivers', 'file_log', 'include');
    expect(paths).toEqual(['/var/log/pods/*/*/*.log', '/var/log/pods/*/*/*.log.????????-??????']);
  });

  it('no line that the store would drop as too old', () => {
    const condition = (components: JsonObject) =>
      at(values(components), 'alternateConfig', 'processors', 'filter/too_old', 'log_conditions');
    expect(condition({ logs: { retentionDays: 3 } })).toEqual(['log.time < Now() - Duration("72h")']);
    expect(condition({ ...WITHOUT_LOGS, audit: { retentionDays: 10 } })).toEqual([
      'log.time < Now() - Duration("240h")',
    ]);
  });
});

describe('the agent may', () => {
  it('read the files of root as root, without capabilities, and write to its own folder alone', () => {
    const { securityContext, extraVolumes, extraVolumeMounts, hostNetwork, hostPID } = values();
    expect(securityContext).toMatchObject({
      runAsUser: 0,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(extraVolumes).toEqual([
      { name: 'pod-logs', hostPath: { path: '/var/log/pods' } },
      { name: 'state', hostPath: { path: '/var/lib/lang-observatory/otel-agent', type: 'DirectoryOrCreate' } },
    ]);
    expect(extraVolumeMounts).toEqual([
      { name: 'pod-logs', mountPath: '/var/log/pods', readOnly: true },
      { name: 'state', mountPath: '/var/lib/lang-observatory/otel-agent' },
    ]);
    expect([hostNetwork, hostPID]).toEqual([undefined, undefined]);
  });

  it('read pods of the API, and nothing else', () => {
    expect(at(values(), 'clusterRole', 'rules')).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
    ]);
  });

  it('listen on no port of the node', () => {
    expect(at(values(), 'ports', 'otlp')).toEqual({ enabled: false });
    expect(at(values(), 'ports', 'otlp-http')).toEqual({ enabled: false });
  });
});
