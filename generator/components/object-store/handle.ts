/** The connection of consumers to the bucket, in a managed or an external store. */
import { portOf } from '../../fleet/schema/quantities.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import { seaweedfsLabels } from './seaweedfs/labels.ts';
import { BUCKET, type ObjectStoreSettings } from './settings.ts';

const NAME = 'object-store';

/** The Secret of the bucket's user, where none is named. */
export const OBJECT_STORE_SECRET = 'object-store-credentials';

export interface ObjectStoreConnection {
  readonly endpoint: string;
  /** The port of the endpoint, for network policies. */
  readonly port: number;
  readonly region: string;
  readonly bucket: string;
  readonly forcePathStyle: boolean;
  /** The Secret with the authorities of its certificate; undefined for public authorities. */
  readonly caSecretName: string | undefined;
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

const KEYS = { accessKeyIdKey: 'access-key', secretAccessKeyKey: 'secret-key' } as const;

function objectStoreConnection({ mode, external }: ObjectStoreSettings): ObjectStoreConnection {
  if (mode === 'external' && external !== undefined)
    return {
      ...external,
      port: portOf(external.endpoint),
      caSecretName: external.caSecretName,
      secretName: external.secretName ?? OBJECT_STORE_SECRET,
      ...KEYS,
    };
  return {
    endpoint: `http://${NAME}-s3.${STACK_NAMESPACE}.svc:8333`,
    port: 8333,
    region: 'us-east-1',
    bucket: BUCKET,
    forcePathStyle: true,
    caSecretName: undefined,
    secretName: OBJECT_STORE_SECRET,
    ...KEYS,
  };
}
