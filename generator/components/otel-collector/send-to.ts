/**
 * The way to backends of somebody else, beside that to our stores, as `openlit.ts` has one: a connector leads to pipelines of their own,
 * whose batch processor accepts everything at once. Each exporter has a queue of its own, so a backend that is away holds up neither ours
 * nor another one, and what its queue has no room for is dropped and counted by its name.
 */
import type { JsonObject } from '../../data/json.ts';
import { portOf } from '../../fleet/schema/quantities.ts';
import type { ResourceSettings } from '../../kubernetes/resources.ts';
import { fromSecret } from '../../kubernetes/secret-variable.ts';
import type { Flow, Secret } from '../../stack/component.ts';
import type { Workload } from '../../stack/handle.ts';
import { partyAt } from '../../stack/party-at.ts';
import { headerKeys, headerVariable } from '../headers.ts';
import { collectorHeaders } from './headers.ts';
import { queueInBytes } from './limits.ts';
import type { Backend, Signal } from './send-to-settings.ts';

const KIND = 'send_to';

/** An exporter of the pipelines whose telemetry backends get too. */
const FORK = `forward/${KIND}`;
const APART = `batch/${KIND}`;

/** Share of the memory limit for the queue of one signal of one backend, and for all of them together. */
const QUEUE_SHARE = 1 / 16;
const ALL_QUEUES = 3 / 16;

/** The backends that a collector sends to, by signal. */
export interface Ways {
  readonly backends: readonly Backend[];
  /** Those that this collector has to send. */
  readonly signals: readonly Signal[];
}

function takers({ backends, signals }: Ways, signal: Signal): readonly Backend[] {
  return signals.includes(signal) ? backends.filter((backend) => backend.signals.includes(signal)) : [];
}

/** The exporter that a pipeline of this signal has for all backends. */
export function forkTo(ways: Ways, signal: Signal): readonly string[] {
  return takers(ways, signal).length === 0 ? [] : [FORK];
}

/**
 * Parts of a collector's configuration. They belong to a cluster alone: Helm cannot take a key away that a layer above has set, and
 * an exporter that is nothing is refused by the collector.
 */
export function sendToParts(ways: Ways, resources: ResourceSettings): JsonObject {
  const used = ways.signals.flatMap((signal) => takers(ways, signal).map((backend) => ({ signal, backend })));
  if (used.length === 0) return {};
  const share = Math.min(QUEUE_SHARE, ALL_QUEUES / used.length);
  const signals = ways.signals.filter((signal) => takers(ways, signal).length > 0);
  return {
    connectors: { [FORK]: {} },
    // Without a time it hands everything on at once.
    processors: { [APART]: { timeout: '0s' } },
    exporters: Object.fromEntries(
      used.map(({ backend }) => [exporterOf(backend), exporter(backend, resources, share)]),
    ),
    service: {
      pipelines: Object.fromEntries(
        signals.map((signal) => [
          `${signal}/${KIND}`,
          { receivers: [FORK], processors: [APART], exporters: takers(ways, signal).map(exporterOf) },
        ]),
      ),
    },
  };
}

function exporterOf({ protocol, name }: Backend): string {
  return `otlp_${protocol}/${KIND}/${name}`;
}

/** Values of the label `exporter`; the group is the name of the backend. */
export const EXPORTERS = `otlp_.+/${KIND}/(.+)`;

/** Certificates are verified by public authorities and those of `trust`, which the pod has. */
function exporter(backend: Backend, resources: ResourceSettings, share: number): JsonObject {
  return {
    endpoint: backend.endpoint,
    tls: { insecure: backend.endpoint.startsWith('http://') },
    headers: collectorHeaders(backend, serverOf(backend)),
    sending_queue: queueInBytes(resources, 'refuse', share),
    // With a time limit it would drop what it cannot send.
    retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
  };
}

/** In the names of its variables. */
function serverOf({ name }: Backend): string {
  return `send-to-${name}`;
}

function secretOf(backend: Backend): string {
  return backend.secretName ?? serverOf(backend);
}

/** Environment variables with the headers of each backend that this collector sends to. */
export function sendToVariables(ways: Ways): readonly JsonObject[] {
  return usedBackends(ways).flatMap((backend) =>
    backend.secretHeaders.map((header) =>
      fromSecret(headerVariable(serverOf(backend), header), secretOf(backend), header),
    ),
  );
}

/** The Secrets that the secrets provider must provide. */
export function sendToSecrets(backends: readonly Backend[]): readonly Secret[] {
  return backends.flatMap((backend, index): readonly Secret[] =>
    backend.secretHeaders.length === 0 || backend.secretName !== undefined
      ? []
      : [
          {
            name: secretOf(backend),
            purpose: `headers with credentials of the backend ${backend.name}`,
            keys: headerKeys(backend.secretHeaders, backend.name, ['sendTo', index, 'secretName']),
          },
        ],
  );
}

export function sendToFlows(from: Workload, ways: Ways): readonly Flow[] {
  return usedBackends(ways).map(({ name, endpoint }) => ({
    from,
    to: partyAt(endpoint),
    ports: [portOf(endpoint)],
    purpose: `telemetry for ${name}`,
  }));
}

function usedBackends(ways: Ways): readonly Backend[] {
  return ways.backends.filter((backend) => backend.signals.some((signal) => ways.signals.includes(signal)));
}
