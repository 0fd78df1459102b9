/** The setting of a collector that keeps its queue on volumes. */
import * as z from 'zod';
import { bytes, storageClassOf } from '../../fleet/schema/quantities.ts';
import { STORE_NEAR_FULL } from '../../telemetry/alert-names.ts';
import { pathOf } from '../../tree/layout.ts';

/** `further` is what else somebody must know who sets it on this collector. */
export function queueSetting(further: string) {
  return z
    .strictObject({
      storage: bytes
        .default('10Gi')
        .describe(
          `Size of the volume of each replica; all queues of the replica share half of it. The StatefulSet rejects another size once it exists; to expand the volumes see ${pathOf('runbook', { alert: STORE_NEAR_FULL })}.`,
        ),
      storageClass: storageClassOf('volumes'),
    })
    .optional()
    .meta({ examples: [{ storage: '20Gi' }] })
    .describe(
      `Keeps what waits to be sent on a volume of each replica: it survives the pod. Without it the queue is in memory, and lost when a pod is killed. Samples for Prometheus are in memory all the same. ${further}`,
    );
}

export type QueueSetting = z.output<ReturnType<typeof queueSetting>>;
