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
  /** `s3://bucket/path`, `gs://bucket/path` or the address of a folder at Azure; below it each server has a folder of its own. */
  readonly destination: string;
  readonly access: S3Access | CloudAccess;
  /** How far back a restore is possible: days, weeks or months, e.g. `30d`. */
  readonly retention: string;
  /** Of the sidecar beside each instance. */
  readonly resources: JsonObject;
  /** Further variables of the sidecar. */
  readonly environment: readonly Variable[];
}

interface S3Access {
  readonly provider: 's3';
  readonly endpoint: string;
  readonly region: string;
  /** The key of a Secret with the authorities of its certificate; undefined for public authorities. */
  readonly authority: { readonly name: string; readonly key: string } | undefined;
  /** Undefined where the pods have an identity of the cloud. */
  readonly key:
    | { readonly secretName: string; readonly accessKeyIdKey: string; readonly secretAccessKeyKey: string }
    | undefined;
}

/** With the identity that GKE or AKS gives to the pods. */
interface CloudAccess {
  readonly provider: keyof typeof IDENTITIES;
}

const IDENTITIES = {
  google: { googleCredentials: { gkeEnvironment: true } },
  azure: { azureCredentials: { useDefaultAzureCredentials: true } },
} as const;

/** It holds no data: deleting it leaves the bucket unchanged (the plugin's controller has no finalizer), so it has no annotation to keep it. */
export function backupStore({
  destination,
  access,
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
        ...accessTo(access),
        // A tenth of the time that gzip takes, for twice the space (cloudnative-pg/plugin-barman-cloud:web/docs/compression.md).
        wal: { compression: 'snappy' },
        data: { compression: 'snappy' },
      },
      instanceSidecarConfiguration: {
        resources,
        env: [...variablesOf(access), ...environment],
      },
    },
  };
}

/** The address and the credentials, as the configuration has them. */
function accessTo(access: S3Access | CloudAccess): JsonObject {
  if (access.provider !== 's3') return IDENTITIES[access.provider];
  const { endpoint, authority, key } = access;
  return {
    endpointURL: endpoint,
    ...(authority === undefined ? {} : { endpointCA: authority }),
    s3Credentials:
      key === undefined
        ? { inheritFromIAMRole: true }
        : {
            accessKeyId: { name: key.secretName, key: key.accessKeyIdKey },
            secretAccessKey: { name: key.secretName, key: key.secretAccessKeyKey },
          },
  };
}

function variablesOf(access: S3Access | CloudAccess): readonly Variable[] {
  if (access.provider !== 's3') return [];
  return Object.entries({ AWS_DEFAULT_REGION: access.region, ...CHECKSUMS }).map(([name, value]) => ({ name, value }));
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
