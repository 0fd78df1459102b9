/** The connection of consumers to the bucket, in a managed or an external store. */
import { portOf } from '../../fleet/schema/quantities.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import type { Variable } from '../../kubernetes/variable.ts';
import type { Stack } from '../../stack/component.ts';
import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import { proxyVariables } from '../../stack/proxy.ts';
import { IDENTITY_PORTS, identityAnnotations } from './identity.ts';
import { seaweedfsLabels } from './seaweedfs/labels.ts';
import { BUCKET, type ObjectStoreSettings } from './settings.ts';

const NAME = 'object-store';

/** The Secret of the bucket's user, where none is named. */
export const OBJECT_STORE_SECRET = 'object-store-credentials';

export interface ObjectStoreConnection {
  readonly endpoint: string;
  /** Of the endpoint, and of what gives pods an identity, for network policies. */
  readonly ports: readonly number[];
  readonly region: string;
  readonly bucket: string;
  readonly forcePathStyle: boolean;
  /** The Secret with the authorities of its certificate; undefined for public authorities. */
  readonly caSecretName: string | undefined;
  /** Undefined where pods have an identity instead. */
  readonly key: BucketKey | undefined;
  /** Of the service accounts of pods that use the bucket. */
  readonly serviceAccountAnnotations: Readonly<Record<string, string>>;
}

/** A Secret in the namespace of the stack. */
export interface BucketKey {
  readonly secretName: string;
  readonly accessKeyIdKey: 'access-key';
  readonly secretAccessKeyKey: 'secret-key';
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

/** For a program that reads the bucket. The proxy is for stores elsewhere. */
export function bucketProxy(stack: Stack): readonly Variable[] {
  return stack.of(objectStore).mode === 'external' ? proxyVariables(stack) : [];
}

function keyIn(secretName: string): BucketKey {
  return { secretName, accessKeyIdKey: 'access-key', secretAccessKeyKey: 'secret-key' };
}

function objectStoreConnection({ mode, external }: ObjectStoreSettings): ObjectStoreConnection {
  if (mode === 'external' && external !== undefined)
    return {
      endpoint: external.endpoint,
      region: external.region,
      bucket: external.bucket,
      forcePathStyle: external.forcePathStyle,
      ports: [...new Set([portOf(external.endpoint), ...(external.identity === undefined ? [] : IDENTITY_PORTS)])],
      caSecretName: external.caSecretName,
      key: external.identity === undefined ? keyIn(external.secretName ?? OBJECT_STORE_SECRET) : undefined,
      serviceAccountAnnotations: identityAnnotations(external.identity),
    };
  return {
    endpoint: `http://${NAME}-s3.${STACK_NAMESPACE}.svc:8333`,
    ports: [8333],
    region: 'us-east-1',
    bucket: BUCKET,
    forcePathStyle: true,
    caSecretName: undefined,
    key: keyIn(OBJECT_STORE_SECRET),
    serviceAccountAnnotations: {},
  };
}
