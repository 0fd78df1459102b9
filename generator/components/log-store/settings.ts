/** Settings of a log store. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { advised } from '../../fleet/schema/advice.ts';
import { bytes, resources, storageClassOf, webAddress } from '../../fleet/schema/quantities.ts';
import { STORE_NEAR_FULL } from '../../telemetry/alert-names.ts';
import { pathOf } from '../../tree/layout.ts';
import { headerSettings, refuseHeaders } from '../headers.ts';
import { backup, recovery } from './backup-settings.ts';

/** A store that runs elsewhere. */
const external = z
  .strictObject({
    kind: z
      .enum(['loki', 'victoria-logs'])
      .describe('The program. It decides the paths below the address, and the data source of Grafana.'),
    url: webAddress
      .meta({ examples: ['https://loki.acme.io'] })
      .describe('Address below which the store takes lines by OTLP over HTTP, and answers queries of Grafana.'),
    ...headerSettings,
  })
  .superRefine((said, context) => {
    const { search, hash } = new URL(said.url);
    if (search !== '' || hash !== '')
      context.addIssue({
        ...advised('has a query or a fragment, which a path could not follow', 'remove what follows the path'),
        path: ['url'],
      });
    refuseHeaders(said, context);
  })
  .meta({ examples: [{ kind: 'loki', url: 'https://loki.acme.io', secretHeaders: ['Authorization'] }] })
  .optional()
  .describe('Connection to the store, in mode external.');

/** `root` is the folder of its backups in the bucket, and `retention` the default, in days. */
export function logStoreSettings(root: string, retention: number, storage: string) {
  return z.strictObject({
    retentionDays: z.int().min(1).max(3650).default(retention).describe('Days that lines are kept.'),
    storage: bytes
      .default(storage)
      .describe(
        `Size of the volume. The StatefulSet rejects another size once it exists; to expand the volume see ${pathOf('runbook', { alert: STORE_NEAR_FULL })}.`,
      ),
    storageClass: storageClassOf('volume'),
    resources: resources.prefault({}),
    backup,
    recovery: recovery(root),
    external,
  });
}

export type LogStoreSettings = z.output<ReturnType<typeof logStoreSettings>> & CommonSettings;
