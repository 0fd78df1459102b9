/** Settings of a log store. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { bytes, resources, storageClassOf } from '../../fleet/schema/quantities.ts';
import { STORE_NEAR_FULL } from '../../telemetry/alert-names.ts';
import { pathOf } from '../../tree/layout.ts';

/** `retention` is the default, in days. */
export function logStoreSettings(retention: number, storage: string) {
  return z.strictObject({
    retentionDays: z.int().min(1).max(3650).default(retention).describe('Days that lines are kept.'),
    storage: bytes
      .default(storage)
      .describe(
        `Size of the volume. The StatefulSet rejects another size once it exists; to expand the volume see ${pathOf('runbook', { alert: STORE_NEAR_FULL })}.`,
      ),
    storageClass: storageClassOf('volume'),
    resources: resources.prefault({}),
  });
}

export type LogStoreSettings = z.output<ReturnType<typeof logStoreSettings>> & CommonSettings;
