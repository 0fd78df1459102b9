/** Backends of somebody else by real collectors: each gets every span, masked, and one that is away holds up nobody else. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  Arrived,
  BACKEND_PORTS,
  type Backend,
  type StartBackend,
  startGrpcBackend,
  startHttpBackend,
} from './backend-stub.ts';
import { type Collector, startCollector } from './collector.ts';
import { prepare } from './collectors.ts';
import type { Langfuse } from './langfuse-stub.ts';
import { encodeSpans } from './otlp.ts';
import { podIps } from './pod-ip.ts';
import { eventually, Undo } from './server.ts';
import { send, spanNames } from './trouble.ts';

const MAIL = 'jane.doe@example.com';
const SECRETS = {
  LANGFUSE_AUTHORIZATION: `Basic ${Buffer.from('pk-lf-proof:sk-lf-proof').toString('base64')}`,
  SEND_TO_LAKE__API_KEY: 'k-1',
};
const QUICK = { 'otel-sampler': { percent: 100, decisionWait: '90s' } };

/** A backend that can go away and come back with what it has. */
class Elsewhere {
  readonly arrived = new Arrived();
  readonly #start: StartBackend;
  readonly #host: string;
  #running: Backend | undefined;

  constructor(start: StartBackend, host: string) {
    this.#start = start;
    this.#host = host;
  }

  async start(): Promise<void> {
    this.#running = await this.#start(this.#host, this.arrived);
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }
}

describe.each([
  ['a gateway', 0],
  ['a gateway with a sampler behind it', 1],
])('%s', (_, samplers) => {
  const undo = new Undo();
  const podIp = podIps();
  const hosts = { apm: podIp(), lake: podIp() };
  const apm = undo.use(new Elsewhere(startHttpBackend, hosts.apm));
  const lake = undo.use(new Elsewhere(startGrpcBackend, hosts.lake));
  let gateway: Collector;
  let langfuse: Langfuse;

  beforeAll(async () => {
    const sendTo = [
      { name: 'apm', endpoint: `http://${hosts.apm}:${BACKEND_PORTS.http}/otlp`, headers: { 'X-Tenant': 'a' } },
      {
        name: 'lake',
        endpoint: `http://${hosts.lake}:${BACKEND_PORTS.grpc}`,
        protocol: 'grpc',
        signals: ['traces'],
        secretHeaders: ['api-key'],
      },
    ];
    const site = await prepare(undo, {
      settings: {
        prometheus: { mode: 'disabled' },
        'otel-gateway': { sendTo, mask: ['[\\w.]+@[\\w.]+\\.com'] },
        ...(samplers === 0 ? {} : QUICK),
      },
      samplers,
    });
    langfuse = site.langfuse;
    await Promise.all([apm.start(), lake.start()]);
    const start = async (component: string, host: string): Promise<Collector> =>
      undo.use(
        await startCollector(join(site.folder, `${component}-0`), host, site.installed.values(component), SECRETS),
      );
    for (const host of site.addresses.samplers) await start('otel-sampler', host);
    gateway = await start('otel-gateway', site.addresses.gateway);
  });
  afterAll(() => undo.stop());

  const sendEach = async (names: readonly string[]): Promise<void> => {
    expect(await send(gateway.otlp, 'traces', encodeSpans(names))).toBe(200);
  };
  const has = (what: string, found: () => readonly string[], names: readonly string[]) =>
    eventually(what, async () => (names.every((name) => found().includes(name)) ? true : undefined));

  it('sends each span to both backends and to Langfuse, masked before it leaves', async () => {
    await sendEach(spanNames(`from ${MAIL}`, 20));
    const masked = spanNames('from ***', 20);
    for (const { arrived } of [apm, lake]) await has('the spans in a backend', () => arrived.names(), masked);
    await has('the spans in Langfuse', () => langfuse.spans.map(({ name }) => name), masked);
    for (const { arrived } of [apm, lake]) {
      expect(arrived.names()).toEqual([...masked].sort());
      expect(Buffer.concat(arrived.bodies).toString('latin1')).not.toContain(MAIL);
    }
  });

  it('sends the headers of each, with those of its Secret', () => {
    expect(apm.arrived.headers.map((headers) => [headers['x-tenant'], headers['api-key']])).toContainEqual([
      'a',
      undefined,
    ]);
    expect(lake.arrived.headers.map((headers) => [headers['x-tenant'], headers['api-key']])).toContainEqual([
      undefined,
      'k-1',
    ]);
  });

  it.each([
    ['apm', apm, lake],
    ['lake', lake, apm],
  ])('goes on while %s is away, which gets all of it when it is back', async (name, away, other) => {
    await away.stop();
    const names = spanNames(`without ${name}`, 10);
    await sendEach(names);
    await has('the spans in the other backend', () => other.arrived.names(), names);
    await has('the spans in Langfuse', () => langfuse.spans.map((span) => span.name), names);
    expect(away.arrived.names()).not.toContain(names[0]);
    await away.start();
    await has('the spans in the one that was away', () => away.arrived.names(), names);
  });
});
