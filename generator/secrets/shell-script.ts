/**
 * The entries of a cluster as a commented script of the provider's own command line tool. Random values are generated where it runs, are passed
 * through pipes, and are never on a command line. Existing entries are not overwritten.
 */
import type { StoreProperty } from '../stack/store-entries.ts';
import { shellWord } from '../text/shell.ts';
import type { ClusterSecrets } from './cluster-secrets.ts';
import {
  environmentVariable,
  FORMATS,
  ONLY_LETTERS_AND_DIGITS,
  PROVIDER_NAMES,
  type StoreProvider,
} from './formats.ts';

type Entry = ClusterSecrets['entries'][number];

export function shellScript(secrets: ClusterSecrets): string {
  const { provider, entries, provided } = secrets;
  return [
    ...heading(secrets),
    ...(provider.provider === 'generated' ? [] : entries.flatMap((entry) => ['', ...commands(entry, provider)])),
    ...(provided.length === 0 ? [] : ['', '# Secrets that you create in the cluster yourself:']),
    ...provided.flatMap(({ namespace, name, from, holds, usedBy }) => [
      `#   ${namespace}/${name}${users(usedBy)}, set in ${from}`,
      ...(holds === '' ? [] : [`#     ${holds}`]),
    ]),
  ].join('\n');
}

function heading({ cluster, provider, entries, provided }: ClusterSecrets): readonly string[] {
  const some = provided.length > 0 ? 'other ' : '';
  if (provider.provider === 'generated')
    return [`# ${cluster}: every ${some}Secret is generated in the cluster, once.`];
  const first = `# ${cluster} reads ${entries.length} entries from ${PROVIDER_NAMES[provider.provider]}. Each contains a JSON object of strings.\n# ${ONLY_LETTERS_AND_DIGITS}`;
  return [
    first,
    ...(provider.provider === 'vault' && provider.caConfigMap !== undefined
      ? [
          `# Vault has a certificate of your own CA: set VAULT_CACERT to a file with the ca.crt of ConfigMap ${provider.caConfigMap}.`,
        ]
      : []),
    ...(entries.some(({ properties }) => properties.some(({ content }) => typeof content !== 'string')) ? TEXT : []),
  ];
}

/** As a string of JSON: what is neither printed nor a quote or backslash has no place in a password or an address. */
const TEXT = [
  '# Values that cannot be generated are read from environment variables, so that they are in no file.',
  'text() {',
  "  case $1 in '') echo 'a value is empty' >&2; return 1;; *[[:cntrl:]]*) echo 'a value contains a control character' >&2; return 1;; esac",
  '  printf %s "$1" | sed \'s/[\\\\"]/\\\\&/g\'',
  '}',
];

function users(usedBy: readonly string[]): string {
  return usedBy.length === 0 ? '' : `, used by ${usedBy.join(', ')}`;
}

function commands({ name, secret, purpose, properties, usedBy }: Entry, provider: StoreProvider): readonly string[] {
  return [
    `# ${name}: ${purpose}`,
    `#   Secret ${secret.namespace}/${secret.name}${users(usedBy)}`,
    ...properties.map((property) => `#   ${property.name}: ${format(property)}`),
    // Each step only after the one before: what fails inside an argument would be an empty value.
    ...properties.map((property, index) => `v${index + 1}=${value(secret.name, property)} &&`),
    `printf ${shellWord(`{${properties.map(({ name: key }) => `${JSON.stringify(key)}:"%s"`).join(',')}}`)} ${properties.map((_, index) => `"$v${index + 1}"`).join(' ')} |`,
    `  ${put(provider, name)}`,
  ];
}

function format({ content, prefix }: StoreProperty): string {
  const text = typeof content === 'string' ? FORMATS[content] : content.known;
  return prefix === '' ? text : `${prefix} followed by ${text}`;
}

/** Hexadecimal characters are letters and digits too, so one command generates both. */
function value(secret: string, { name, content, prefix }: StoreProperty): string {
  if (typeof content === 'string') return `${prefix}$(openssl rand -hex 32)`;
  return `$(text "\${${environmentVariable(secret, name)}:?is not set}")`;
}

/** The command that creates an entry from its standard input. */
function put(provider: StoreProvider, entry: string): string {
  const name = shellWord(entry);
  switch (provider.provider) {
    case 'aws-secrets-manager': {
      const region = provider.region === undefined ? '' : ` --region ${shellWord(provider.region)}`;
      return `aws secretsmanager create-secret${region} --name ${name} --secret-string file:///dev/stdin`;
    }
    case 'gcp-secret-manager':
      return `gcloud secrets create ${name} --project ${shellWord(provider.projectID)} --data-file=-`;
    case 'azure-key-vault': {
      const vault = `--vault-name ${shellWord(new URL(provider.vaultUrl).hostname.split('.')[0] ?? '')} --name ${name}`;
      // The tool has no way of its own to leave a secret alone that is there. Only its own word says that there is none.
      return [
        `case $(az keyvault secret show ${vault} --output none 2>&1 </dev/null || echo failed) in`,
        `    *SecretNotFound*) az keyvault secret set ${vault} --file /dev/stdin --encoding utf-8 --output none;;`,
        `    *failed) echo ${shellWord(`cannot check if ${entry} exists`)} >&2;;`,
        `    *) echo ${shellWord(`${entry} already exists`)} >&2;;`,
        '  esac',
      ].join('\n');
    }
    case 'vault':
      return [
        `VAULT_ADDR=${shellWord(provider.server)}`,
        ...(provider.namespace === undefined ? [] : [`VAULT_NAMESPACE=${shellWord(provider.namespace)}`]),
        `vault kv put -mount=${shellWord(provider.path)} -cas=0 ${name} -`,
      ].join(' ');
  }
}
