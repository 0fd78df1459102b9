/** What a collector gets whose queues are on volumes, and what it is without. */
import { describe, expect, it } from 'vitest';
import { QUEUE_FOLDER } from '../../generator/components/otel-collector/queue-on-disk.ts';
import { listAt, mapAt } from '../../generator/data/fields.ts';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const GIB = 2 ** 30;

const COLLECTORS = ['otel-gateway', 'otel-sampler'] as const;

/** Two backends, OpenLIT and both log stores. */
const EVERYTHING = {
  'otel-gateway': {
    replicas: { min: 3, max: 3 },
    queue: { storage: '40Gi' },
    sendTo: [
      { name: 'apm', endpoint: 'https://otlp.acme.io' },
      { name: 'lake', endpoint: 'https://lake.acme.io:4317', protocol: 'grpc', signals: ['logs'] },
    ],
  },
  'otel-sampler': { mode: 'managed', queue: { storage: '20Gi' } },
} as const;

function values(component: string, components: JsonObject): JsonObject {
  return watchedCluster({ cluster: { size: 'large', components } }).get(component)?.values ?? {};
}

/** The queue of every exporter that a pipeline uses and that has one, with how many signals it has. */
function queues(
  of: JsonObject,
): readonly { readonly exporter: string; readonly queue: Json; readonly signals: number }[] {
  const signals = new Map<string, Set<string>>();
  for (const [pipeline, parts] of Object.entries(mapAt(of, 'alternateConfig', 'service', 'pipelines')))
    for (const exporter of listAt(parts, 'exporters').map(String))
      signals.set(exporter, (signals.get(exporter) ?? new Set()).add(pipeline.split('/')[0] ?? ''));
  return [...signals].flatMap(([exporter, its]) => {
    const queue = at(of, 'alternateConfig', 'exporters', exporter, 'sending_queue');
    return queue === undefined ? [] : [{ exporter, queue, signals: its.size }];
  });
}

describe.each(COLLECTORS)('the queues of %s', (component) => {
  const on = values(component, EVERYTHING);
  const storage = EVERYTHING[component].queue.storage;

  it('are on a volume of each replica, which nothing else of the pod may be', () => {
    expect(on.mode).toBe('statefulset');
    expect(at(on, 'autoscaling', 'enabled')).toBe(false);
    expect(at(on, 'statefulset', 'volumeClaimTemplates')).toEqual([
      {
        metadata: { name: 'queue' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
      },
    ]);
    expect(on.extraVolumeMounts).toContainEqual({ name: 'queue', mountPath: QUEUE_FOLDER });
    expect(at(on, 'alternateConfig', 'extensions', 'file_storage', 'directory')).toBe(QUEUE_FOLDER);
    expect(at(on, 'alternateConfig', 'service', 'extensions')).toEqual(['health_check', 'file_storage']);
    // Its user may write there, on a root that is read-only.
    expect(at(on, 'podSecurityContext', 'fsGroup')).toBe(at(on, 'podSecurityContext', 'runAsUser'));
  });

  it('are those of all exporters, and fill half of it', () => {
    const found = queues(on);
    expect(found.filter(({ queue }) => at(queue, 'storage') !== 'file_storage')).toEqual([]);
    const all = found.reduce((sum, { queue, signals }) => sum + Number(at(queue, 'queue_size')) * signals, 0);
    const room = (Number.parseInt(storage, 10) * GIB) / 2;
    expect(all).toBeLessThanOrEqual(room);
    expect(all).toBeGreaterThan(room - 100);
  });

  it('are in memory where nobody asks for a volume', () => {
    const { queue: _, ...without } = EVERYTHING[component];
    const off = values(component, { ...EVERYTHING, [component]: without });
    expect(off.mode).toBe(component === 'otel-gateway' ? 'deployment' : 'statefulset');
    expect(at(off, 'statefulset', 'volumeClaimTemplates')).toEqual([]);
    expect(JSON.stringify(off)).not.toContain('file_storage');
    expect(Object.keys(off).sort()).toEqual(Object.keys(on).sort());
  });
});

it('names the queues of the gateway and of a sampler', () => {
  const names = (component: string) =>
    queues(values(component, EVERYTHING))
      .map(({ exporter }) => exporter)
      .sort();
  expect(names('otel-gateway')).toEqual([
    'load_balancing',
    'otlp_grpc/send_to/lake',
    'otlp_http/audit',
    'otlp_http/logs',
    'otlp_http/openlit',
    'otlp_http/send_to/apm',
  ]);
  expect(names('otel-sampler')).toEqual(['otlp_http/langfuse', 'otlp_http/openlit', 'otlp_http/send_to/apm']);
});
