/**
 * Size limits between an application and Langfuse, and the amount of data that a collector holds. All are in one place, because the
 * smallest limit decides what arrives: what a receiver accepts must fit into a batch, and a batch must pass every proxy.
 */
import type { JsonObject } from '../../data/json.ts';
import { memoryLimit, type ResourceSettings } from '../../kubernetes/resources.ts';
import type { Mistake } from '../../stack/component.ts';

const MIB = 2 ** 20;

/** The largest request of an application, uncompressed: a receiver rejects a larger one, and the application gets the error. */
export const LARGEST_REQUEST_MIB = 20;

/**
 * The largest batch: the largest request and what a collector adds to it. A span that does not fit would be dropped, with
 * everything after it, and not counted
 * (open-telemetry/opentelemetry-collector:exporter/exporterhelper/internal/queuebatch/traces_batch.go).
 */
const LARGEST_BATCH_MIB = LARGEST_REQUEST_MIB + 2;

/** The body size that every proxy before Langfuse accepts. Proxies count compressed bytes, which are a few more for data that does not compress. */
export const LARGEST_BODY_MIB = LARGEST_BATCH_MIB + 2;

/** Batches are sent when they are this large, or a second old. */
const USUAL_BATCH_MIB = 1;

/**
 * Share of the memory limit for data that waits for an unavailable destination. Such data takes twice as much or more while it is also
 * marshalled and compressed, and small spans take more in memory than on the wire; the memory limiter refuses before a pod is full.
 */
const QUEUE_SHARE = 1 / 4;

/** Requests in flight at once: each is in memory three times meanwhile. */
const SENDERS = 4;

/** Assumed memory of a pod without a limit. */
const UNLIMITED = 2 ** 30;

/** The minimum memory of a collector: its queue holds a request of the largest size, and another one fits below the limiter. */
const LEAST_MEMORY = '256Mi';
const LEAST_MEMORY_BYTES = 256 * MIB;

/** The memory that a pod may use, in bytes. */
export function memoryOf(resources: ResourceSettings): number {
  return memoryLimit(resources) ?? UNLIMITED;
}

/** What a full queue does with the next request: reject it, so that the sender retries, or make it wait for room. */
export type WhenFull = 'refuse' | 'wait';

/** A queue is measured and split into batches in bytes, because one prompt may be as large as a thousand spans. */
export function queueInBytes(resources: ResourceSettings, whenFull: WhenFull, share: number = QUEUE_SHARE): JsonObject {
  return {
    enabled: true,
    block_on_overflow: whenFull === 'wait',
    sizer: 'bytes',
    queue_size: Math.floor(memoryOf(resources) * share),
    num_consumers: SENDERS,
    batch: {
      sizer: 'bytes',
      min_size: USUAL_BATCH_MIB * MIB,
      max_size: LARGEST_BATCH_MIB * MIB,
      flush_timeout: '1s',
    },
  };
}

/** A limit that is too low to accept the largest request. */
export function memoryMistakes(resources: ResourceSettings): readonly Mistake[] {
  if (memoryOf(resources) >= LEAST_MEMORY_BYTES) return [];
  return [
    {
      code: 'invalid-value',
      path: ['resources', 'limits', 'memory'],
      message: `is too little for a collector: one request may have ${LARGEST_REQUEST_MIB} MiB, and several must fit into the queue`,
      hint: `set ${LEAST_MEMORY} or more`,
    },
  ];
}
