/**
 * The way to OpenLIT, beside that to Langfuse and Prometheus. It must never hold them up: an exporter in the same pipeline would refuse the
 * whole request when its queue is full, and the application would send everything again. So a connector leads to a pipeline of its own,
 * with a batch processor, whose only task is to accept everything at once: what OpenLIT's queue has no room for is dropped and counted.
 */
import type { JsonObject } from '../../data/json.ts';
import type { ResourceSettings } from '../../kubernetes/resources.ts';
import { serviceUrl } from '../../kubernetes/service-url.ts';
import { openlit } from '../openlit/handle.ts';
import { queueInBytes } from './limits.ts';

/** The name of the exporter, in every collector that has one. */
export const TO_OPENLIT = 'otlp_http/openlit';

/** An exporter of the pipelines whose telemetry OpenLIT gets too. */
export const FORK = 'forward/openlit';
const APART = 'batch/openlit';

/** Share of the memory limit for the queue of each signal: it is what is lost when OpenLIT stays away, and not the memory for Langfuse. */
const QUEUE_SHARE = 1 / 16;

/** Everything that the pipelines below name. All of it is always there, because Helm cannot take a key away. */
export function openlitParts(resources: ResourceSettings) {
  const { service: name, otlpPort: port } = openlit.connection;
  return {
    // Of a pipeline that gets nothing.
    receivers: { nop: {} },
    connectors: { [FORK]: {} },
    // Without a time it hands everything on at once.
    processors: { [APART]: { timeout: '0s' } },
    exporters: {
      nop: {},
      [TO_OPENLIT]: {
        endpoint: serviceUrl({ service: name, port }, openlit.namespace.name),
        sending_queue: queueInBytes(resources, 'refuse', QUEUE_SHARE),
        retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
      },
    },
  } as const satisfies Readonly<Record<string, JsonObject>>;
}

/** The pipelines to OpenLIT, by signal and by whether it gets the signal from this collector. */
export function openlitPipelines(signals: Readonly<Record<string, boolean>>): JsonObject {
  return Object.fromEntries(
    Object.entries(signals).map(([signal, sends]) => [
      `${signal}/openlit`,
      sends
        ? { receivers: [FORK], processors: [APART], exporters: [TO_OPENLIT] }
        : { receivers: ['nop'], processors: [], exporters: ['nop'] },
    ]),
  );
}
