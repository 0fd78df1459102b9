/** What a fleet can say of the object store. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { bytes, objectName, resources, webAddress } from '../../fleet/schema/quantities.ts';
import { STORE_NEAR_FULL } from '../../telemetry/alert-names.ts';
import { pathOf } from '../../tree/layout.ts';
import { caSecretName, refuseIdleAuthorityOf } from '../store-tls.ts';

/** The bucket, where none is named. */
export const BUCKET = 'langfuse';

export const settings = z.strictObject({
  storageClass: objectName
    .meta({ examples: ['fast-ssd'] })
    .optional()
    .describe("StorageClass of the volumes; the cluster's default when absent."),
  volume: z
    .strictObject({
      replicas: z
        .int()
        .min(1)
        .default(2)
        .describe('Volume servers; from two on, every blob is written to two of them.'),
      storage: bytes
        .default('50Gi')
        .describe(
          `Volume of each. Once it is there its StatefulSet refuses another size: have more servers, or see ${pathOf('runbook', { alert: STORE_NEAR_FULL })}.`,
        ),
      resources: resources.prefault({}),
    })
    .prefault({})
    .describe('The servers that hold the blobs.'),
  filer: z
    .strictObject({
      storage: bytes
        .default('5Gi')
        .describe(
          `Volume for the names. Once it is there its StatefulSet refuses another size; how to grow it: ${pathOf('runbook', { alert: STORE_NEAR_FULL })}.`,
        ),
      resources: resources.prefault({}),
    })
    .prefault({})
    .describe('The server that holds the names of the objects: one, so that what is written can be read at once.'),
  master: z
    .strictObject({
      replicas: z
        .union([z.literal(1), z.literal(3)])
        .default(3)
        .describe('Masters: an odd number.'),
      resources: resources.prefault({}),
    })
    .prefault({})
    .describe('The masters, which know where blobs lie.'),
  s3: z
    .strictObject({
      replicas: z.int().min(1).default(2).describe('Gateways that speak S3.'),
      resources: resources.prefault({}),
    })
    .prefault({})
    .describe('The gateways that clients talk to.'),
  external: z
    .strictObject({
      endpoint: webAddress
        .meta({ examples: ['https://s3.eu-west-1.amazonaws.com'] })
        .describe(
          'URL of the S3 API, e.g. https://s3.eu-west-1.amazonaws.com. Browsers and SDKs fetch exports and media there: where it is inside the cluster Langfuse offers neither.',
        ),
      caSecretName,
      region: foreignName
        .meta({ examples: ['eu-west-1'] })
        .default('us-east-1')
        .describe('Region of the bucket.'),
      bucket: foreignName.default(BUCKET).describe('Bucket; it must exist.'),
      forcePathStyle: z
        .boolean()
        .default(false)
        .describe('Whether the bucket is part of the path and not of the host name.'),
      secretName: objectName
        .optional()
        .describe(
          'Secret with keys `access-key` and `secret-key` in the namespace of the stack; when absent it comes from the secrets provider.',
        ),
    })
    .superRefine(({ endpoint, caSecretName }, context) => refuseIdleAuthorityOf(endpoint, caSecretName, context))
    .optional()
    .meta({ examples: [{ endpoint: 'https://s3.eu-west-1.amazonaws.com', region: 'eu-west-1', bucket: 'acme' }] })
    .describe('Where the store is, in mode external.'),
});

export type ObjectStoreSettings = z.output<typeof settings> & CommonSettings;
