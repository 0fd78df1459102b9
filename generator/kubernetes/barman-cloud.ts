/** The object of CloudNativePG's Barman Cloud plugin (`barmancloud.cnpg.io/v1`): where backups are stored, and the resources of the sidecar. */
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';
import type { Variable } from './variable.ts';

/** The operator and Clusters refer to the plugin by this name. */
export const BARMAN_CLOUD_PLUGIN = 'barman-cloud.cloudnative-pg.io';

interface BackupStore {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  /** `s3://bucket/path`; below it each server has a folder of its own. */
  readonly destination: string;
  readonly endpoint: string;
  readonly region: string;
  /** The key of a Secret with the authorities of its certificate; undefined for public authorities. */
  readonly authority: { readonly name: string; readonly key: string } | undefined;
  /** Undefined where the pods have an identity of the cloud. */
  readonly key:
    | { readonly secretName: string; readonly accessKeyIdKey: string; readonly secretAccessKeyKey: string }
    | undefined;
  /** How far back a restore is possible: days, weeks or months, e.g. `30d`. */
  readonly retention: string;
  /** Of the sidecar beside each instance. */
  readonly resources: JsonObject;
  /** Further variables of the sidecar. */
  readonly environment: readonly Variable[];
}

/** It holds no data: deleting it leaves the bucket unchanged (the plugin's controller has no finalizer), so it has no annotation to keep it. */
export function backupStore({
  destination,
  endpoint,
  region,
  authority,
  key,
  retention,
  resources,
  environment,
  ...owner
}: BackupStore): Manifest {
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
        s3Credentials:
          key === undefined
            ? { inheritFromIAMRole: true }
            : {
                accessKeyId: { name: key.secretName, key: key.accessKeyIdKey },
                secretAccessKey: { name: key.secretName, key: key.secretAccessKeyKey },
              },
        // A tenth of the time that gzip takes, for twice the space (cloudnative-pg/plugin-barman-cloud:web/docs/compression.md).
        wal: { compression: 'snappy' },
        data: { compression: 'snappy' },
      },
      instanceSidecarConfiguration: {
        resources,
        env: [
          ...Object.entries({ AWS_DEFAULT_REGION: region, ...CHECKSUMS }).map(([name, value]) => ({ name, value })),
          ...environment,
        ],
      },
    },
  };
}

/** Many S3-compatible stores do not support trailing checksums (cloudnative-pg/plugin-barman-cloud:web/docs/object_stores.md). */
export const CHECKSUMS = {
  AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
  AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
} as const;

/**
 * The plugin in a Cluster's spec: where the backups of a server are. Defaults of the operator are explicit:
 * fields that it adds to items of a list would show as drift.
 */
export function backupPlugin(store: string, serverName: string, isWALArchiver: boolean): JsonObject {
  return {
    name: BARMAN_CLOUD_PLUGIN,
    enabled: true,
    isWALArchiver,
    parameters: { barmanObjectName: store, serverName },
  };
}
