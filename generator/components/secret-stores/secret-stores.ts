import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import type { SecretsProvider } from '../../fleet/model.ts';
import { dnsLabel } from '../../fleet/schema/quantities.ts';
import { clusterSecretStore, passwordGenerator } from '../../kubernetes/external-secret.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { defineComponent, type Stack } from '../../stack/component.ts';
import { externalSecrets } from '../external-secrets/handle.ts';
import { secretStores } from './handle.ts';

/** The controller authenticates with its own service account, so no credential for the store is needed. */
const SERVICE_ACCOUNT = { name: externalSecrets.name, namespace: externalSecrets.namespace.name };

export const secretStoresComponent = defineComponent(secretStores, {
  description: 'Where secrets come from: a store outside the cluster, or generators inside it.',
  modes: ['on-demand', 'managed', 'existing', 'disabled'],
  settings: z.strictObject({
    namespaces: z
      .array(dnsLabel())
      .default([])
      .describe('Further namespaces whose ExternalSecrets may read from the store, besides those of the stack.'),
  }),
  clusterKinds: ['external-secrets.io/ClusterSecretStore', 'generators.external-secrets.io/ClusterGenerator'],
  requires: () => [externalSecrets],
  manifests: ({ namespaces }, stack) => objects(stack, namespaces, undefined),
  // The region of another cloud is not the region of the store.
  perCluster: ({ namespaces }, stack, { provider }) => ({
    manifests: objects(stack, namespaces, provider.name === 'aws' ? provider.region : undefined),
  }),
});

function objects(
  { secretsProvider, secrets }: Stack,
  further: readonly string[],
  region: string | undefined,
): readonly Manifest[] {
  if (secretsProvider.provider === 'generated')
    return [passwordGenerator(secretStores.name, 'alphanumeric'), passwordGenerator(secretStores.name, 'hex')];
  const namespaces = new Set([...secrets.map(({ namespace }) => namespace), ...further]);
  return [clusterSecretStore(secretStores.name, storeProvider(secretsProvider, region), [...namespaces].sort())];
}

function storeProvider(
  secrets: Exclude<SecretsProvider, { readonly provider: 'generated' }>,
  region: string | undefined,
): JsonObject {
  switch (secrets.provider) {
    case 'aws-secrets-manager':
      return { aws: { service: 'SecretsManager', region: secrets.region ?? region ?? '' } };
    case 'gcp-secret-manager':
      return { gcpsm: { projectID: secrets.projectID } };
    case 'azure-key-vault':
      return {
        azurekv: {
          authType: 'WorkloadIdentity',
          vaultUrl: secrets.vaultUrl,
          tenantId: secrets.tenantId,
          serviceAccountRef: SERVICE_ACCOUNT,
        },
      };
    case 'vault': {
      const { server, path, role, mountPath, namespace, caConfigMap } = secrets;
      const kubernetes = { mountPath, role, serviceAccountRef: SERVICE_ACCOUNT };
      return {
        vault: {
          server,
          path,
          version: 'v2',
          auth: { kubernetes },
          ...(namespace === undefined ? {} : { namespace }),
          ...(caConfigMap === undefined ? {} : { caProvider: authority(caConfigMap) }),
        },
      };
    }
  }
}

function authority(name: string): JsonObject {
  return { type: 'ConfigMap', name, key: 'ca.crt', namespace: externalSecrets.namespace.name };
}
