/** The settings of OpenLIT's platform. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { bytes, objectName, resources } from '../../fleet/schema/quantities.ts';

export const settings = z.strictObject({
  image: z
    .strictObject({
      registry: foreignName
        .meta({ examples: ['registry.acme.io'] })
        .default('ghcr.io')
        .describe('Registry of the image.'),
      tag: foreignName
        .meta({ examples: ['1.24.2'] })
        .optional()
        .describe('Version of OpenLIT, by default the one of the chart.'),
    })
    .prefault({})
    .describe('Image of OpenLIT.'),
  storage: bytes
    .default('5Gi')
    .describe('Size of the volume with its own state: users, organisations and settings. It cannot be changed later.'),
  storageClass: objectName
    .meta({ examples: ['fast-ssd'] })
    .optional()
    .describe('StorageClass of the volume; by default the default StorageClass of the cluster.'),
  resources: resources.prefault({}),
  internet: z
    .boolean()
    .default(false)
    .describe(
      'Whether OpenLIT may connect to any address on port 443, for evaluations by a model, the playground and prices of models.',
    ),
});

export type OpenlitSettings = z.output<typeof settings> & CommonSettings;
