/** Our part of the stack, running: the gateway, samplers behind it where they are asked for, and the Prometheus and Langfuse that they write to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mergeValues } from '../../../generator/fleet/merge.ts';
import type { JsonObject } from '../../../generator/json.ts';
import { type Collector, startCollector } from './collector.ts';
import { type Langfuse, startLangfuse } from './langfuse-stub.ts';
import { podIps } from './pod-ip.ts';
import { type Prometheus, startPrometheus, type Target } from './prometheus.ts';
import { type Installed, installProofFleet } from './proof-fleet.ts';
import { Undo } from './server.ts';

/** As the Secret holds it: `Basic` and the project's keys. */
const AUTHORIZATION = `Basic ${Buffer.from('pk-lf-proof:sk-lf-proof').toString('base64')}`;

export interface World {
  readonly folder: string;
  readonly installed: Installed;
  readonly langfuse: Langfuse;
  readonly gateway: Collector;
  readonly samplers: readonly Collector[];
  /** One that was stopped, again at its address. */
  startSampler(index: number): Promise<Collector>;
  readonly prometheus: Prometheus;
  stop(): Promise<void>;
}

/** What runs beside, to be scraped; with Alertmanager's address. */
export interface Neighbours {
  readonly targets: readonly Target[];
  readonly alertmanager: string;
}

interface Options {
  /** Settings of components, as a user may set them. */
  readonly settings?: Readonly<Record<string, JsonObject>>;
  /** How many samplers there are behind the gateway. */
  readonly samplers?: number;
  /** Starts neighbours, leaving to `undo` how they are stopped. */
  readonly neighbours?: (
    undo: Undo,
    folder: string,
    podIp: () => string,
    installed: Installed,
    langfuse: Langfuse,
  ) => Promise<Neighbours>;
}

/** Starts it all; what was started is stopped again when one of them does not start. */
export async function startWorld({ settings = {}, samplers: count = 0, neighbours }: Options = {}): Promise<World> {
  const undo = new Undo();
  try {
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
    const langfuse = undo.use(await startLangfuse(addresses.langfuse, AUTHORIZATION));
    const beside = await neighbours?.(undo, folder, podIp, installed, langfuse);
    const prometheus = undo.use(
      await startPrometheus({
        folder: join(folder, 'prometheus'),
        host: addresses.prometheus,
        values: installed.values('prometheus'),
        manifests: installed.manifests,
        targets: [...ownTargets(addresses), ...(beside?.targets ?? [])],
        alertmanager: beside?.alertmanager,
      }),
    );
    const startSampler = async (index: number): Promise<Collector> =>
      undo.use(
        await startCollector(
          join(folder, `sampler-${index}`),
          addresses.samplers[index] ?? '',
          installed.values('otel-sampler'),
          { LANGFUSE_AUTHORIZATION: AUTHORIZATION },
        ),
      );
    const samplers: Collector[] = [];
    for (const index of addresses.samplers.keys()) samplers.push(await startSampler(index));
    const gateway = undo.use(
      await startCollector(join(folder, 'gateway'), addresses.gateway, installed.values('otel-gateway'), {
        LANGFUSE_AUTHORIZATION: AUTHORIZATION,
      }),
    );
    return { folder, installed, langfuse, gateway, samplers, startSampler, prometheus, stop: () => undo.stop() };
  } catch (error) {
    await undo.stop();
    throw error;
  }
}

interface Addresses {
  readonly gateway: string;
  readonly langfuse: string;
  readonly prometheus: string;
  readonly samplers: readonly string[];
}

/** The only thing that differs from a cluster: there is no DNS that knows the Services. */
function gatewayEndpoints({ langfuse, prometheus, samplers }: Addresses): JsonObject {
  return {
    alternateConfig: {
      exporters: {
        'otlp_http/langfuse': langfuseEndpoint(langfuse),
        'prometheusremotewrite/0': { endpoint: `http://${prometheus}:9090/api/v1/write` },
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

/** As the charts' ServiceMonitors find them. */
function ownTargets({ gateway, prometheus, samplers }: Addresses): readonly Target[] {
  return [
    {
      address: `${gateway}:8888`,
      labels: labelsOf('otel-gateway', 'otel-gateway-0', 'opentelemetry-collector', 'metrics'),
    },
    ...samplers.map((sampler, index) => ({
      address: `${sampler}:8888`,
      labels: labelsOf('otel-sampler', `otel-sampler-${index}`, 'opentelemetry-collector', 'metrics'),
    })),
    { address: `${prometheus}:9090`, labels: labelsOf('kps-prometheus', 'prometheus-kps-0', 'prometheus', 'http-web') },
  ];
}

/** What the operator puts on the target of a ServiceMonitor: the job is the Service's name. */
export function labelsOf(service: string, pod: string, container: string, endpoint: string): Target['labels'] {
  return { job: service, service, pod, container, endpoint, namespace: 'lang-observatory' };
}
