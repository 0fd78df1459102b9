/** The object of CloudNativePG's Barman Cloud plugin (`barmancloud.cnpg.io/v1`): where backups lie, and what their sidecar may use. */
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';

/** Under this name the operator finds the plugin, and Clusters ask for it. */
export const BARMAN_CLOUD_PLUGIN = 'barman-cloud.cloudnative-pg.io';

interface BackupStore {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  /** `s3://bucket/path`; below it each server has a folder of its own. */
  readonly destination: string;
  readonly endpoint: string;
  readonly region: string;
  /** The key of a Secret with the authorities of its certificate; undefined for those that everybody trusts. */
  readonly authority: { readonly name: string; readonly key: string } | undefined;
  readonly credentials: {
    readonly secretName: string;
    readonly accessKeyIdKey: string;
    readonly secretAccessKeyKey: string;
  };
  /** For how long any moment can be restored: days, weeks or months, e.g. `30d`. */
  readonly retention: string;
  /** Of the sidecar beside each instance. */
  readonly resources: JsonObject;
}

/** It holds no data: without it the bucket keeps what is in it (the plugin's controller has no finalizer), so nothing marks it to be kept. */
export function backupStore({
  destination,
  endpoint,
  region,
  authority,
  credentials,
  retention,
  resources,
  ...owner
}: BackupStore): Manifest {
  const { secretName, accessKeyIdKey, secretAccessKeyKey } = credentials;
  return {
    apiVersion: 'barmancloud.cnpg.io/v1',
    kind: 'ObjectStore',
    metadata: namespaced(owner.name, owner.namespace, owner),
    spec: {
      retentionPolicy: retention,
      configuration: {
        destinationPath: destination,
        endpointURL: endpoint,
        ...(authority === undefined ? {} : { endpointCA: authority }),
        s3Credentials: {
          accessKeyId: { name: secretName, key: accessKeyIdKey },
          secretAccessKey: { name: secretName, key: secretAccessKeyKey },
        },
        // A tenth of the time that gzip takes, for twice the space (cloudnative-pg/plugin-barman-cloud:web/docs/compression.md).
        wal: { compression: 'snappy' },
        data: { compression: 'snappy' },
      },
      instanceSidecarConfiguration: {
        resources,
        env: Object.entries({ AWS_DEFAULT_REGION: region, ...CHECKSUMS }).map(([name, value]) => ({ name, value })),
      },
    },
  };
}

/** Stores that only speak S3 know no checksums that follow the content (cloudnative-pg/plugin-barman-cloud:web/docs/object_stores.md). */
const CHECKSUMS = {
  AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
  AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
} as const;

/**
 * What a Cluster says of the plugin: where a server's backups are. The operator's defaults are written out:
 * in a list, what it adds would show as drift.
 */
export function backupPlugin(store: string, serverName: string, isWALArchiver: boolean): JsonObject {
  return {
    name: BARMAN_CLOUD_PLUGIN,
    enabled: true,
    isWALArchiver,
    parameters: { barmanObjectName: store, serverName },
  };
}
