/**
 * The entries of a cluster as Terraform or OpenTofu (1.11 or newer). Values are ephemeral and written by write-only arguments, so that
 * none is in a plan or in the state; they are written once, and again when `secrets_version` grows.
 * Arguments: hashicorp/terraform-provider-{aws,google,azurerm,vault}, resources as named below.
 */
import type { StoreProperty } from '../stack/store-entries.ts';
import type { ClusterSecrets } from './cluster-secrets.ts';
import {
  environmentVariable,
  FORMATS,
  ONLY_LETTERS_AND_DIGITS,
  PROVIDER_NAMES,
  type StoreProvider,
} from './formats.ts';

type Entry = ClusterSecrets['entries'][number];

/** Empty text for a provider that keeps nothing outside the cluster. */
export function terraform({ cluster, provider, entries }: ClusterSecrets): string {
  if (provider.provider === 'generated') return '';
  const store = provider;
  return [
    `# Entries of cluster ${cluster} in ${PROVIDER_NAMES[store.provider]}: write-only arguments, so that no value is in the state.\n# ${ONLY_LETTERS_AND_DIGITS}`,
    block('terraform', [
      'required_version = ">= 1.11"',
      ...nested('required_providers', [
        'random = { source = "hashicorp/random", version = ">= 3.7" }',
        REQUIRED_PROVIDER[store.provider],
      ]),
    ]),
    variable('secrets_version', [
      'type        = number',
      'default     = 1',
      'description = "Increase it to write every entry again."',
    ]),
    ...(store.provider === 'azure-key-vault'
      ? [
          variable('key_vault_id', [
            'type        = string',
            `description = ${text(`Resource ID of the Key Vault at ${store.vaultUrl}.`)}`,
          ]),
        ]
      : []),
    ...entries.flatMap((entry) => [
      ...entry.properties.map((property) => source(entry, property)),
      resource(entry, store),
    ]),
  ].join('\n\n');
}

const REQUIRED_PROVIDER: Readonly<Record<StoreProvider['provider'], string>> = {
  'aws-secrets-manager': 'aws    = { source = "hashicorp/aws", version = ">= 5.88" }',
  'gcp-secret-manager': 'google = { source = "hashicorp/google", version = ">= 6.23" }',
  'azure-key-vault': 'azurerm = { source = "hashicorp/azurerm", version = ">= 4.23" }',
  vault: 'vault  = { source = "hashicorp/vault", version = ">= 5.0" }',
};

/** Where a value comes from: made up, or asked for. */
function source(entry: Entry, { name, content }: StoreProperty): string {
  const id = identifier(entry, name);
  if (typeof content === 'string')
    return block(`ephemeral "random_password" "${id}"`, [`# ${FORMATS[content]}`, 'length  = 48', 'special = false']);
  return variable(environmentVariable(entry.secret.name, name).toLowerCase(), [
    'type        = string',
    'sensitive   = true',
    'ephemeral   = true',
    `description = ${text(content.known)}`,
  ]);
}

function resource(entry: Entry, provider: StoreProvider): string {
  const id = identifier(entry);
  const values = `jsonencode({ ${entry.properties.map((property) => `${text(property.name)} = ${value(entry, property)}`).join(', ')} })`;
  const about = `# ${entry.purpose}; used by ${entry.usedBy.join(', ')}\n`;
  switch (provider.provider) {
    case 'aws-secrets-manager':
      return `${about}${block(`resource "aws_secretsmanager_secret" "${id}"`, [
        `name        = ${text(entry.name)}`,
        `description = ${text(entry.purpose)}`,
      ])}\n\n${block(`resource "aws_secretsmanager_secret_version" "${id}"`, [
        `secret_id                = aws_secretsmanager_secret.${id}.id`,
        `secret_string_wo         = ${values}`,
        'secret_string_wo_version = var.secrets_version',
      ])}`;
    case 'gcp-secret-manager':
      return `${about}${block(`resource "google_secret_manager_secret" "${id}"`, [
        `project   = ${text(provider.projectID)}`,
        `secret_id = ${text(entry.name)}`,
        ...nested('replication', nested('auto', [])),
      ])}\n\n${block(`resource "google_secret_manager_secret_version" "${id}"`, [
        `secret                 = google_secret_manager_secret.${id}.id`,
        `secret_data_wo         = ${values}`,
        'secret_data_wo_version = var.secrets_version',
      ])}`;
    case 'azure-key-vault':
      return `${about}${block(`resource "azurerm_key_vault_secret" "${id}"`, [
        `name             = ${text(entry.name)}`,
        'key_vault_id     = var.key_vault_id',
        'content_type     = "application/json"',
        `value_wo         = ${values}`,
        'value_wo_version = var.secrets_version',
      ])}`;
    case 'vault':
      return `${about}${block(`resource "vault_kv_secret_v2" "${id}"`, [
        ...(provider.namespace === undefined ? [] : [`namespace            = ${text(provider.namespace)}`]),
        `mount                = ${text(provider.path)}`,
        `name                 = ${text(entry.name)}`,
        `data_json_wo         = ${values}`,
        'data_json_wo_version = var.secrets_version',
      ])}`;
  }
}

function value(entry: Entry, { name, content, prefix }: StoreProperty): string {
  if (typeof content !== 'string') return `var.${environmentVariable(entry.secret.name, name).toLowerCase()}`;
  const random = `ephemeral.random_password.${identifier(entry, name)}.result`;
  const made = content === 'hex' ? `sha256(${random})` : random;
  return prefix === '' ? made : `"${prefix}\${${made}}"`;
}

/** Letters, digits and underscores, as Terraform wants its names. */
function identifier({ secret }: Entry, key?: string): string {
  return [secret.name, ...(key === undefined ? [] : [key])].join('_').replaceAll(/[^A-Za-z0-9]+/g, '_');
}

function variable(name: string, lines: readonly string[]): string {
  return block(`variable "${name}"`, lines);
}

function block(head: string, lines: readonly string[]): string {
  return nested(head, lines).join('\n');
}

function nested(head: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [`${head} {}`] : [`${head} {`, ...lines.map((line) => `  ${line}`), '}'];
}

/** A string of HCL: its escapes are those of JSON, and two of its own for interpolation. */
function text(value: string): string {
  return JSON.stringify(value).replaceAll('${', '$${').replaceAll('%{', '%%{');
}
