/** Which objects a patch or a replacement selects: the selectors that generate writes, and no other regular expressions. */
import { isObject, type Json } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { CORE_GROUP } from '../../layers/selector.ts';

export type Selects = (object: Manifest) => boolean;

const FIELDS: ReadonlySet<string> = new Set(['group', 'version', 'kind', 'name', 'namespace']);

/** What a selector selects; undefined when only Kustomize can tell. */
export function selection(selector: Json | undefined): Selects | undefined {
  if (!isObject(selector)) return undefined;
  const tests = Object.entries(selector).map(([field, value]) =>
    FIELDS.has(field) && typeof value === 'string' ? fieldTest(field, value) : undefined,
  );
  return tests.every((test) => test !== undefined) ? (object) => tests.every((test) => test(object)) : undefined;
}

function fieldTest(field: string, expression: string): Selects | undefined {
  const texts = expression === CORE_GROUP ? NO_TEXT : alternatives(expression);
  return texts === undefined ? undefined : (object) => texts.has(fieldOf(object, field));
}

const NO_TEXT: ReadonlySet<string> = new Set(['']);

/** The texts that an expression is for: names, between bars, with dots escaped. An empty expression is for all. */
function alternatives(expression: string): ReadonlySet<string> | undefined {
  return /^(?:[\w-]|\\\.)+(?:\|(?:[\w-]|\\\.)+)*$/.test(expression)
    ? new Set(expression.split('|').map((text) => text.replaceAll('\\.', '.')))
    : undefined;
}

function fieldOf({ apiVersion, kind, metadata }: Manifest, field: string): string {
  const [group = '', version] = apiVersion.split('/');
  switch (field) {
    case 'group':
      return version === undefined ? '' : group;
    case 'version':
      return version ?? apiVersion;
    case 'kind':
      return kind;
    case 'name':
      return metadata.name;
    default:
      return typeof metadata.namespace === 'string' ? metadata.namespace : '';
  }
}
