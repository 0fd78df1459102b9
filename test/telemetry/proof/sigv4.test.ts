/** Requests to Amazon Managed Service for Prometheus: the real collector and the real Prometheus sign what they write, for the region of the workspace. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { emitYaml } from '../../../generator/data/yaml.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { startCollector } from './collector.ts';
import { prepare } from './collectors.ts';
import { type Received, startStub } from './http-stub.ts';
import { podIps } from './pod-ip.ts';
import { installProofFleet } from './proof-fleet.ts';
import { answers, eventually, startServer, Undo } from './server.ts';
import { AWS_KEY, signedScope } from './signature.ts';
import { encodeMetrics, send, sum } from './trouble.ts';

const WORKSPACE = 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1';
const WRITE = '/workspaces/ws-1/api/v1/remote_write';
const SCOPE = { key: AWS_KEY.AWS_ACCESS_KEY_ID, region: 'eu-west-1', service: 'aps' };
const PORT = 9009;

const undo = new Undo();
afterAll(() => undo.stop());

/** A workspace that is here, and what it got. */
async function startWorkspace(host: string): Promise<{ readonly url: string; readonly received: readonly Received[] }> {
  const received: Received[] = [];
  undo.use(
    await startStub(host, PORT, (request, response) => {
      received.push(request);
      response.writeHead(200).end();
    }),
  );
  return { url: `http://${host}:${PORT}${WRITE}`, received };
}

describe('a workspace of Amazon', () => {
  it('gets what collectors write, signed with the key that they find', async () => {
    const { url, received } = await startWorkspace(podIps()());
    const external = {
      url: WORKSPACE,
      writeUrls: [`${WORKSPACE}/api/v1/remote_write`],
      signIn: { kind: 'sigv4' },
      headers: { 'X-Scope-OrgID': 'llm' },
      scrapers: { namespaces: ['monitoring'] },
    };
    const endpoint = { 'prometheus_remote_write/external/0': { endpoint: url } };
    const site = await prepare(undo, {
      settings: {
        prometheus: { mode: 'external', external },
        // The exporter to our own Prometheus, whose address the site says, is not used.
        'otel-gateway': {
          values: { alternateConfig: { exporters: { 'prometheus_remote_write/0': {}, ...endpoint } } },
        },
      },
    });
    const gateway = undo.use(
      await startCollector(
        join(site.folder, 'otel-gateway-0'),
        site.addresses.gateway,
        site.installed.values('otel-gateway'),
        { LANGFUSE_AUTHORIZATION: `Basic ${Buffer.from('pk-lf-proof:sk-lf-proof').toString('base64')}` },
        AWS_KEY,
      ),
    );
    const body = encodeMetrics([sum('calls', 2, { value: 3, at: Math.floor(Date.now() / 1000) })]);
    expect(await send(gateway.otlp, 'metrics', body)).toBe(200);
    const written = await eventually('the samples', async () => received[0]);
    expect(written.path).toBe(WRITE);
    expect(signedScope(written)).toEqual(SCOPE);
    expect(await gateway.count('otelcol_exporter_send_failed_metric_points_total')).toBe(0);
  });

  it('gets what Prometheus writes, signed with the key that it finds', async () => {
    const podIp = podIps();
    const { url, received } = await startWorkspace(podIp());
    const remoteWrite = [{ name: 'central', url: `${WORKSPACE}/api/v1/remote_write`, signIn: { kind: 'sigv4' } }];
    const installed = await installProofFleet({ prometheus: { remoteWrite } });
    const targets = z
      .looseObject({ prometheus: z.looseObject({ prometheusSpec: z.looseObject({ remoteWrite: z.array(target) }) }) })
      .parse(installed.values('prometheus')).prometheus.prometheusSpec.remoteWrite;
    const host = podIp();
    const folder = join((await prepare(undo, {})).folder, 'prometheus');
    await mkdir(folder, { recursive: true });
    const own = `http://${host}:9090`;
    await writeFile(
      join(folder, 'prometheus.yaml'),
      emitYaml({
        global: { scrape_interval: '1s' },
        scrape_configs: [{ job_name: 'own', static_configs: [{ targets: [`${host}:9090`] }] }],
        // As the operator writes it, but for the address.
        remote_write: targets.map(({ name, headers, sigv4 }) => ({ name, headers, sigv4, url })),
      }),
    );
    undo.use(
      await startServer({
        name: 'prometheus',
        program: await testTool('prometheus'),
        arguments: ['--config.file=prometheus.yaml', '--storage.tsdb.path=data', `--web.listen-address=${host}:9090`],
        environment: AWS_KEY,
        folder,
        ready: () => answers(`${own}/-/ready`),
      }),
    );
    const written = await eventually('the samples', async () => received[0]);
    expect(written.path).toBe(WRITE);
    expect(signedScope(written)).toEqual(SCOPE);
  });
});

const target = z.strictObject({
  name: z.string(),
  url: z.literal(`${WORKSPACE}/api/v1/remote_write`),
  headers: z.record(z.string(), z.string()),
  sigv4: z.strictObject({ region: z.string() }),
});
