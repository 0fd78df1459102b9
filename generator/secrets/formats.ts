/** Words and names that every description of entries shares. */
import type { SecretsProvider } from '../fleet/model.ts';
import type { GeneratedText } from '../kubernetes/external-secret.ts';

export type StoreProvider = Exclude<SecretsProvider, { readonly provider: 'generated' }>;

export const PROVIDER_NAMES: Readonly<Record<StoreProvider['provider'], string>> = {
  'aws-secrets-manager': 'AWS Secrets Manager',
  'gcp-secret-manager': 'Google Secret Manager',
  'azure-key-vault': 'Azure Key Vault',
  vault: 'Vault',
};

/** What a value that may be made up looks like. */
export const FORMATS: Readonly<Record<GeneratedText, string>> = {
  hex: '64 hexadecimal characters',
  alphanumeric: 'letters and digits, at least 32',
};

/** Why nothing else may stand in it. */
export const ONLY_LETTERS_AND_DIGITS =
  'Only letters and digits: a password becomes part of URLs, which / # ? % @ : would break.';

/** Name of the environment variable that a value which cannot be made up is read from. */
export function environmentVariable(entry: string, key: string): string {
  return `${entry}_${key}`
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replace(/^(?=\d)|^_/, 'S_')
    .toUpperCase();
}
