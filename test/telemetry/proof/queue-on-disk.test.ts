/** Collectors with their queues on disk are killed with what they have accepted: all of it arrives when they run again and the destination is back. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { QUEUE_FOLDER } from '../../../generator/components/otel-collector/queue-on-disk.ts';
import type { JsonObject } from '../../../generator/data/json.ts';
import { Arrived, BACKEND_PORTS, startHttpBackend } from './backend-stub.ts';
import { type Collector, startCollector } from './collector.ts';
import { prepare, type Site } from './collectors.ts';
import type { Langfuse } from './langfuse-stub.ts';
import { encode, encodeSpans } from './otlp.ts';
import { podIps } from './pod-ip.ts';
import { eventually, Undo } from './server.ts';
import { send, spanNames } from './trouble.ts';
import { exportersTo, startVictoriaLogs } from './victoria-logs.ts';

const SECRETS = { LANGFUSE_AUTHORIZATION: `Basic ${Buffer.from('pk-lf-proof:sk-lf-proof').toString('base64')}` };

const QUEUE = { queue: { storage: '4Gi' } };

const values = z.record(z.string(), z.json());

let undo = new Undo();

afterEach(async () => {
  await undo.stop();
  undo = new Undo();
});

/** Starts a collector in the same folder each time, as a pod whose volume follows it. */
async function collectorOf(site: Site, component: string, host: string) {
  const home = join(site.folder, `${component}-0`);
  const volume = join(site.folder, `queue-${component}-0`);
  await mkdir(volume);
  const own = JSON.stringify(site.installed.values(component)).replaceAll(QUEUE_FOLDER, volume);
  return {
    start: async (): Promise<Collector> =>
      undo.use(await startCollector(home, host, values.parse(JSON.parse(own)), SECRETS)),
    /** The queues that it has, by exporter and signal. */
    queues: async () => (await readdir(volume)).map((name) => name.replaceAll('~002F', '/')).sort(),
  };
}

function prepareWith(settings: Readonly<Record<string, JsonObject>>, samplers = 0): Promise<Site> {
  return prepare(undo, { settings: { prometheus: { mode: 'disabled' }, ...settings }, samplers });
}

/** Sends so many requests of ten spans, or fewer when nobody answers any more; the names of the spans of those that were answered with success. */
async function sendAll(gateway: Collector, what: string, requests: number): Promise<readonly string[]> {
  const accepted: string[] = [];
  for (let request = 0; request < requests; request += 1) {
    const names = spanNames(`${what}-${request}`, 10);
    const status = await send(gateway.otlp, 'traces', encodeSpans(names)).catch(() => undefined);
    if (status === undefined) return accepted;
    if (status === 200) accepted.push(...names);
  }
  return accepted;
}

const namesIn = (langfuse: Langfuse) => langfuse.spans.map(({ name }) => name);

/** Waits until every name is there. */
const allIn = (what: string, found: () => readonly string[], names: readonly string[]) =>
  eventually(what, async () => {
    const there = new Set(found());
    return names.every((name) => there.has(name)) ? true : undefined;
  });

const LINES = JSON.stringify({
  resourceLogs: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'assistant' } }] },
      scopeLogs: [
        {
          scope: {},
          logRecords: ['a', 'b', 'c'].map((body) => ({
            timeUnixNano: `${BigInt(Date.now()) * 1_000_000n}`,
            body: { stringValue: `line ${body}` },
          })),
        },
      ],
    },
  ],
});

describe('a gateway that is killed while nobody takes anything from it', () => {
  it('sends every span, line and copy when all are back', async () => {
    const podIp = podIps();
    const hosts = { logs: podIp(), apm: podIp() };
    const apm = new Arrived();
    const site = await prepareWith({
      logs: { mode: 'managed' },
      'otel-gateway': {
        ...QUEUE,
        sendTo: [
          {
            name: 'apm',
            endpoint: `http://${hosts.apm}:${BACKEND_PORTS.http}`,
            signals: ['traces'],
          },
        ],
        values: { alternateConfig: { exporters: exportersTo({ logs: hosts.logs }) } },
      },
    });
    const { langfuse, installed } = site;
    langfuse.setMood('down');
    const { start, queues } = await collectorOf(site, 'otel-gateway', site.addresses.gateway);
    const gateway = await start();
    const accepted = await sendAll(gateway, 'before', 30);
    expect(accepted).toHaveLength(300);
    expect(await send(gateway.otlp, 'logs', LINES)).toBe(200);
    await eventually('requests that Langfuse turned away', async () => (langfuse.turnedAway > 0 ? true : undefined));
    await gateway.kill();
    expect(namesIn(langfuse)).toEqual([]);
    expect(await queues()).toEqual([
      'exporter_otlp_http_langfuse_traces',
      'exporter_otlp_http_logs_logs',
      'exporter_otlp_http_send_to/apm_traces',
    ]);
    const again = await start();
    expect(await again.count('otelcol_exporter_queue_size', /exporter="otlp_http\/langfuse"/)).toBeGreaterThan(0);
    langfuse.setMood('up');
    undo.use(await startHttpBackend(hosts.apm, apm));
    const logs = undo.use(await startVictoriaLogs(join(site.folder, 'logs'), hosts.logs, installed.values('logs')));
    await allIn('every span in Langfuse', () => namesIn(langfuse), accepted);
    await allIn('every span in the backend', () => apm.names(), accepted);
    expect([...new Set(namesIn(langfuse))].sort()).toEqual([...accepted].sort());
    expect(apm.names()).toEqual([...accepted].sort());
    const lines = await eventually('every line', async () => {
      const found = await logs.query('*');
      return found.length >= 3 ? found : undefined;
    });
    expect([...new Set(lines.map(({ _msg }) => _msg))].sort()).toEqual(['line a', 'line b', 'line c']);
  });
});

