/** Metrics of delta temporality, and what an application claims about where they come from, as they arrive in a real Prometheus. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLUSTER, ENVIRONMENT } from './proof-fleet.ts';
import { eventually } from './server.ts';
import { encodeMetrics, send, sum } from './trouble.ts';
import { startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(async () => {
  await world?.stop();
});

const NOW = Math.floor(Date.now() / 1000);

describe('deltas', () => {
  it('arrive added up, under the name of the collector that did it', async () => {
    const { gateway, prometheus } = world;
    for (const [index, value] of [3, 4, 5].entries()) {
      const body = encodeMetrics([sum('proof.calls', 1, { value, at: NOW + index })], { 'service.name': 'chat' });
      expect(await send(gateway.otlp, 'metrics', body)).toBe(200);
    }
    const [series] = await eventually('the sum of the deltas', async () => {
      const found = await prometheus.query('proof_calls_total == 12');
      return found.length > 0 ? found : undefined;
    });
    expect(series?.metric).toMatchObject({ service_name: 'chat', collector: 'otel-gateway-0' });
    expect(await gateway.count('otelcol_deltatocumulative_datapoints_total', /^(?!.*error)/)).toBe(3);
  });

  it('beyond the number of series that there is room for are dropped and counted, and the others go on', async () => {
    const { gateway, prometheus } = world;
    const room = await gateway.count('otelcol_deltatocumulative_streams_limit');
    const many = Array.from({ length: room + 10 }, (_, index) => sum(`proof.many.${index}`, 1, { value: 1, at: NOW }));
    expect(await send(gateway.otlp, 'metrics', encodeMetrics(many))).toBe(200);
    await eventually('dropped deltas', async () =>
      (await gateway.count('otelcol_deltatocumulative_datapoints_total', /error="limit"/)) > 0 ? true : undefined,
    );
    const body = encodeMetrics([sum('proof.calls', 1, { value: 8, at: NOW + 3 })], { 'service.name': 'chat' });
    expect(await send(gateway.otlp, 'metrics', body)).toBe(200);
    await eventually(
      'the next delta of a series that was there',
      async () => (await prometheus.query('proof_calls_total == 20'))[0],
    );
  });
});

describe('cumulative metrics', () => {
  it('keep their series whichever collector they pass', async () => {
    const { gateway, prometheus } = world;
    await send(gateway.otlp, 'metrics', encodeMetrics([sum('proof.cumulative', 2, { value: 7, at: NOW })]));
    const series = await eventually('the series', async () => (await prometheus.query('proof_cumulative_total'))[0]);
    expect(series.metric.collector).toBeUndefined();
  });
});

describe('what an application claims', () => {
  it('never is its cluster or environment, neither of its resource nor of its data points', async () => {
    const { gateway, prometheus } = world;
    const lies = { cluster: 'elsewhere', environment: 'elsewhere', 'k8s.cluster.name': 'elsewhere' };
    const own = { 'deployment.environment.name': 'canary', 'service.name': 'liar' };
    const point = sum('proof.lies', 2, { value: 1, at: NOW }, lies);
    expect(await send(gateway.otlp, 'metrics', encodeMetrics([point], { ...lies, ...own }))).toBe(200);
    const series = await eventually('the series', async () => (await prometheus.query('proof_lies_total'))[0]);
    expect(series.metric).toMatchObject({
      cluster: CLUSTER,
      environment: ENVIRONMENT,
      k8s_cluster_name: CLUSTER,
      deployment_environment_name: 'canary',
      service_name: 'liar',
    });
  });
});
