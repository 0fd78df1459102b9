/**
 * Every Secret that the stack needs, one ExternalSecret each. They are a component of their own because a store and those that
 * use it need the same Secret, whether we run the store or somebody else does.
 *
 * In a store, each Secret is one entry with a JSON object: `<prefix>/<cluster>/<secret>`, with a property per generated key that
 * holds the whole value, its prefix included (`pk-lf-…`). Keys that are plain values or made from others are not in the store.
 */
import * as z from 'zod';
import type { SecretsProvider } from '../../fleet/model.ts';
import { generatedSecret, storedSecret } from '../../kubernetes/external-secret.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { defineComponent, type NeededSecret, type Secret, type SecretKey, type Stack } from '../../stack/component.ts';
import { STACK } from '../namespaces/namespaces.ts';

export const credentials = defineComponent({
  name: 'credentials',
  description: 'The Secrets of the stack, brought or made by External Secrets.',
  namespace: STACK,
  modes: ['on-demand', 'managed', 'existing'],
  settings: z.strictObject({}),
  requires: () => ['secret-stores'],
  extras: (_settings, stack) => manifests(stack, '<cluster>'),
  local: (_settings, stack, { name }) => ({
    extras: stack.secretsProvider.provider === 'generated' ? [] : manifests(stack, name),
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
    component: 'credentials',
    type: secret.type ?? 'Opaque',
    labels: secret.labels ?? {},
    data: Object.fromEntries(Object.keys(secret.keys).map((key) => [key, template(secret, key, generated)])),
  };
  if (secretsProvider.provider !== 'generated')
    return storedSecret(options, storeEntry(secretsProvider, cluster, secret.name));
  return generatedSecret(options, generatedKeys(secret));
}

/** A key whose value lies in the store, where there is one. */
type StoredKey = Extract<SecretKey, { readonly generate: unknown } | { readonly given: unknown }>;
type GeneratedKey = Extract<SecretKey, { readonly generate: unknown }>;

function generatedKeys({ keys }: Secret): readonly (readonly [string, GeneratedKey['generate']])[] {
  return Object.entries(keys).flatMap(([key, content]) =>
    'generate' in content ? [[key, content.generate] as const] : [],
  );
}

/** One key of an entry's JSON object. */
export interface StoreProperty {
  readonly name: string;
  /**
   * - `hex`: 64 hexadecimal characters, any.
   * - `alphanumeric`: letters and digits, any: `/ # ? % @ :` would break the addresses that it becomes part of.
   * - otherwise in words what it is: it cannot be made up.
   */
  readonly content: GeneratedKey['generate'] | { readonly known: string };
  /** What the value must begin with. */
  readonly prefix: string;
}

/** What somebody must put into the store for a cluster before it can come up. */
export interface StoreEntry {
  readonly name: string;
  /** The Secret that it becomes. */
  readonly secret: Pick<NeededSecret, 'name' | 'namespace'>;
  readonly purpose: string;
  readonly properties: readonly StoreProperty[];
}

/** The entries that a stack reads on a cluster, sorted by Secret; none where Secrets are generated. */
export function storeEntries(
  { secrets, secretsProvider }: Pick<Stack, 'secrets' | 'secretsProvider'>,
  cluster: string,
): readonly StoreEntry[] {
  if (secretsProvider.provider === 'generated') return [];
  return secrets.map((secret) => ({
    name: storeEntry(secretsProvider, cluster, secret.name),
    secret: { name: secret.name, namespace: secret.namespace },
    purpose: secret.purpose,
    properties: Object.entries(secret.keys).flatMap(([name, key]) =>
      isStored(key) ? [{ name, ...propertyOf(key, secret) }] : [],
    ),
  }));
}

function propertyOf(key: StoredKey, { elsewhere, purpose }: NeededSecret): Omit<StoreProperty, 'name'> {
  if ('given' in key) return { content: { known: key.given }, prefix: '' };
  const { generate, prefix = '' } = key;
  return { content: elsewhere ? { known: `what is valid there (${purpose})` } : generate, prefix };
}

function isStored(content: SecretKey): content is StoredKey {
  return 'generate' in content || 'given' in content;
}

/** Name of a Secret's entry in the store. Google and Azure allow no slash in it. */
export function storeEntry(
  secretsProvider: Exclude<SecretsProvider, { readonly provider: 'generated' }>,
  cluster: string,
  secret: string,
): string {
  const parts = [...secretsProvider.prefix.split('/').filter((part) => part !== ''), cluster, secret];
  switch (secretsProvider.provider) {
    case 'gcp-secret-manager':
      return parts.join('-');
    case 'azure-key-vault':
      return parts.join('-').replaceAll('_', '-');
    default:
      return parts.join('/');
  }
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
