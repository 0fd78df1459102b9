/** Our part of the stack, running: the collectors, and the Prometheus and Langfuse that they write to. */
import { join } from 'node:path';
import { type Addresses, type CollectorOptions, type Collectors, prepare, startCollectors } from './collectors.ts';
import type { Langfuse } from './langfuse-stub.ts';
import { type Prometheus, startPrometheus, type Target } from './prometheus.ts';
import type { Installed } from './proof-fleet.ts';
import { Undo } from './server.ts';

export interface World extends Collectors {
  readonly prometheus: Prometheus;
  stop(): Promise<void>;
}

/** What runs beside, to be scraped; with Alertmanager's address. */
export interface Neighbours {
  readonly targets: readonly Target[];
  readonly alertmanager: string | undefined;
}

interface Options extends CollectorOptions {
  /** Starts neighbours, leaving to `undo` how they are stopped. */
  readonly neighbours?: (
    undo: Undo,
    folder: string,
    podIp: () => string,
    installed: Installed,
    langfuse: Langfuse,
    addresses: Addresses,
  ) => Promise<Neighbours>;
}

/** Starts it all; what was started is stopped again when one of them does not start. */
export async function startWorld({ neighbours, ...options }: Options = {}): Promise<World> {
  const undo = new Undo();
  try {
    const site = await prepare(undo, options);
    const { folder, installed, addresses, langfuse, podIp } = site;
    const beside = await neighbours?.(undo, folder, podIp, installed, langfuse, addresses);
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
    return { ...(await startCollectors(undo, site)), prometheus, stop: () => undo.stop() };
  } catch (error) {
    await undo.stop();
    throw error;
  }
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
