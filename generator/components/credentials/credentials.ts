/**
 * Every Secret that the stack needs, one ExternalSecret each. They are a component of their own because a store and those that
 * use it need the same Secret, whether the store is managed or external. What a secrets store must hold: `stack/store-entries.ts`.
 */
import * as z from 'zod';
import type { SecretsProvider } from '../../fleet/model.ts';
import { generatedSecret, storedSecret } from '../../kubernetes/external-secret.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { defineComponent, type NeededSecret, type Secret, type Stack } from '../../stack/component.ts';
import { ownerOfSecrets } from '../../stack/standby.ts';
import { type GeneratedKey, isStored, storeEntry } from '../../stack/store-entries.ts';
import { secretStores } from '../secret-stores/handle.ts';
import { credentials } from './handle.ts';

export const credentialsComponent = defineComponent(credentials, {
  description: 'The Secrets of the stack, which External Secrets copies from a store or generates.',
  modes: ['on-demand', 'managed', 'existing'],
  settings: z.strictObject({}),
  requires: () => [secretStores],
  manifests: (_settings, stack) => manifests(stack, '<cluster>'),
  perCluster: (_settings, stack, { name }) => ({
    manifests:
      stack.secretsProvider.provider === 'generated' ? [] : manifests(stack, ownerOfSecrets(name, stack.standby)),
  }),
});

function manifests({ secrets, secretsProvider }: Stack, cluster: string): readonly Manifest[] {
  return secrets.map((secret) => manifest(secret, secretsProvider, cluster));
}

function manifest(secret: NeededSecret, secretsProvider: SecretsProvider, cluster: string): Manifest {
  const generated = secretsProvider.provider === 'generated';
  const options = {
    name: secret.name,
    namespace: secret.namespace,
    component: credentials.name,
    type: secret.type ?? 'Opaque',
    labels: secret.labels ?? {},
    data: Object.fromEntries(Object.keys(secret.keys).map((key) => [key, template(secret, key, generated)])),
  };
  if (secretsProvider.provider !== 'generated')
    return storedSecret(options, storeEntry(secretsProvider, cluster, secret.name));
  return generatedSecret(options, generatedKeys(secret));
}

function generatedKeys({ keys }: Secret): readonly (readonly [string, GeneratedKey['generate']])[] {
  return Object.entries(keys).flatMap(([key, content]) =>
    'generate' in content ? [[key, content.generate] as const] : [],
  );
}

/** The Go template of a key: External Secrets hands it what the generators made, or what the entry holds. */
function template({ keys }: Secret, key: string, generated: boolean): string {
  const content = keys[key];
  if (content === undefined) throw new Error(`a Secret's template names ${key}, which is not one of its keys`);
  if ('value' in content) return content.value;
  if ('template' in content) return content.template((name) => expression(keys, name, generated));
  return `{{ ${expression(keys, key, generated)} }}`;
}

/** An entry in a store holds whole values; a generator knows nothing of prefixes. */
function expression(keys: Secret['keys'], key: string, generated: boolean): string {
  const content = keys[key];
  if (content === undefined || !isStored(content))
    throw new Error(`a Secret's template may use generated and given keys only, not ${key}`);
  const raw = `index . ${JSON.stringify(key)}`;
  return generated && 'generate' in content && content.prefix !== undefined
    ? `(print ${JSON.stringify(content.prefix)} (${raw}))`
    : `(${raw})`;
}
