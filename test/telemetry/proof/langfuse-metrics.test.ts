/** Langfuse's own metrics: what its workers send over StatsD arrives in a real Prometheus, under names and labels that are bounded. */
import dgram from 'node:dgram';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { langfuse } from '../../../generator/components/langfuse/handle.ts';
import { otelGateway } from '../../../generator/components/otel-gateway/handle.ts';
import { CATALOGUE } from '../../../generator/telemetry/catalogue/catalogue.ts';
import { startLangfuseWorker } from './langfuse-worker.ts';
import type { Series } from './prometheus.ts';
import { CLUSTER } from './proof-fleet.ts';
import { eventually } from './server.ts';
import { startWorld, type World } from './world.ts';

const WORKERS = ['langfuse-worker-a', 'langfuse-worker-b'];

let world: World;

beforeAll(async () => {
  world = await startWorld({
    neighbours: async (undo, folder, _podIp, installed, _langfuse, { gateway }) => {
      for (const pod of WORKERS)
        await startLangfuseWorker(undo, {
          folder: join(folder, pod),
          pod,
          gateway,
          values: installed.values('langfuse'),
          waiting: 1234,
        });
      return { targets: [], alertmanager: undefined };
    },
  });
  await eventually('a counter of each worker that grows', async () => {
    const found = await query('rate(langfuse_queue_rows_dropped_total[1m]) > 0');
    return found.length === WORKERS.length ? found : undefined;
  });
});

afterAll(async () => {
  await world?.stop();
});

const query = (expression: string): Promise<readonly Series[]> => world.prometheus.query(expression);

/** Packets of no client, as anybody in a pod of Langfuse could send them. */
async function send(...packets: readonly string[]): Promise<void> {
  const socket = dgram.createSocket('udp4');
  for (const packet of packets)
    await new Promise((resolve) => socket.send(packet, otelGateway.connection.statsdPort, world.gateway.host, resolve));
  socket.close();
}

describe("metrics of Langfuse's own client", () => {
  it('have the queue as a label, and are the same number from every worker', async () => {
    const depths = await query('max by (cluster, queue, type) (langfuse_queue_depth{shard="all"})');
    expect(depths.map(({ metric, value }) => [metric.cluster, metric.queue, metric.type, value])).toEqual(
      expect.arrayContaining([
        [CLUSTER, 'otel_ingestion', 'waiting', 1234],
        [CLUSTER, 'otel_ingestion', 'failed', 1],
      ]),
    );
    const pods = await query('langfuse_queue_depth{queue="otel_ingestion", shard="all", type="waiting"}');
    expect(pods.map(({ metric }) => metric.pod).sort()).toEqual(WORKERS);
  });

  it('say their job, and the age of a dead letter in milliseconds', async () => {
    const [age] = await query('max by (job, queue) (langfuse_queue_dlq_oldest_age_milliseconds{shard="all"})');
    expect(age).toEqual({ metric: { job: langfuse.name, queue: 'otel_ingestion' }, value: 90_000_000 });
  });

  it('are histograms of durations that quantiles can be made of', async () => {
    const [wait] = await query(
      'histogram_quantile(0.9, sum by (le) (rate(langfuse_queue_time_distribution_milliseconds_bucket{queue="otel_ingestion", type="wait"}[2m])))',
    );
    expect(wait?.value).toBeGreaterThan(100);
    expect(wait?.value).toBeLessThan(1000);
  });

  it('are none that the catalogue does not have, with no label but those of the catalogue', async () => {
    // The collector adds one series about the resource, and the scope of its receiver.
    const found = (await world.prometheus.series()).filter(
      ({ job, __name__ }) => job === langfuse.name && __name__ !== 'target_info',
    );
    const known = new Map(CATALOGUE.names.map((name) => [name, CATALOGUE.find(name)?.labels ?? new Set<string>()]));
    const own = new Set(CATALOGUE.metrics.filter(({ emitter }) => emitter === 'langfuse').map(({ name }) => name));
    const bases = found.map(({ __name__ = '' }) => __name__.replace(/_(?:bucket|sum|count)$/, ''));
    expect(new Set(bases)).toEqual(own);
    const strange = found.flatMap(({ __name__ = '', ...labels }) =>
      Object.keys(labels).filter(
        (label) => known.get(__name__)?.has(label) !== true && !label.startsWith('otel_scope_'),
      ),
    );
    expect([...new Set(strange)].sort()).toEqual([]);
  });
});

describe('what anybody sends to the port', () => {
  it('gets no label that was not asked for, and no name, and ends nothing', async () => {
    await send(
      'langfuse.queue.webhook.rows_dropped:4|c|#pod:langfuse-worker-c,entity_type:scores,user_email:a@acme.io,cluster:elsewhere|c:ci-1',
      'acme.invoices:1|c|#pod:langfuse-worker-c',
      'langfuse.queue.webhook.depth',
      'langfuse.queue.webhook.depth:NaN|g|#type:waiting',
      'langfuse.queue.a".depth:1|g|#type:waiting',
    );
    const [dropped] = await eventually('the rows', async () => {
      const found = await query('langfuse_queue_rows_dropped_total{queue="webhook"}');
      return found.length > 0 ? found : undefined;
    });
    expect(dropped?.value).toBe(4);
    expect(dropped?.metric).toMatchObject({ cluster: CLUSTER, entity_type: 'scores', pod: 'langfuse-worker-c' });
    expect(Object.keys(dropped?.metric ?? {})).not.toContain('user_email');
    expect(await query('{__name__=~"acme.*"}')).toEqual([]);
    expect(await query('langfuse_queue_depth{queue!~"[a-z_]+"}')).toEqual([]);
  });

  it('is written by one collector for each pod, and added up', async () => {
    const [series] = await query('langfuse_queue_rows_dropped_total{queue="webhook"}');
    expect(series?.metric.collector).toBe('otel-gateway-0');
    await send('langfuse.queue.webhook.rows_dropped:6|c|#pod:langfuse-worker-c,entity_type:scores');
    await eventually(
      'the sum',
      async () => (await query('langfuse_queue_rows_dropped_total{queue="webhook"} == 10'))[0],
    );
  });
});
