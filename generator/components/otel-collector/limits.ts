/**
 * How large things may be on their way from an application to Langfuse, and how much a collector holds. All in one place, because the
 * smallest limit decides what arrives: what a receiver takes must fit into a batch, and a batch through every proxy.
 */
import type { JsonObject } from '../../data/json.ts';
import { memoryLimit, type ResourceSettings } from '../../kubernetes/resources.ts';
import type { Mistake } from '../../stack/component.ts';

const MIB = 2 ** 20;

/** What one request of an application may hold, uncompressed: a receiver refuses more, and the application hears of it. */
export const LARGEST_REQUEST_MIB = 20;

/**
 * What one batch may hold: the largest request, and what a collector adds to it. A span that did not fit would be thrown away, with
 * all that is behind it, and counted nowhere
 * (open-telemetry/opentelemetry-collector:exporter/exporterhelper/internal/queuebatch/traces_batch.go).
 */
const LARGEST_BATCH_MIB = LARGEST_REQUEST_MIB + 2;

/** What every proxy before a Langfuse lets through. They count compressed bytes, which of what does not compress are a few more. */
export const LARGEST_BODY_MIB = LARGEST_BATCH_MIB + 2;

/** Batches are sent when they are this large, or a second old. */
const USUAL_BATCH_MIB = 1;

/**
 * Of the limit of memory, what may wait for another end that does not answer. What waits takes twice as much or more while it is also
 * marshalled and compressed, and small spans take more in memory than on the wire; the memory limiter refuses before a pod is full.
 */
const QUEUE_SHARE = 1 / 4;

/** Requests on their way at once: each is in memory three times meanwhile. */
const SENDERS = 4;

/** Memory that is reckoned with where a pod may use all of its node. */
const UNLIMITED = 2 ** 30;

/** The least memory that a collector can do with: its queue takes a request of the largest size, and the limiter another one. */
const LEAST_MEMORY = '256Mi';
const LEAST_MEMORY_BYTES = 256 * MIB;

/** The memory that a pod may use, in bytes. */
export function memoryOf(resources: ResourceSettings): number {
  return memoryLimit(resources) ?? UNLIMITED;
}

/** What a full queue does with the next request: refuses it, so that the sender tries again, or makes it wait for room. */
export type WhenFull = 'refuse' | 'wait';

/** How a queue of traces is measured, and cut into batches: in bytes, because one prompt may be as large as a thousand spans. */
export function queueInBytes(resources: ResourceSettings, whenFull: WhenFull): JsonObject {
  return {
    enabled: true,
    block_on_overflow: whenFull === 'wait',
    sizer: 'bytes',
    queue_size: Math.floor(memoryOf(resources) * QUEUE_SHARE),
    num_consumers: SENDERS,
    batch: {
      sizer: 'bytes',
      min_size: USUAL_BATCH_MIB * MIB,
      max_size: LARGEST_BATCH_MIB * MIB,
      flush_timeout: '1s',
    },
  };
}

/** A limit below which the largest request could never be taken. */
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
