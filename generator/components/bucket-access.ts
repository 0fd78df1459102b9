/** What a program of Barman, or one of ours in its image, needs to use a folder of the bucket. */
import type { JsonObject } from '../data/json.ts';
import { CHECKSUMS } from '../kubernetes/barman-cloud.ts';
import { fromSecret } from '../kubernetes/secret-variable.ts';
import type { Stack } from '../stack/component.ts';
import { bucketProxy, type ObjectStoreConnection, objectStore, type Provider } from './object-store/handle.ts';
import { authorityFile, authorityMount, authorityVolume } from './store-tls.ts';

export interface BucketAccess {
  /** Options of every program of Barman, before the place. */
  readonly options: readonly string[];
  /** Of the pod. */
  readonly labels: Readonly<Record<string, string>>;
  readonly environment: readonly JsonObject[];
  readonly mounts: readonly JsonObject[];
  readonly volumes: readonly JsonObject[];
}

/** Names of the Secrets with the key and the authorities, in a namespace that is not the one of the stack. */
export interface SecretCopies {
  readonly key: string;
  readonly authority: string;
}

interface Tools {
  /** How the programs of Barman are told (EnterpriseDB/barman:barman/clients/cloud_cli.py). */
  readonly options: readonly string[];
  /** For the programs of Barman and the client of the provider. */
  variables(connection: ObjectStoreConnection): Readonly<Record<string, string>>;
}

const TOOLS: Readonly<Record<Provider, Tools>> = {
  s3: {
    options: ['--endpoint-url', '$(ENDPOINT)'],
    variables: ({ endpoint, region, caSecretName }) => ({
      ENDPOINT: endpoint,
      AWS_DEFAULT_REGION: region,
      ...CHECKSUMS,
      ...(caSecretName === undefined ? {} : { AWS_CA_BUNDLE: authorityFile(objectStore.name) }),
    }),
  },
  google: { options: ['--cloud-provider', 'google-cloud-storage'], variables: () => ({}) },
  azure: { options: ['--cloud-provider', 'azure-blob-storage'], variables: () => ({}) },
};

/** `root` is the folder of the component, and `folder` the one of the cluster in it. */
export function bucketAccess(stack: Stack, root: string, folder: string, copies?: SecretCopies): BucketAccess {
  const connection = objectStore.connection(stack.of(objectStore));
  const { provider, url, prefix, key, caSecretName, podLabels } = connection;
  const { options, variables } = TOOLS[provider];
  const values = { DESTINATION: `${url}/${prefix}${root}`, FOLDER: folder, ...variables(connection) };
  const keySecret = copies?.key ?? key?.secretName;
  const authoritySecret = caSecretName === undefined ? undefined : (copies?.authority ?? caSecretName);
  return {
    options,
    labels: podLabels,
    environment: [
      ...Object.entries(values).map(([name, value]) => ({ name, value })),
      ...bucketProxy(stack),
      ...(key === undefined || keySecret === undefined
        ? []
        : [
            fromSecret('AWS_ACCESS_KEY_ID', keySecret, key.accessKeyIdKey),
            fromSecret('AWS_SECRET_ACCESS_KEY', keySecret, key.secretAccessKeyKey),
          ]),
    ],
    mounts: authoritySecret === undefined ? [] : [authorityMount(objectStore.name)],
    volumes: authoritySecret === undefined ? [] : [authorityVolume(objectStore.name, authoritySecret)],
  };
}
