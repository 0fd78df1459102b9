/** Suggests what to write instead of a value with the wrong type, or one that is not allowed. */
import * as z from 'zod';
import { closestTo } from '../../text/did-you-mean.ts';

const QUOTE = 'put it in quotes';

/** YAML reads some unquoted words as numbers, booleans or null, and quoted numbers as strings. */
export function typeHint(expected: string, input: unknown, at: unknown): string | undefined {
  const isMap = expected === 'object' || expected === 'record';
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean')) return QUOTE;
  if (isMap && input === null) return 'write {} for an empty map';
  if (typeof input !== 'string') return undefined;
  if (isMap) return mapHint(input, at);
  if (expected === 'array') return `write a list: [${input}]`;
  if (expected === 'boolean')
    return Object.hasOwn(BOOLEANS, input.toLowerCase()) ? BOOLEANS[input.toLowerCase()] : undefined;
  return /^[-+]?\d+(?:\.\d+)?$/.test(input) ? 'remove the quotes' : undefined;
}

/** Some of these are booleans in YAML 1.1. */
const BOOLEANS: Readonly<Record<string, string>> = {
  true: 'remove the quotes',
  false: 'remove the quotes',
  yes: 'write true',
  on: 'write true',
  no: 'write false',
  off: 'write false',
};

/** The values of the discriminator in all maps of a union. */
export function discriminants(schema: z.ZodDiscriminatedUnion, key: string): readonly unknown[] {
  return schema.options.flatMap((option) => (option instanceof z.ZodObject ? discriminantsOf(option, key) : []));
}

/** The values of the discriminator in one of them. */
export function discriminantsOf({ shape }: z.ZodObject, key: string): readonly unknown[] {
  const literal = shape[key];
  return literal instanceof z.ZodLiteral ? [...literal.values] : [];
}

/** For a word in place of a map: the field of the map that allows this word, or its only required field. */
function mapHint(word: string, at: unknown): string | undefined {
  if (at instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = at.def;
    const meant = wordMeant(word, discriminants(at, discriminator).map(String));
    return meant === undefined ? undefined : `write {${discriminator}: ${meant}}`;
  }
  const fields = at instanceof z.ZodObject ? Object.entries(at.shape) : [];
  for (const [name, schema] of fields) {
    const meant = wordMeant(word, wordsOf(schema));
    if (meant !== undefined) return `write {${name}: ${meant}}`;
  }
  const needed = fields.filter(([, schema]) => !isOptional(schema)).map(([name]) => name);
  return needed.length === 1 ? `write {${needed.join()}: …}` : undefined;
}

function wordsOf(schema: unknown): readonly string[] {
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}

function isOptional(schema: unknown): boolean {
  return schema instanceof z.ZodType && schema.safeParse(undefined).success;
}

/** For a value that is not one of the allowed ones. */
export function valueHint(input: unknown, allowed: readonly string[]): string | undefined {
  if (typeof input === 'string') {
    const meant = wordMeant(input, allowed);
    return meant === undefined ? undefined : `did you mean ${meant}?`;
  }
  if (typeof input !== 'number' && typeof input !== 'boolean') return undefined;
  if (allowed.includes(String(input))) return QUOTE;
  // YAML reads 1.30 as the number 1.3.
  return allowed.some((one) => /^\d+\.\d+$/.test(one))
    ? `${QUOTE}: without them YAML reads the number ${input}`
    : undefined;
}

/** The allowed word that the user may have meant. */
function wordMeant(word: string, allowed: readonly string[]): string | undefined {
  if (allowed.includes(word)) return word;
  const other = word.toLowerCase();
  const meant = Object.entries(SYNONYMS).find(
    ([one, words]) => allowed.includes(one) && words.split(' ').includes(other),
  );
  return meant?.[0] ?? closestTo(word, allowed);
}

/** Other common words for allowed values. A word may stand for several: `none` is a provider, and a mode. */
const SYNONYMS: Readonly<Record<string, string>> = {
  aws: 'eks amazon',
  'aws-secrets-manager': 'aws secretsmanager aws-secretsmanager',
  gcp: 'gke google googlecloud',
  'gcp-secret-manager': 'gcp gcp-secretmanager gsm',
  azure: 'aks microsoft',
  'azure-key-vault': 'azure keyvault akv',
  vault: 'hashicorp hashicorp-vault openbao bao',
  bare: 'kind k3s k3d minikube microk8s openshift okd rke rke2 talos kubeadm vanilla none other local onprem on-prem on-premises baremetal bare-metal digitalocean hetzner linode ovh scaleway vsphere',
  argocd: 'argo argo-cd',
  flux: 'fluxcd flux2 flux-cd',
  small: 'xs s tiny',
  medium: 'm normal default',
  large: 'l xl big',
  managed: 'true yes on enabled install',
  disabled: 'false no off none',
  existing: 'installed preinstalled',
};
