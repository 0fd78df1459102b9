/** Prometheus is away while it restarts. */
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { prepare, startCollectors } from './collectors.ts';
import { startStub } from './http-stub.ts';
import { phase } from './phase.ts';
import { eventually, Undo } from './server.ts';
import { encodeMetrics, send, sum } from './trouble.ts';

/** Longer than an exporter waits for any answer unless it is told to. */
const OUTAGE_SECONDS = 20;
const POINTS = 30;

const undo = new Undo();
afterAll(() => undo.stop());

describe('Prometheus is away for twenty seconds', () => {
  it('gets every data point that was answered with success when it is back', async () => {
    const site = await prepare(undo, {});
    const { gateway } = await startCollectors(undo, site);
    const at = Math.floor(Date.now() / 1000);
    for (let index = 0; index < POINTS; index += 1) {
      const body = encodeMetrics([sum('calls', 2, { value: index, at: at + index })]);
      expect(await send(gateway.otlp, 'metrics', body)).toBe(200);
    }
    await phase('outage', () => setTimeout(OUTAGE_SECONDS * 1000));
    undo.use(await startStub(site.addresses.prometheus, 9090, (_, response) => void response.writeHead(204).end()));
    await phase('catching up', () =>
      eventually('every point', async () =>
        (await gateway.count('otelcol_exporter_sent_metric_points_total')) >= POINTS ? true : undefined,
      ),
    );
    expect(await gateway.count('otelcol_exporter_send_failed_metric_points_total')).toBe(0);
    expect(await gateway.count('otelcol_exporter_enqueue_failed_metric_points_total')).toBe(0);
  });
});
