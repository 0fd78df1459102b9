/** The S3-compatible store of Langfuse's events and media: SeaweedFS in the cluster, or one that runs elsewhere. */
import { z } from 'zod';
import type { CommonSettings } from '../fleet/model.ts';
import { quantity } from '../fleet/quantities.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { CATALOGUE } from './catalogue.ts';
import { defineComponent } from './component.ts';

const NAME = 'object-store';

export interface ObjectStoreConnection {
  readonly endpoint: string;
  /** The port of the endpoint, for network policies. */
  readonly port: number;
  readonly region: string;
  readonly bucket: string;
  readonly forcePathStyle: boolean;
  readonly secretName: string;
  readonly accessKeyIdKey: 'access-key';
  readonly secretAccessKeyKey: 'secret-key';
}

const SECRET = 'object-store-credentials';

const settings = z.strictObject({
  storage: quantity.default('50Gi').describe('Volume of each volume server.'),
  external: z
    .strictObject({
      endpoint: z.url({ protocol: /^https?$/ }).describe('URL of the S3 API, e.g. https://s3.eu-west-1.amazonaws.com.'),
      region: z.string().default('us-east-1').describe('Region of the bucket.'),
      bucket: z.string().default('langfuse').describe('Bucket; it must exist.'),
      forcePathStyle: z.boolean().default(false).describe('Whether the bucket is part of the path and not of the host name.'),
      secretName: z
        .string()
        .optional()
        .describe(
          'Secret with keys `access-key` and `secret-key` in the namespace of the stack; when absent it comes from the secrets provider.',
        ),
    })
    .optional()
    .describe('Where the store is, in mode external.'),
});

type ObjectStoreSettings = z.output<typeof settings> & CommonSettings;

const KEYS = { accessKeyIdKey: 'access-key', secretAccessKeyKey: 'secret-key' } as const;

/** Where consumers find the bucket, whoever runs the store. */
export function objectStoreConnection({ mode, external }: ObjectStoreSettings): ObjectStoreConnection {
  if (mode === 'external' && external !== undefined)
    return { ...external, port: portOf(external.endpoint), secretName: external.secretName ?? SECRET, ...KEYS };
  return {
    endpoint: `http://${NAME}-s3.${STACK_NAMESPACE}.svc:8333`,
    port: 8333,
    region: 'us-east-1',
    bucket: 'langfuse',
    forcePathStyle: true,
    secretName: SECRET,
    ...KEYS,
  };
}

/** URL leaves the port empty where it is the scheme's own. */
function portOf(endpoint: string): number {
  const { port, protocol } = new URL(endpoint);
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

export const objectStore = defineComponent({
  name: NAME,
  description: 'S3-compatible object store: events, media and exports of Langfuse.',
  namespace: { name: STACK_NAMESPACE, podSecurity: { level: 'restricted' } },
  chart: CATALOGUE[NAME],
  modes: ['managed', 'external'],
  settings,
});
