/** Our part of the way of traces, running: the gateway, samplers behind it where they are asked for, and a Langfuse behind its proxy. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { mergeValues } from '../../../generator/fleet/resolve/merge.ts';
import { type Collector, startCollector } from './collector.ts';
import { type Langfuse, startLangfuse } from './langfuse-stub.ts';
import { podIps } from './pod-ip.ts';
import { type Installed, installProofFleet } from './proof-fleet.ts';
import type { Undo } from './server.ts';

/** As the Secret holds it: `Basic` and the project's keys. */
const AUTHORIZATION = `Basic ${Buffer.from('pk-lf-proof:sk-lf-proof').toString('base64')}`;

export interface Collectors {
  readonly folder: string;
  readonly installed: Installed;
  readonly addresses: Addresses;
  readonly langfuse: Langfuse;
  readonly gateway: Collector;
  readonly samplers: readonly Collector[];
  /** One that was stopped, again at its address. */
  startSampler(index: number): Promise<Collector>;
}

export interface Addresses {
  readonly gateway: string;
  readonly langfuse: string;
  readonly prometheus: string;
  readonly samplers: readonly string[];
}

export interface CollectorOptions {
  /** Settings of components, as a user may set them. */
  readonly settings?: Readonly<Record<string, JsonObject>>;
  /** How many samplers there are behind the gateway. */
  readonly samplers?: number;
}

/** What the collectors are installed with, before any of them runs. */
export interface Site extends Pick<Collectors, 'folder' | 'installed' | 'addresses' | 'langfuse'> {
  /** Another address, as another pod has. */
  podIp(): string;
}

export async function prepare(undo: Undo, { settings = {}, samplers: count = 0 }: CollectorOptions): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const podIp = podIps();
  const addresses = {
    gateway: podIp(),
    langfuse: podIp(),
    prometheus: podIp(),
    samplers: Array.from({ length: count }, podIp),
  };
  const sampler = { mode: 'managed', replicas: count, values: samplerEndpoints(addresses) };
  const installed = await installProofFleet(
    mergeValues(
      {
        'otel-gateway': { values: gatewayEndpoints(addresses) },
        ...(count === 0 ? {} : { 'otel-sampler': sampler }),
      },
      settings,
    ),
  );
  const langfuse = undo.use(await startLangfuse(addresses.langfuse, AUTHORIZATION, largestBody(installed.manifests)));
  return { folder, installed, addresses, langfuse, podIp };
}

export async function startCollectors(undo: Undo, site: Site): Promise<Collectors> {
  const { folder, installed, addresses } = site;
  const start = async (name: string, host: string, component: string): Promise<Collector> =>
    undo.use(
      await startCollector(join(folder, name), host, installed.values(component), {
        LANGFUSE_AUTHORIZATION: AUTHORIZATION,
      }),
    );
  const startSampler = (index: number): Promise<Collector> =>
    start(`otel-sampler-${index}`, addresses.samplers[index] ?? '', 'otel-sampler');
  const samplers: Collector[] = [];
  for (const index of addresses.samplers.keys()) samplers.push(await startSampler(index));
  const gateway = await start('otel-gateway-0', addresses.gateway, 'otel-gateway');
  return { ...site, gateway, samplers, startSampler };
}

/** The collectors alone, without anybody who reads their metrics but the test itself. */
export async function startCollectorsAlone(undo: Undo, options: CollectorOptions = {}): Promise<Collectors> {
  const settings = { ...options.settings, prometheus: { mode: 'disabled' } };
  return startCollectors(undo, await prepare(undo, { ...options, settings }));
}

/** The only thing that differs from a cluster: there is no DNS that knows the Services. */
function gatewayEndpoints({ gateway, langfuse, prometheus, samplers }: Addresses): JsonObject {
  return {
    alternateConfig: {
      // Without Prometheus it listens inside its pod alone, and here all pods have the same inside.
      receivers: { statsd: { endpoint: `${gateway}:8125` } },
      exporters: {
        'otlp_http/langfuse': langfuseEndpoint(langfuse),
        'prometheus_remote_write/0': { endpoint: `http://${prometheus}:9090/api/v1/write` },
        load_balancing: { resolver: resolver(samplers) },
      },
    },
  };
}

function samplerEndpoints({ langfuse }: Addresses): JsonObject {
  return { alternateConfig: { exporters: { 'otlp_http/langfuse': langfuseEndpoint(langfuse) } } };
}

function langfuseEndpoint(host: string): JsonObject {
  return { endpoint: `http://${host}:3000/api/public/otel` };
}

/** One address is found as a name would be; two have no name in common here, and are listed instead. */
function resolver([first = '', ...others]: readonly string[]): JsonObject {
  if (others.length === 0) return { dns: { hostname: first } };
  return { dns: null, static: { hostnames: [first, ...others].map((host) => `${host}:4317`) } };
}

const policy = z.looseObject({
  kind: z.literal('ClientSettingsPolicy'),
  spec: z.looseObject({ body: z.object({ maxSize: z.string().regex(/^\d+m$/) }) }),
});

/** The bytes that the Gateway lets through, as clients of another cluster meet it. */
function largestBody(manifests: readonly JsonObject[]): number {
  const [found] = manifests.flatMap((manifest) => policy.safeParse(manifest).data ?? []);
  if (found === undefined) throw new Error('the Gateway has no limit');
  return Number.parseInt(found.spec.body.maxSize, 10) * 2 ** 20;
}
