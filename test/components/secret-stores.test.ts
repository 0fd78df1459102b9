import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { secretStoresComponent } from '../../generator/components/secret-stores/secret-stores.ts';
import { componentsOf } from '../../generator/custom/components-of.ts';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import type { SecretsProvider } from '../../generator/fleet/model.ts';
import type { Component, NeededSecret, Stack } from '../../generator/stack/component.ts';
import { checkRequirements } from '../../generator/stack/requirements.ts';
import { inputFiles } from '../input-files.ts';
import { CLUSTER, EMPTY_STACK } from './empty-stack.ts';

const component: Component = secretStoresComponent;
const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47';

const SECRET: NeededSecret = { name: 's', namespace: 'lang-observatory', purpose: 'p', elsewhere: false, keys: {} };

function specOf(secretsProvider: SecretsProvider, settings: object = { namespaces: [] }): Json | undefined {
  const stack: Stack = { ...EMPTY_STACK, secretsProvider, secrets: [SECRET] };
  return component.perCluster?.({ mode: 'managed', ...settings }, stack, CLUSTER).manifests?.[0]?.spec;
}

const VAULT = {
  provider: 'vault',
  prefix: 'observatory',
  server: 'https://vault.acme.io',
  path: 'kv',
  role: 'reader',
  mountPath: 'kubernetes',
} as const;

describe('a store', () => {
  it.each<SecretsProvider>([
    { provider: 'aws-secrets-manager', prefix: 'o' },
    { provider: 'gcp-secret-manager', prefix: 'o', projectID: 'p' },
    { provider: 'azure-key-vault', prefix: 'o', vaultUrl: 'https://v.vault.azure.net', tenantId: TENANT },
    VAULT,
  ])('of $provider is read by the namespaces of the stack alone', (provider) => {
    expect(specOf(provider)).toMatchObject({ conditions: [{ namespaces: ['lang-observatory'] }] });
  });

  it('is read by further namespaces that the input names', () => {
    expect(specOf(VAULT, { namespaces: ['team', 'lang-observatory'] })).toMatchObject({
      conditions: [{ namespaces: ['lang-observatory', 'team'] }],
    });
  });

  it('of Azure knows its tenant', () => {
    const provider = {
      provider: 'azure-key-vault',
      prefix: 'o',
      vaultUrl: 'https://v.vault.azure.net',
      tenantId: TENANT,
    } as const;
    expect(specOf(provider)).toMatchObject({ provider: { azurekv: { tenantId: TENANT } } });
  });

  it('of Vault is reached by its own mount path, namespace and authority', () => {
    expect(
      specOf({ ...VAULT, mountPath: 'eu/kubernetes', namespace: 'platform', caConfigMap: 'vault-ca' }),
    ).toMatchObject({
      provider: {
        vault: {
          namespace: 'platform',
          auth: { kubernetes: { mountPath: 'eu/kubernetes', role: 'reader' } },
          caProvider: { type: 'ConfigMap', name: 'vault-ca', key: 'ca.crt', namespace: 'external-secrets' },
        },
      },
    });
    expect(Object.keys(specOf(VAULT) ?? {})).toEqual(['conditions', 'provider']);
  });
});

const FLEET = { secrets: { provider: 'azure-key-vault', vaultUrl: 'https://acme.vault.azure.net', tenantId: TENANT } };

/** Messages about a cluster with these settings of External Secrets. */
function messages(settings: JsonObject): readonly string[] {
  const cluster = { provider: { name: 'azure', region: 'westeurope' }, components: { 'external-secrets': settings } };
  const input = inputFiles({ fleet: FLEET, clusters: { 'eu-1': cluster } });
  const rule = (fleet: Parameters<typeof checkRequirements>[0]) => checkRequirements(fleet, REGISTRY);
  return loadFleet('a-folder-that-is-not-there', componentsOf, rule, input).diagnostics.map(({ message }) => message);
}

describe('a cluster whose secrets are in Azure Key Vault', () => {
  it('needs the identity by which Azure knows the controller', () => {
    expect(messages({})).toEqual([expect.stringContaining('sets no identity of the controller for Azure Key Vault')]);
    expect(messages({ serviceAccountAnnotations: { 'azure.workload.identity/client-id': 'a' } })).toEqual([]);
    expect(messages({ mode: 'existing' })).toEqual([]);
  });
});
