/**
 * A bucket of Google Cloud Storage, which the pods use without any key: Workload Identity Federation for GKE gives them an identity. It is
 * the service account of Kubernetes itself, or the one of Google that an annotation names.
 */
import type { ObjectStoreConnection } from './connection.ts';
import { nativeBucket } from './native-bucket.ts';
import type { ObjectStoreSettings } from './settings.ts';

/** docs.cloud.google.com/kubernetes-engine/docs/how-to/workload-identity */
const ACCOUNT_ANNOTATION = 'iam.gke.io/gcp-service-account';

/** The API of all buckets, and by its XML the one that ClickHouse uses. */
const ENDPOINT = 'https://storage.googleapis.com';

/**
 * The APIs, and the metadata server of GKE, which gives tokens: network policies see it behind port 80 or 988, by the kind of the cluster's
 * network (docs.cloud.google.com/kubernetes-engine/docs/how-to/network-policy).
 */
const PORTS = [443, 80, 988] as const;

export function googleBucket(external: NonNullable<ObjectStoreSettings['external']>): ObjectStoreConnection {
  const account = external.identity?.serviceAccount;
  return {
    ...nativeBucket(external),
    provider: 'google',
    url: `gs://${external.bucket}`,
    endpoint: ENDPOINT,
    // The API signs for an account of Google, and for nobody else (googleapis/google-auth-library-nodejs:src/auth/googleauth.ts, sign).
    signsLinks: account !== undefined,
    ports: PORTS,
    keyOfLangfuse: undefined,
    serviceAccountAnnotations: account === undefined ? {} : { [ACCOUNT_ANNOTATION]: account },
    podLabels: {},
  };
}
