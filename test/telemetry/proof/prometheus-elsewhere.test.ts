/** A Prometheus of somebody else: a real collector writes to each of its addresses, and signs in there. */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../generator/data/json.ts';
import { startCollector } from './collector.ts';
import { prepare } from './collectors.ts';
import { type Received, startStub } from './http-stub.ts';
import { podIps } from './pod-ip.ts';
import { eventually, Undo } from './server.ts';
import { encodeMetrics, send, sum } from './trouble.ts';

const LANGFUSE = `Basic ${Buffer.from('pk-lf-proof:sk-lf-proof').toString('base64')}`;
const PORT = 9009;

const WAYS: readonly (readonly [string, JsonObject, Readonly<Record<string, string>>, string | undefined])[] = [
  ['nobody', { kind: 'none' }, {}, undefined],
  ['the bearer of a token', { kind: 'bearer', secretName: 'theirs' }, { PROMETHEUS_TOKEN: 't-1' }, 'Bearer t-1'],
];

describe.each(WAYS)('a collector that signs in as %s', (_, signIn, secrets, authorization) => {
  const undo = new Undo();
  afterAll(() => undo.stop());

  it('writes every sample to each address, with the headers that are asked for', async () => {
    const podIp = podIps();
    const hosts = [podIp(), podIp()];
    const received = hosts.map((): Received[] => []);
    for (const [index, host] of hosts.entries())
      undo.use(
        await startStub(host, PORT, (request, response) => {
          received[index]?.push(request);
          response.writeHead(204).end();
        }),
      );
    const external = {
      url: `http://${hosts[0]}:${PORT}/prometheus`,
      writeUrls: hosts.map((host) => `http://${host}:${PORT}/api/v1/push`),
      signIn,
      headers: { 'X-Scope-OrgID': 'l$m' },
      scrapers: { namespaces: ['monitoring'] },
    };
    const site = await prepare(undo, {
      settings: {
        prometheus: { mode: 'external', external },
        // The exporter to our own Prometheus, whose address the site says, is not used.
        'otel-gateway': { values: { alternateConfig: { exporters: { 'prometheus_remote_write/0': {} } } } },
      },
    });
    const gateway = undo.use(
      await startCollector(
        join(site.folder, 'otel-gateway-0'),
        site.addresses.gateway,
        site.installed.values('otel-gateway'),
        {
          LANGFUSE_AUTHORIZATION: LANGFUSE,
          ...secrets,
        },
      ),
    );
    const body = encodeMetrics([sum('calls', 2, { value: 3, at: Math.floor(Date.now() / 1000) })]);
    expect(await send(gateway.otlp, 'metrics', body)).toBe(200);
    for (const requests of received) {
      const { method, path, headers } = await eventually('the samples', async () => requests[0]);
      expect([method, path, headers.authorization, headers['x-scope-orgid']]).toEqual([
        'POST',
        '/api/v1/push',
        authorization,
        'l$m',
      ]);
    }
    expect(await gateway.count('otelcol_exporter_send_failed_metric_points_total')).toBe(0);
  });
});
