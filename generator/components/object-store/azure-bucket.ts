/**
 * A container of Azure's Blob Storage. Workload ID of AKS gives pods an identity: a webhook puts a token into those that have the label, for
 * the managed identity that the annotation of their service account names. Langfuse alone needs the key of the storage account.
 */
import type { ObjectStoreConnection } from './connection.ts';
import { nativeBucket } from './native-bucket.ts';
import { keyIn } from './secret.ts';
import type { ObjectStoreSettings } from './settings.ts';

/** azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html */
const CLIENT_ANNOTATION = 'azure.workload.identity/client-id';
const TENANT_ANNOTATION = 'azure.workload.identity/tenant-id';
const POD_LABEL = { 'azure.workload.identity/use': 'true' } as const;

/** The storage account, and Entra ID, which gives tokens. */
const PORTS = [443] as const;

export function azureBucket(external: NonNullable<ObjectStoreSettings['external']>): ObjectStoreConnection {
  const { storageAccount, bucket, identity, secretName } = external;
  const endpoint = `https://${storageAccount}.blob.core.windows.net`;
  const { clientId, tenantId } = identity ?? {};
  return {
    ...nativeBucket(external),
    provider: 'azure',
    url: `${endpoint}/${bucket}`,
    endpoint,
    signsLinks: true,
    ports: PORTS,
    // It knows no other access (langfuse/langfuse:packages/shared/src/server/services/StorageService.ts, AzureBlobStorageService).
    keyOfLangfuse: keyIn(secretName),
    serviceAccountAnnotations: {
      ...(clientId === undefined ? {} : { [CLIENT_ANNOTATION]: clientId }),
      ...(tenantId === undefined ? {} : { [TENANT_ANNOTATION]: tenantId }),
    },
    podLabels: POD_LABEL,
  };
}
