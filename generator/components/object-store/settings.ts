/** Settings of the object store. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { bytes, objectName, resources, storageClassOf, webAddress } from '../../fleet/schema/quantities.ts';
import { STORE_NEAR_FULL } from '../../telemetry/alert-names.ts';
import { pathOf } from '../../tree/layout.ts';
import { caSecretName, refuseIdleAuthorityOf } from '../store-tls.ts';
import { identity, refuseIdentity } from './identity.ts';

/** The bucket, where none is named. */
export const BUCKET = 'langfuse';

export const settings = z.strictObject({
  storageClass: storageClassOf('volumes'),
  volume: z
    .strictObject({
      replicas: z
        .int()
        .min(1)
        .default(2)
        .describe('Volume servers; with two or more, every blob is written to two of them.'),
      storage: bytes
        .default('50Gi')
        .describe(
          `Size of the volume of each server. The StatefulSet rejects another size once it exists: add servers, or see ${pathOf('runbook', { alert: STORE_NEAR_FULL })}.`,
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
          `Size of the volume for the names of objects. The StatefulSet rejects another size once it exists; to expand the volume see ${pathOf('runbook', { alert: STORE_NEAR_FULL })}.`,
        ),
      resources: resources.prefault({}),
    })
    .prefault({})
    .describe(
      'The server that holds the names of the objects. There is only one, so that an object can be read as soon as it is written.',
    ),
  master: z
    .strictObject({
      replicas: z
        .union([z.literal(1), z.literal(3)])
        .default(3)
        .describe('Masters: an odd number.'),
      resources: resources.prefault({}),
    })
    .prefault({})
    .describe('The masters, which know where blobs are stored.'),
  s3: z
    .strictObject({
      replicas: z.int().min(1).default(2).describe('Replicas of the S3 gateway.'),
      resources: resources.prefault({}),
    })
    .prefault({})
    .describe('The S3 gateways, which clients connect to.'),
  external: z
    .strictObject({
      endpoint: webAddress
        .meta({ examples: ['https://s3.eu-west-1.amazonaws.com'] })
        .describe(
          'URL of the S3 API, e.g. https://s3.eu-west-1.amazonaws.com. Browsers and SDKs download exports and media from it, so Langfuse offers neither if it is inside the cluster.',
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
        .describe('Whether the bucket is part of the path instead of the host name.'),
      secretName: objectName
        .optional()
        .describe(
          'Secret in the namespace of the stack with the keys `access-key` and `secret-key`; by default it comes from the secrets provider.',
        ),
      identity,
    })
    .superRefine(({ endpoint, caSecretName }, context) => refuseIdleAuthorityOf(endpoint, caSecretName, context))
    .superRefine(refuseIdentity)
    .optional()
    .meta({ examples: [{ endpoint: 'https://s3.eu-west-1.amazonaws.com', region: 'eu-west-1', bucket: 'acme' }] })
    .describe('Connection to the store, in mode external.'),
});

export type ObjectStoreSettings = z.output<typeof settings> & CommonSettings;
