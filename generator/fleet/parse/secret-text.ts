/** Finds text that looks like a secret, by the name of its key or by its own form. Linear in the length of the text. */
import { isList, isObject, type Json, type JsonObject } from '../../data/json.ts';
import { oncePerArgument } from '../../data/once.ts';
import type { Path } from './path.ts';

/** Last words of a name whose text is a secret. Names with another ending (`passwordKey`, `secretName`) refer to one. */
const SECRET_NAMES: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'pass',
  'token',
  'salt',
  'apikey',
  'api key',
  'secret key',
  'secret access key',
  'private key',
  'encryption key',
  'signing key',
  'account key',
  'client secret',
  'app secret',
  'nextauth secret',
  'webhook secret',
  'shared secret',
];

/** The same with a space before, which separates words, and written as one word. */
const ENDS_OF_NAMES = SECRET_NAMES.flatMap((name) => [` ${name}`, name.replaceAll(' ', '')]);

/** Text that is a secret under any name: private keys, passwords in URLs, authorization headers, tokens with a known prefix. */
const SECRET_TEXTS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}/,
  /\bxox[abprs]-\d+-/,
  /\bsk-lf-[0-9a-f]{8}-[0-9a-f]{4}-/,
  /\w:\/\/[^\s/:@]{0,256}:[^\s/@${]{1,256}@/,
  /\b(?:Basic|Bearer) [A-Za-z0-9+/_.~-]{12,}/i,
];

/** The same, for replacing every match in a line. */
const EACH_SECRET_TEXT = SECRET_TEXTS.map((form) => new RegExp(form.source, `${form.flags}g`));

/** Placeholders that External Secrets, Grafana, the collector or a shell replaces with the secret. */
const PLACEHOLDER = /\{\{|\$\{|\$__|\$\(/;
/** A switch, such as `AUTH_DISABLE_USERNAME_PASSWORD: 'true'`. */
const SWITCH = /^(true|false)$/i;
/** `{name: langfuse-postgres, password: password}` names the key of a Secret. */
const NAME_OF_A_KEY = /^(?:[a-z]+-)*(?:password|passwd|key|secret|token)$/;

export interface SecretPlace {
  readonly path: Path;
  /** The key that the text belongs to. */
  readonly name: string;
}

/** Every place below a value that contains a secret in plain text. */
export function* secretPlaces(value: Json, path: Path = []): Generator<SecretPlace> {
  if (isList(value))
    for (const [index, item] of value.entries()) yield* secretsAt(String(index), item, {}, [...path, index]);
  if (!isObject(value)) return;
  // An environment variable: `{name: API_TOKEN, value: …}`.
  const variable = typeof value.name === 'string' && isSecret(value.name, value.value, {}) ? value.name : undefined;
  if (variable !== undefined) yield { path: [...path, 'value'], name: variable };
  for (const [key, inner] of Object.entries(value))
    if (key !== 'value' || variable === undefined) yield* secretsAt(key, inner, value, [...path, key]);
}

function* secretsAt(key: string, value: Json, map: JsonObject, path: Path): Generator<SecretPlace> {
  if (isSecret(key, value, map)) yield { path, name: key };
  else yield* secretPlaces(value, path);
}

function isSecret(key: string, value: Json | undefined, map: JsonObject): boolean {
  if (typeof value !== 'string' || value === '') return false;
  if (SECRET_TEXTS.some((form) => form.test(value))) return true;
  if (!isSecretName(key) || PLACEHOLDER.test(value) || SWITCH.test(value)) return false;
  // An ExternalSecret calls the key that it fills `secretKey`.
  if (key === 'secretKey' && (map.remoteRef !== undefined || map.sourceRef !== undefined)) return false;
  const beside = typeof map.existingSecret === 'string' || typeof map.name === 'string';
  return !(beside && NAME_OF_A_KEY.test(value));
}

/** `dbPass`, `DB_PASS` and `db-pass` have the same last word. Large fleets repeat the same few names. */
const isSecretName = oncePerArgument((key: string): boolean => {
  const words = ` ${key}`
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .toLowerCase();
  return ENDS_OF_NAMES.some((end) => words.endsWith(end));
});

/** `name: text` on one line, as YAML and JSON write it. */
const FIELD = /(["']?)([A-Za-z][A-Za-z0-9_.-]{0,100})\1: *("[^"]*"|'[^']*'|[^\s,}\]]+)/g;

/** An environment variable on one line. */
const VARIABLE = /(\bname: *["']?([A-Za-z][A-Za-z0-9_.-]{0,100})["']?, *value: *)("[^"]*"|'[^']*'|[^\s,}\]]+)/g;

/** A line with its secrets masked, of the same length: it is safe to print in CI. */
export function masked(line: string): string {
  const named = line.replaceAll(FIELD, (field: string, _quote: string, key: string, value: string) =>
    isSecretName(key) && !PLACEHOLDER.test(value) ? field.slice(0, -value.length) + stars(value) : field,
  );
  const variables = named.replaceAll(VARIABLE, (field: string, before: string, name: string, value: string) =>
    isSecretName(name) ? before + stars(value) : field,
  );
  return EACH_SECRET_TEXT.reduce((text, form) => text.replaceAll(form, stars), variables);
}

function stars(text: string): string {
  return '*'.repeat(text.length);
}