describe('a gateway that is killed again and again while it receives', () => {
  it('loses nothing of what it has answered with success', async () => {
    const site = await prepareWith({ 'otel-gateway': QUEUE });
    const { start } = await collectorOf(site, 'otel-gateway', site.addresses.gateway);
    const accepted: string[] = [];
    for (const round of ['first', 'second', 'third']) {
      const gateway = await start();
      site.langfuse.setMood('up');
      const delivered = await sendAll(gateway, `${round}-delivered`, 5);
      await allIn('what is sent while Langfuse is there', () => namesIn(site.langfuse), delivered);
      site.langfuse.setMood('down');
      const waiting = await sendAll(gateway, `${round}-waiting`, 20);
      expect(waiting).toHaveLength(200);
      const sending = sendAll(gateway, `${round}-cut-off`, Number.POSITIVE_INFINITY);
      await gateway.kill();
      accepted.push(...delivered, ...waiting, ...(await sending));
    }
    const there = new Set(namesIn(site.langfuse));
    expect(accepted.filter((name) => name.startsWith('third-waiting') && there.has(name))).toEqual([]);
    await start();
    site.langfuse.setMood('up');
    await allIn('every span in Langfuse', () => namesIn(site.langfuse), accepted);
  });
});

describe('with a sampler', () => {
  it('the gateway keeps what no sampler takes, and the sampler what it has decided to keep', async () => {
    const site = await prepareWith(
      { 'otel-gateway': QUEUE, 'otel-sampler': { ...QUEUE, percent: 100, slowerThan: '1s', decisionWait: '5s' } },
      1,
    );
    const { langfuse, addresses } = site;
    langfuse.setMood('down');
    const gateways = await collectorOf(site, 'otel-gateway', addresses.gateway);
    const samplers = await collectorOf(site, 'otel-sampler', addresses.samplers[0] ?? '');
    const gateway = await gateways.start();
    const accepted = await sendAll(gateway, 'sampled', 20);
    expect(accepted).toHaveLength(200);
    await gateway.kill();
    expect(await gateways.queues()).toEqual(['exporter_load_balancing__traces']);
    await gateways.start();
    const sampler = await samplers.start();
    await eventually('decisions about every trace', async () =>
      (await sampler.count('otelcol_processor_tail_sampling_global_count_traces_sampled_total')) >= 10 &&
      langfuse.turnedAway > 0
        ? true
        : undefined,
    );
    await eventually('nothing that waits in the gateway', async () =>
      (await sampler.count('otelcol_processor_tail_sampling_sampling_traces_on_memory')) === 0 ? true : undefined,
    );
    await sampler.kill();
    expect(namesIn(langfuse)).toEqual([]);
    langfuse.setMood('up');
    await samplers.start();
    await allIn('every span in Langfuse', () => namesIn(langfuse), accepted);
    expect(await samplers.queues()).toEqual(['exporter_otlp_http_langfuse_traces']);
  });

  it('traces that wait for their decision are lost with the process', async () => {
    const site = await prepareWith(
      { 'otel-gateway': QUEUE, 'otel-sampler': { ...QUEUE, percent: 100, decisionWait: '5m' } },
      1,
    );
    const { langfuse, addresses } = site;
    const samplers = await collectorOf(site, 'otel-sampler', addresses.samplers[0] ?? '');
    const sampler = await samplers.start();
    const gateway = await (await collectorOf(site, 'otel-gateway', addresses.gateway)).start();
    /** A span whose root never comes. */
    const waiting = (name: string, id: string) =>
      encode([{ traceId: id.repeat(32), spanId: id.repeat(16), parentSpanId: 'f'.repeat(16), name }]);
    expect(await send(gateway.otlp, 'traces', waiting('before', '1'))).toBe(200);
    await eventually('a trace that waits', async () =>
      (await sampler.count('otelcol_processor_tail_sampling_sampling_traces_on_memory')) > 0 ? true : undefined,
    );
    await sampler.kill();
    const next = await samplers.start();
    expect(await send(gateway.otlp, 'traces', waiting('after', '2'))).toBe(200);
    await eventually('the next trace that waits', async () =>
      (await next.count('otelcol_processor_tail_sampling_sampling_traces_on_memory')) > 0 ? true : undefined,
    );
    // One that is told to end decides with what it has.
    await next.stop();
    // What it did not send any more is on its volume.
    await samplers.start();
    await eventually('the trace that was decided on', async () => namesIn(langfuse).includes('after') || undefined);
    expect([...new Set(namesIn(langfuse))]).toEqual(['after']);
  });
});
