/** What to write instead of a value that is of the wrong type or none of those allowed. */
import * as z from 'zod';
import { closestTo } from '../../text/did-you-mean.ts';

const QUOTE = 'put it in quotes';

/** YAML makes numbers, booleans and nulls of words that were meant otherwise, and quotes make strings of what was not. */
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

/** YAML 1.1 took some of these. */
const BOOLEANS: Readonly<Record<string, string>> = {
  true: 'remove the quotes',
  false: 'remove the quotes',
  yes: 'write true',
  on: 'write true',
  no: 'write false',
  off: 'write false',
};

/** The words by which the maps of a union are told apart. */
export function discriminants(schema: z.ZodDiscriminatedUnion, key: string): readonly unknown[] {
  return schema.options.flatMap((option) => (option instanceof z.ZodObject ? discriminantsOf(option, key) : []));
}

/** The word by which one of them is told. */
export function discriminantsOf({ shape }: z.ZodObject, key: string): readonly unknown[] {
  const literal = shape[key];
  return literal instanceof z.ZodLiteral ? [...literal.values] : [];
}

/** Of a word where a map belongs: the field of the map that takes such words, or the only one that it needs. */
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

/** Of a value that is none of those allowed, given as texts. */
export function valueHint(input: unknown, allowed: readonly string[]): string | undefined {
  if (typeof input === 'string') {
    const meant = wordMeant(input, allowed);
    return meant === undefined ? undefined : `did you mean ${meant}?`;
  }
  if (typeof input !== 'number' && typeof input !== 'boolean') return undefined;
  if (allowed.includes(String(input))) return QUOTE;
  // To YAML 1.30 is the number 1.3.
  return allowed.some((one) => /^\d+\.\d+$/.test(one))
    ? `${QUOTE}: without them YAML reads the number ${input}`
    : undefined;
}

/** Which of the words allowed somebody may have meant. */
function wordMeant(word: string, allowed: readonly string[]): string | undefined {
  if (allowed.includes(word)) return word;
  const synonyms = Object.hasOwn(SYNONYMS, word.toLowerCase()) ? SYNONYMS[word.toLowerCase()] : undefined;
  return synonyms?.find((meant) => allowed.includes(meant)) ?? closestTo(word, allowed);
}

function same(words: string, ...meant: readonly string[]): readonly (readonly [string, readonly string[]])[] {
  return words.split(' ').map((word) => [word, meant]);
}

/** Words that people have for something that we call otherwise. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = Object.fromEntries([
  ...same('eks amazon', 'aws'),
  ...same('aws secretsmanager aws-secretsmanager', 'aws-secrets-manager'),
  ...same('gke google googlecloud', 'gcp'),
  ...same('gcp gcp-secretmanager gsm', 'gcp-secret-manager'),
  ...same('aks microsoft', 'azure'),
  ...same('azure keyvault akv', 'azure-key-vault'),
  ...same('hashicorp hashicorp-vault openbao bao', 'vault'),
  ...same(
    'kind k3s k3d minikube microk8s openshift okd rke rke2 talos kubeadm vanilla none other local onprem on-prem on-premises baremetal bare-metal digitalocean hetzner linode ovh scaleway vsphere',
    'bare',
  ),
  ...same('argo argo-cd', 'argocd'),
  ...same('fluxcd flux2 flux-cd', 'flux'),
  ...same('xs s tiny', 'small'),
  ...same('m normal default', 'medium'),
  ...same('l xl big', 'large'),
  ...same('true yes on enabled install', 'managed'),
  ...same('false no off none', 'disabled'),
  ...same('installed preinstalled', 'existing'),
]);
