/** A collector that works has nothing to warn of: what it warns of today, such as a name that is deprecated, breaks in a later version. */
import { afterEach, describe, expect, it } from 'vitest';
import { type CollectorOptions, prepare, startCollectors } from './collectors.ts';
import { startStub } from './http-stub.ts';
import { encodeSpans } from './otlp.ts';
import { eventually, Undo } from './server.ts';
import { encodeMetrics, send, sum } from './trouble.ts';

let undo = new Undo();

afterEach(async () => {
  await undo.stop();
  undo = new Undo();
});

/** What the collectors warned of while they started, took telemetry, delivered it and ended. */
async function warnings(options: CollectorOptions): Promise<readonly string[]> {
  const site = await prepare(undo, options);
  // Of Prometheus it is enough that it takes what it is written.
  undo.use(await startStub(site.addresses.prometheus, 9090, (_, response) => void response.writeHead(204).end()));
  const { gateway, samplers, langfuse } = await startCollectors(undo, site);
  const at = Math.floor(Date.now() / 1000);
  await send(gateway.otlp, 'traces', encodeSpans(['error']));
  for (const temporality of [1, 2] as const)
    await send(gateway.otlp, 'metrics', encodeMetrics([sum('calls', temporality, { value: 1, at })]));
  await send(gateway.otlp, 'logs', JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{}] }] }] }));
  await eventually('the span', async () => langfuse.spans[0]);
  await eventually('the points', async () =>
    (await gateway.count('otelcol_exporter_sent_metric_points_total')) >= 2 ? true : undefined,
  );
  await gateway.stop();
  for (const sampler of samplers) await sampler.stop();
  return [gateway, ...samplers].flatMap(({ watched }) => watched);
}

describe('the generated configuration', () => {
  it('makes a collector that warns of nothing', async () => {
    expect(await warnings({})).toEqual([]);
  });

  it('makes a collector and a sampler that warn of nothing', async () => {
    const quick = { alternateConfig: { processors: { tail_sampling: { decision_wait_after_root_received: '1s' } } } };
    expect(await warnings({ samplers: 1, settings: { 'otel-sampler': { values: quick } } })).toEqual([]);
  });
});

it('a deprecated name is among the warnings', async () => {
  const alternateConfig = {
    processors: { deltatocumulative: {} },
    service: { pipelines: { metrics: { processors: ['memory_limiter', 'deltatocumulative'] } } },
  };
  const found = await warnings({ settings: { 'otel-gateway': { values: { alternateConfig } } } });
  expect(found.join('\n')).toContain('deprecated');
});
