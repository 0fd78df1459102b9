/** Our part of the stack, running: the gateway and the Prometheus and Langfuse that it writes to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mergeValues } from '../../../generator/fleet/merge.ts';
import type { JsonObject } from '../../../generator/json.ts';
import { type Gateway, startGateway } from './gateway.ts';
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
  readonly gateway: Gateway;
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
export async function startWorld({ settings = {}, neighbours }: Options = {}): Promise<World> {
  const undo = new Undo();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
    undo.defer(() => rm(folder, { recursive: true, force: true }));
    const podIp = podIps();
    const addresses = { gateway: podIp(), langfuse: podIp(), prometheus: podIp() };
    const installed = await installProofFleet(
      mergeValues({ 'otel-gateway': { values: endpoints(addresses) } }, settings),
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
    const gateway = undo.use(
      await startGateway(join(folder, 'gateway'), addresses.gateway, installed.values('otel-gateway'), {
        LANGFUSE_AUTHORIZATION: AUTHORIZATION,
      }),
    );
    return { folder, installed, langfuse, gateway, prometheus, stop: () => undo.stop() };
  } catch (error) {
    await undo.stop();
    throw error;
  }
}

interface Addresses {
  readonly gateway: string;
  readonly langfuse: string;
  readonly prometheus: string;
}

/** The only thing that differs from a cluster: there is no DNS that knows the Services. */
function endpoints({ langfuse, prometheus }: Addresses): JsonObject {
  return {
    alternateConfig: {
      exporters: {
        'otlp_http/langfuse': { endpoint: `http://${langfuse}:3000/api/public/otel` },
        'prometheusremotewrite/0': { endpoint: `http://${prometheus}:9090/api/v1/write` },
      },
    },
  };
}

/** As the charts' ServiceMonitors find them. */
function ownTargets({ gateway, prometheus }: Addresses): readonly Target[] {
  return [
    {
      address: `${gateway}:8888`,
      labels: labelsOf('otel-gateway', 'otel-gateway-0', 'opentelemetry-collector', 'metrics'),
    },
    { address: `${prometheus}:9090`, labels: labelsOf('kps-prometheus', 'prometheus-kps-0', 'prometheus', 'http-web') },
  ];
}

/** What the operator puts on the target of a ServiceMonitor: the job is the Service's name. */
export function labelsOf(service: string, pod: string, container: string, endpoint: string): Target['labels'] {
  return { job: service, service, pod, container, endpoint, namespace: 'lang-observatory' };
}
