/** Settings of the object store. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { advised } from '../../fleet/schema/advice.ts';
import { FOLDER } from '../../fleet/schema/folder.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { bytes, objectName, resources, storageClassOf, webAddress } from '../../fleet/schema/quantities.ts';
import { STORE_NEAR_FULL } from '../../telemetry/alert-names.ts';
import { pathOf } from '../../tree/layout.ts';
import { caSecretName, refuseIdleAuthorityOf } from '../store-tls.ts';
import { identity, refuseIdentity } from './identity.ts';
import { provider, refuseIncomplete, storageAccount } from './provider.ts';

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
  publicDownloads: z
    .boolean()
    .default(false)
    .describe(
      'Whether the S3 API of the managed store gets a host name at the gateway, so that people can download exports. Every request needs a key or a link that Langfuse has signed, and yet it can be asked from wherever the gateway can.',
    ),
  external: z
    .strictObject({
      provider,
      endpoint: webAddress
        .meta({ examples: ['https://s3.eu-west-1.amazonaws.com'] })
        .optional()
        .describe(
          'URL of the S3 API, e.g. https://s3.eu-west-1.amazonaws.com. Browsers and SDKs download exports and media from it or from `publicEndpoint`, so Langfuse offers neither if it is inside the cluster.',
        ),
      publicEndpoint: webAddress
        .meta({ examples: ['https://objects.acme.io'] })
        .optional()
        .describe(
          'Address of the same store for browsers and SDKs, where `endpoint` is one that only the cluster reaches. Langfuse signs links to exports and media for it, and uses it for media itself.',
        ),
      caSecretName,
      region: foreignName
        .meta({ examples: ['eu-west-1'] })
        .default('us-east-1')
        .describe('Region of the bucket.'),
      storageAccount,
      bucket: foreignName.default(BUCKET).describe('Bucket, or at Azure the container; it must exist.'),
      prefix: z
        .string()
        .regex(FOLDER, {
          error: 'is not a folder, such as team/observatory: without a slash at the beginning or the end',
        })
        .meta({ examples: ['team/observatory'] })
        .optional()
        .describe(
          'Folder of the bucket for everything, where the bucket is shared with others; by default the top of it. With another one backups begin anew, and former ones stay where they are.',
        ),
      forcePathStyle: z
        .boolean()
        .default(false)
        .describe('Whether the bucket is part of the path instead of the host name.'),
      secretName: objectName
        .optional()
        .describe(
          'Secret in the namespace of the stack with the keys `access-key` and `secret-key`, at Azure the storage account and its key for Langfuse; by default it comes from the secrets provider.',
        ),
      identity,
    })
    .superRefine(refuseIncomplete)
    .superRefine(({ provider, endpoint, caSecretName }, context) => {
      // Others have one address, and nothing reads an authority for it.
      if (provider === 's3' && endpoint !== undefined) refuseIdleAuthorityOf(endpoint, caSecretName, context);
    })
    .superRefine(refuseIdentity)
    .superRefine(refuseUselessPublicEndpoint)
    .optional()
    .meta({ examples: [{ endpoint: 'https://s3.eu-west-1.amazonaws.com', region: 'eu-west-1', bucket: 'acme' }] })
    .describe('Connection to the store, in mode external.'),
});

interface Endpoints {
  readonly endpoint?: string | undefined;
  readonly publicEndpoint?: string | undefined;
}

/** Rejects an address for browsers that changes nothing, or that they could not reach. */
function refuseUselessPublicEndpoint({ endpoint, publicEndpoint }: Endpoints, context: z.RefinementCtx): void {
  if (publicEndpoint === undefined || endpoint === undefined) return;
  const path = ['publicEndpoint'];
  const { href, hostname } = new URL(publicEndpoint);
  if (href === new URL(endpoint).href)
    context.addIssue({ ...advised('has no effect: it is the same as endpoint', 'remove it'), path });
  else if (isInsideCluster(hostname)) {
    const message = `is of no use: only pods of the cluster know ${hostname}`;
    context.addIssue({ ...advised(message, 'set an address that browsers reach, or remove it'), path });
  }
}

/** Whether a name of a host is that of a Service, which nobody outside knows. */
export function isInsideCluster(hostname: string): boolean {
  return !hostname.includes('.') || /\.(svc|local)$/.test(hostname);
}

export type ObjectStoreSettings = z.output<typeof settings> & CommonSettings;
