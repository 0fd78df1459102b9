import { describe, expect, it } from 'vitest';
import { credentialsComponent } from '../../generator/components/credentials/credentials.ts';
import type { Json } from '../../generator/data/json.ts';
import type { SecretsProvider } from '../../generator/fleet/model.ts';
import type { Component, NeededSecret, Stack } from '../../generator/stack/component.ts';
import { storeEntries, storeEntry } from '../../generator/stack/store-entries.ts';
import { CLUSTER, EMPTY_STACK } from './empty-stack.ts';

/** As the registry has it: with no settings of its own. */
const credentials: Component = credentialsComponent;

const PROJECT: NeededSecret = {
  name: 'project',
  namespace: 'lang-observatory',
  purpose: 'keys of a project',
  elsewhere: false,
  keys: {
    'public-key': { generate: 'alphanumeric', prefix: 'pk-' },
    salt: { generate: 'hex' },
    user: { value: 'somebody' },
    header: { template: (key) => `Basic {{ printf "%s:%s" ${key('public-key')} ${key('salt')} | b64enc }}` },
  },
};

const AWS: SecretsProvider = { provider: 'aws-secrets-manager', prefix: '/obs/' };
const GCP = { provider: 'gcp-secret-manager', prefix: '/obs/x', projectID: 'p' } as const;
const AZURE = {
  provider: 'azure-key-vault',
  prefix: 'obs_x',
  vaultUrl: 'https://v.vault.azure.net',
  tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47',
} as const;

function stack(secretsProvider: SecretsProvider, ...secrets: Stack['secrets']): Stack {
  return { ...EMPTY_STACK, secretsProvider, secrets };
}

function spec(secretsProvider: SecretsProvider): Json | undefined {
  return credentials.manifests?.({ mode: 'managed' }, stack(secretsProvider, PROJECT))[0]?.spec;
}

describe('a Secret that is generated', () => {
  it('is made once and outlives its ExternalSecret', () => {
    expect(spec({ provider: 'generated' })).toMatchObject({
      refreshPolicy: 'CreatedOnce',
      // Restored without its state, an ExternalSecret makes other values, but not over an immutable Secret.
      target: { name: 'project', creationPolicy: 'Orphan', deletionPolicy: 'Retain', immutable: true },
    });
    const [manifest] = credentials.manifests?.({ mode: 'managed' }, stack({ provider: 'generated' }, PROJECT)) ?? [];
    expect(manifest?.metadata.annotations).toMatchObject({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
  });

  it('takes each random key, and no other, from the generator of its kind', () => {
    expect(spec({ provider: 'generated' })).toMatchObject({
      dataFrom: [
        {
          sourceRef: { generatorRef: { kind: 'ClusterGenerator', name: 'lang-observatory-alphanumeric' } },
          rewrite: [{ regexp: { source: '^password$', target: 'public-key' } }],
        },
        {
          sourceRef: { generatorRef: { kind: 'ClusterGenerator', name: 'lang-observatory-hex' } },
          rewrite: [{ regexp: { source: '^password$', target: 'salt' } }],
        },
      ],
    });
  });

  it('gets its prefix both in its own key and inside the arguments of another key', () => {
    expect(spec({ provider: 'generated' })).toMatchObject({
      target: {
        template: {
          data: {
            'public-key': '{{ (print "pk-" (index . "public-key")) }}',
            salt: '{{ (index . "salt") }}',
            user: 'somebody',
            header: 'Basic {{ printf "%s:%s" (print "pk-" (index . "public-key")) (index . "salt") | b64enc }}',
          },
        },
      },
    });
  });

  it('is the same on every cluster', () => {
    expect(
      credentials.perCluster?.({ mode: 'managed' }, stack({ provider: 'generated' }, PROJECT), CLUSTER).manifests,
    ).toEqual([]);
  });
});

describe('a Secret from a store', () => {
  it('holds whole values, so that no prefix is added', () => {
    expect(spec(AWS)).toMatchObject({
      target: { template: { data: { 'public-key': '{{ (index . "public-key") }}' } } },
    });
  });

  it('is read from an entry of the cluster', () => {
    const { manifests } = credentials.perCluster?.({ mode: 'managed' }, stack(AWS, PROJECT), CLUSTER) ?? {};
    expect(manifests?.[0]?.spec).toMatchObject({
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'lang-observatory' },
      dataFrom: [{ extract: { key: 'obs/eu-1/project' } }],
    });
  });

  it('has a name that the store allows', () => {
    expect(storeEntry(GCP, 'eu-1', 'project')).toBe('obs-x-eu-1-project');
    expect(storeEntry(AZURE, 'eu-1', 'project')).toBe('obs-x-eu-1-project');
  });
});

describe('the entries that somebody must put into the store', () => {
  it('are listed with their random keys alone', () => {
    expect(storeEntries(stack(AWS, PROJECT), 'eu-1')).toEqual([
      {
        name: 'obs/eu-1/project',
        secret: { name: 'project', namespace: 'lang-observatory' },
        purpose: 'keys of a project',
        properties: [
          { name: 'public-key', content: 'alphanumeric', prefix: 'pk-' },
          { name: 'salt', content: 'hex', prefix: '' },
        ],
      },
    ]);
  });

  it('hold what is known elsewhere when the component runs there', () => {
    const [entry] = storeEntries(stack(AWS, { ...PROJECT, elsewhere: true }), 'eu-1');
    expect(entry?.properties[1]).toEqual({
      name: 'salt',
      content: { known: 'the value that is valid there (keys of a project)' },
      prefix: '',
    });
  });

  it('are none where Secrets are generated', () => {
    expect(storeEntries(stack({ provider: 'generated' }, PROJECT), 'eu-1')).toEqual([]);
  });
});

it('a template that uses a key which is not random is a mistake of the component', () => {
  const wrong = {
    ...PROJECT,
    keys: { a: { value: 'x' }, b: { template: (key: (name: string) => string) => key('a') } },
  };
  expect(() => credentials.manifests?.({ mode: 'managed' }, stack(AWS, wrong))).toThrow('not a');
});
