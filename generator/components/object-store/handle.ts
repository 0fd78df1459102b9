/** The connection of consumers to the bucket, in a managed or an external store. */
import { portOf } from '../../fleet/schema/quantities.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import type { Variable } from '../../kubernetes/variable.ts';
import type { Stack } from '../../stack/component.ts';
import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import { proxyVariables } from '../../stack/proxy.ts';
import { azureBucket } from './azure-bucket.ts';
import type { BucketKey, ObjectStoreConnection } from './connection.ts';
import { googleBucket } from './google-bucket.ts';
import { IDENTITY_PORTS, identityAnnotations } from './identity.ts';
import { prefixOfKeys } from './native-bucket.ts';
import type { Provider } from './provider.ts';
import { seaweedfsLabels } from './seaweedfs/labels.ts';
import { keyIn } from './secret.ts';
import { BUCKET, isInsideCluster, type ObjectStoreSettings } from './settings.ts';

export type { BucketKey, ObjectStoreConnection, Provider };
export { isInsideCluster };

const NAME = 'object-store';

type External = NonNullable<ObjectStoreSettings['external']>;

/** Where Langfuse puts what it writes into the bucket; backups have folders of their own there. Its events and exports go by age, and media do not. */
export const FOLDERS = { events: 'events/', exports: 'exports/', media: 'media/' } as const;

/** The Service of the S3 gateways. */
export const S3 = { service: `${NAME}-s3`, port: 8333 } as const;

/** Whether the store has a host name, where it is deployed and there is a gateway. */
export function asksForHost({ mode, publicDownloads }: ObjectStoreSettings): boolean {
  return publicDownloads && (mode === 'managed' || mode === 'on-demand');
}

export const objectStore = defineHandle<ObjectStoreSettings>()({
  name: NAME,
  namespace: STACK,
  workloads: {
    master: { podLabels: seaweedfsLabels('master') },
    volume: { podLabels: seaweedfsLabels('volume') },
    filer: { podLabels: seaweedfsLabels('filer') },
    s3: { podLabels: seaweedfsLabels('s3') },
    // A Job that makes the bucket, after installation and upgrades.
    'bucket-hook': { podLabels: seaweedfsLabels('bucket-hook') },
  },
  probes: { master: `${NAME}-master`, volume: `${NAME}-volume`, filer: `${NAME}-filer`, s3: `${NAME}-s3` },
  connection: objectStoreConnection,
});

/** Of a service account whose pods use the bucket. */
export function bucketAnnotations(stack: Pick<Stack, 'of'>): Readonly<Record<string, string>> {
  return objectStoreConnection(stack.of(objectStore)).serviceAccountAnnotations;
}

/** Of a pod that uses the bucket. */
export function bucketLabels(stack: Pick<Stack, 'of'>): Readonly<Record<string, string>> {
  return objectStoreConnection(stack.of(objectStore)).podLabels;
}

/** For a program that reads the bucket. The proxy is for stores elsewhere. */
export function bucketProxy(stack: Stack): readonly Variable[] {
  return stack.of(objectStore).mode === 'external' ? proxyVariables(stack) : [];
}

/** Of a bucket elsewhere, by its provider. */
const ELSEWHERE = { s3: s3Bucket, google: googleBucket, azure: azureBucket } as const satisfies Record<
  Provider,
  (external: External) => ObjectStoreConnection
>;

function objectStoreConnection({ mode, external }: ObjectStoreSettings): ObjectStoreConnection {
  return mode === 'external' && external !== undefined ? ELSEWHERE[external.provider](external) : MANAGED;
}

/** The input refuses a store of S3 without its address, but what such a store would use can be asked. */
const NOWHERE = 'https://s3.invalid';

function s3Bucket(external: External): ObjectStoreConnection {
  const { endpoint = NOWHERE, publicEndpoint, bucket, identity } = external;
  const key = identity === undefined ? keyIn(external.secretName) : undefined;
  return {
    provider: 's3',
    url: `s3://${bucket}`,
    endpoint,
    publicEndpoint,
    signsLinks: true,
    region: external.region,
    bucket,
    prefix: prefixOfKeys(external.prefix),
    forcePathStyle: external.forcePathStyle,
    ports: [
      ...new Set([
        portOf(endpoint),
        ...(publicEndpoint === undefined ? [] : [portOf(publicEndpoint)]),
        ...(identity === undefined ? [] : IDENTITY_PORTS),
      ]),
    ],
    caSecretName: external.caSecretName,
    key,
    keyOfLangfuse: key,
    serviceAccountAnnotations: identityAnnotations(identity),
    podLabels: {},
  };
}

const MANAGED: ObjectStoreConnection = {
  provider: 's3',
  url: `s3://${BUCKET}`,
  endpoint: `http://${S3.service}.${STACK_NAMESPACE}.svc:${S3.port}`,
  publicEndpoint: undefined,
  signsLinks: true,
  ports: [S3.port],
  region: 'us-east-1',
  bucket: BUCKET,
  prefix: '',
  forcePathStyle: true,
  caSecretName: undefined,
  key: keyIn(),
  keyOfLangfuse: keyIn(),
  serviceAccountAnnotations: {},
  podLabels: {},
};
