/** Names and texts that all formats share. */
import type { SecretsProvider } from '../fleet/model.ts';
import type { GeneratedText } from '../kubernetes/external-secret.ts';

export type StoreProvider = Exclude<SecretsProvider, { readonly provider: 'generated' }>;

export const PROVIDER_NAMES: Readonly<Record<StoreProvider['provider'], string>> = {
  'aws-secrets-manager': 'AWS Secrets Manager',
  'gcp-secret-manager': 'Google Secret Manager',
  'azure-key-vault': 'Azure Key Vault',
  vault: 'Vault',
};

/** The form of a value that can be generated. */
export const FORMATS: Readonly<Record<GeneratedText, string>> = {
  hex: '64 hexadecimal characters',
  alphanumeric: 'letters and digits, at least 32',
};

/** Why it must not contain other characters. */
export const ONLY_LETTERS_AND_DIGITS =
  'Only letters and digits: a password becomes part of URLs, which / # ? % @ : would break.';

/** Name of the environment variable for a value that cannot be generated. */
export function environmentVariable(entry: string, key: string): string {
  return `${entry}_${key}`
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replace(/^(?=\d)|^_/, 'S_')
    .toUpperCase();
}
