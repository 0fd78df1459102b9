import * as z from 'zod';
import type { SecretsProvider } from '../fleet/model.ts';
import type { JsonObject } from '../json.ts';
import { clusterSecretStore, passwordGenerator } from '../kubernetes/external-secret.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { defineComponent } from './component.ts';
import { EXTERNAL_SECRETS_NAMESPACE } from './external-secrets.ts';

/** The controller signs in with its own service account, so that no credential for the store is kept anywhere. */
const SERVICE_ACCOUNT = { name: 'external-secrets', namespace: EXTERNAL_SECRETS_NAMESPACE.name };

export const secretStores = defineComponent({
  name: 'secret-stores',
  description: 'Where secrets come from: a store outside the cluster, or generators inside it.',
  namespace: EXTERNAL_SECRETS_NAMESPACE,
  modes: ['on-demand', 'managed', 'existing', 'disabled'],
  settings: z.strictObject({}),
  clusterKinds: ['external-secrets.io/ClusterSecretStore', 'generators.external-secrets.io/ClusterGenerator'],
  requires: () => ['external-secrets'],
  extras: (_settings, stack) => objects(stack.secretsProvider, undefined),
  // A region of another cloud says nothing about where the store is.
  local: (_settings, stack, { provider }) => ({
    extras: objects(stack.secretsProvider, provider.name === 'aws' ? provider.region : undefined),
  }),
});

function objects(secrets: SecretsProvider, region: string | undefined): readonly Manifest[] {
  if (secrets.provider === 'generated')
    return [passwordGenerator('secret-stores', 'alphanumeric'), passwordGenerator('secret-stores', 'hex')];
  return [clusterSecretStore('secret-stores', storeProvider(secrets, region))];
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
        azurekv: { authType: 'WorkloadIdentity', vaultUrl: secrets.vaultUrl, serviceAccountRef: SERVICE_ACCOUNT },
      };
    case 'vault': {
      const { server, path, role } = secrets;
      const kubernetes = { mountPath: 'kubernetes', role, serviceAccountRef: SERVICE_ACCOUNT };
      return { vault: { server, path, version: 'v2', auth: { kubernetes } } };
    }
  }
}
