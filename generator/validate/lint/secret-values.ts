/** No secret is written out: not in an object, not in Helm values. */
import { isObject, type JsonObject, maps } from '../../json.ts';
import type { Rule } from './lint.ts';
import { subject } from './tree.ts';

/** Keys whose text is a secret. What ends otherwise (`passwordKey`, `secretName`) says where one is. */
const SECRET_KEY =
  /(password|passwd|passphrase|secret[-_]?key|secret[-_]?access[-_]?key|client[-_]?secret|api[-_]?key|encryption[-_]?key|private[-_]?key|[-_]token|^token|auth[-_]?token|access[-_]?token|bearer[-_]?token|^salt)$/i;
/** Text that is a secret wherever it stands: private keys, passwords in addresses, tokens that their issuers made easy to find. */
const SECRET_TEXT =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bxox[abprs]-\d+-|\bsk-lf-[0-9a-f]{8}-[0-9a-f]{4}-|\w:\/\/[^\s/:@]*:[^\s/@${]+@/;
/** Filled in by somebody who has the secret: External Secrets, Grafana, the collector, a shell. */
const PLACEHOLDER = /\{\{|\$\{|\$__|\$\(/;
/** `{name: langfuse-postgres, password: password}` names the key of a Secret. */
const NAME_OF_A_KEY = /^(?:[a-z]+-)*(?:password|passwd|key|secret|token)$/;

export const secretValues: Rule = ({ objects, valueFiles }) => [
  ...[...objects]
    .filter(([{ kind }]) => kind !== 'CustomResourceDefinition')
    .flatMap(([object, file]) => secretsIn(object).map((key) => finding(file, key, subject(object)))),
  ...[...valueFiles].flatMap(([file, values]) => secretsIn(values).map((key) => finding(file, key, undefined))),
];

function finding(file: string, key: string, object: string | undefined): ReturnType<Rule>[number] {
  return {
    code: 'secret-value',
    file,
    object,
    message: `${key} looks like a secret, written out`,
    hint: 'put it into the secrets store, and its name here',
  };
}

/** Keys under which a secret is written out. */
function secretsIn(object: JsonObject): readonly string[] {
  const literal =
    object.kind === 'Secret'
      ? ['data', 'stringData'].filter((key) => isObject(object[key]) && Object.keys(object[key]).length > 0)
      : [];
  const found = [...maps(object)].flatMap(([, map]) => [
    ...Object.entries(map).flatMap(([key, value]) => (isSecret(key, value, map) ? [key] : [])),
    // An environment variable: `{name: API_TOKEN, value: …}`.
    ...(typeof map.name === 'string' && isSecret(map.name, map.value, {}) ? [map.name] : []),
  ]);
  return [...literal, ...found];
}

function isSecret(key: string, value: unknown, map: JsonObject): boolean {
  if (typeof value !== 'string' || value === '') return false;
  if (SECRET_TEXT.test(value)) return true;
  if (!SECRET_KEY.test(key) || PLACEHOLDER.test(value)) return false;
  // An ExternalSecret calls the key that it fills `secretKey`.
  if (key === 'secretKey' && (map.remoteRef !== undefined || map.sourceRef !== undefined)) return false;
  const beside = typeof map.existingSecret === 'string' || typeof map.name === 'string';
  return !(beside && NAME_OF_A_KEY.test(value));
}
