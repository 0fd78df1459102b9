/** Files in ConfigMaps and Secrets must be valid JSON or YAML if their name ends that way: pods would only fail at runtime. */
import { parseAllDocuments } from 'yaml';
import { isObject, type Json } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { Rule } from './rule.ts';
import { subject } from './tree.ts';

export const brokenFiles: Rule = ({ newObjects }) =>
  [...newObjects].flatMap(([object, file]) =>
    filesOf(object).flatMap(([key, text]) => {
      const problem = problemIn(key, text);
      if (problem === undefined) return [];
      return [{ code: 'invalid-embedded', file, object: subject(object), message: `${key} ${problem}` }];
    }),
  );

/** The parsed JSON files of an object, by key; invalid ones are left out. */
export function embeddedJson(object: Manifest): readonly (readonly [key: string, json: Json])[] {
  return filesOf(object)
    .filter(([key]) => key.endsWith('.json'))
    .flatMap(([key, text]) => {
      const json = parsedJson(text);
      return json === undefined ? [] : [[key, json] as const];
    });
}

function filesOf(object: Manifest): readonly (readonly [key: string, text: string])[] {
  const data = object.kind === 'ConfigMap' ? object.data : object.kind === 'Secret' ? object.stringData : undefined;
  return Object.entries(isObject(data) ? data : {}).flatMap(([key, text]) =>
    typeof text === 'string' ? [[key, text] as const] : [],
  );
}

/** A template is not valid JSON or YAML before it is rendered. */
function problemIn(key: string, text: string): string | undefined {
  if (text.trim() === '') return undefined;
  if (key.endsWith('.json') && parsedJson(text) === undefined) return 'is not valid JSON';
  if (!/\.ya?ml$/.test(key) || text.includes('{{')) return undefined;
  const [error] = parseAllDocuments(text, { prettyErrors: false, logLevel: 'error' }).flatMap(({ errors }) => errors);
  return error === undefined ? undefined : `is not valid YAML: ${error.message.split('\n')[0]}`;
}

function parsedJson(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}
