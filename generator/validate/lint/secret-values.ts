/** Finds secrets in plain text, in objects and in Helm values. */

import { isObject, type JsonObject } from '../../data/json.ts';
import { secretPlaces } from '../../fleet/parse/secret-text.ts';
import { isEncrypted } from './encrypted.ts';
import type { Rule } from './rule.ts';
import { subject } from './tree.ts';

export const secretValues: Rule = ({ newObjects, valueFiles }) => [
  ...[...newObjects]
    .filter(([{ kind }]) => kind !== 'CustomResourceDefinition')
    .flatMap(([object, file]) => secretsIn(object).map((key) => finding(file, key, subject(object)))),
  ...[...valueFiles].flatMap(([file, values]) => secretsIn(values).map((key) => finding(file, key, undefined))),
];

function finding(file: string, key: string, object: string | undefined): ReturnType<Rule>[number] {
  return {
    code: 'secret-value',
    file,
    object,
    message: `${key} looks like a secret in plain text`,
    hint: 'move it to the secrets store, and write only its name here',
  };
}

/** The keys of secrets in plain text; in a Secret every key counts. Encrypted values do not count. */
function secretsIn(object: JsonObject): readonly string[] {
  if (isEncrypted(object)) return [];
  const literal =
    object.kind === 'Secret'
      ? ['data', 'stringData'].filter((key) => isObject(object[key]) && Object.keys(object[key]).length > 0)
      : [];
  return [...literal, ...[...secretPlaces(object)].map(({ name }) => name)];
}
