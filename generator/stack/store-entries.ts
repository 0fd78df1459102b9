/**
 * The content of a secrets store. Each Secret is one entry with a JSON object: `<prefix>/<cluster>/<secret>`, with a property per
 * generated key that holds the whole value, its prefix included (`pk-lf-…`). Keys that are plain values or made from others are
 * not in the store.
 */
import type { SecretsProvider } from '../fleet/model.ts';
import type { NeededSecret, SecretKey, Stack } from './component.ts';

/** A key whose value is in the store, if there is a store. */
type StoredKey = Extract<SecretKey, { readonly generate: unknown } | { readonly given: unknown }>;
export type GeneratedKey = Extract<SecretKey, { readonly generate: unknown }>;

/** One key of an entry's JSON object. */
export interface StoreProperty {
  readonly name: string;
  /**
   * - `hex`: 64 hexadecimal characters, any.
   * - `alphanumeric`: letters and digits, any: `/ # ? % @ :` would break the addresses that it becomes part of.
   * - otherwise a description of the value, which cannot be generated.
   */
  readonly content: GeneratedKey['generate'] | { readonly known: string };
  /** What the value must begin with. */
  readonly prefix: string;
}

/** An entry that a person must put into the store before a cluster can start. */
export interface StoreEntry {
  readonly name: string;
  /** The Secret that is created from it. */
  readonly secret: Pick<NeededSecret, 'name' | 'namespace'>;
  readonly purpose: string;
  readonly properties: readonly StoreProperty[];
}

/** The entries that a stack reads on a cluster, sorted by Secret, each once; none where Secrets are generated. */
export function storeEntries(
  { secrets, secretsProvider }: Pick<Stack, 'secrets' | 'secretsProvider'>,
  cluster: string,
): readonly StoreEntry[] {
  if (secretsProvider.provider === 'generated') return [];
  const first = new Map([...secrets].reverse().map((secret) => [secret.name, secret]));
  return secrets
    .filter((secret) => first.get(secret.name) === secret)
    .map((secret) => ({
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
  return { content: elsewhere ? { known: `the value that is valid there (${purpose})` } : generate, prefix };
}

export function isStored(content: SecretKey): content is StoredKey {
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
