/** The keys of the items of lists in Helm values, by which two lists are merged. The only table of them. */

import { isObject, type Json, type JsonList } from '../data/json.ts';
import { directiveOf, PLAIN_VALUE } from '../fleet/schema/patch-directive.ts';

/**
 * For maps: the first of these fields that every item of the list has, with different values. Kubernetes merges the same lists by the same keys
 * (kubernetes/api:core/v1/types.go `patchMergeKey`); a comment names the source of the others.
 */
export const KEY_FIELDS: readonly string[] = [
  // Mounts; two of them may be of one volume, so the path comes before the name.
  'mountPath',
  'topologyKey',
  // Variables, volumes, containers, and in the field most lists of named things: data sources, receivers, policies.
  'name',
  // Prometheus: scrape configurations, and relabelings that set a label.
  'job_name',
  'targetLabel',
  // Attributes of the collector's processors, label selectors, files of a Secret.
  'key',
  'containerPort',
];

/**
 * Lists of independent names, where the name is the key. By the field that holds the list.
 * Other lists of plain values have no key: an access mode replaces another one, and a command is one unit.
 */
export const NAME_LISTS: readonly string[] = [
  // Pipelines of the collector, and the conditions and statements of its processors.
  'receivers',
  'processors',
  'exporters',
  'extensions',
  'trace_conditions',
  'metric_statements',
  // Capabilities, what a label selector names, Secrets and templates of Alertmanager.
  'drop',
  'values',
  'secrets',
  'templates',
  'group_by',
];

/** Lists of `--flag=value`: the flag is the key. By the field that holds the list. */
export const FLAG_LISTS: readonly string[] = ['args', 'extraArgs', 'additionalArgs'];

export interface ListKey {
  /** The name of the key, for messages. */
  readonly name: string;
  /** The key of an item; undefined where it has none. */
  of(item: Json): string | undefined;
}

/** Generated items that stay before the items that a user adds; all other generated ones stay after them. By the field that holds the list. */
export const LEADERS: ReadonlyMap<string, string> = new Map([['processors', 'memory_limiter']]);

/** The key of the items of a list, by the field that holds it; undefined if they have none. */
export function keyOfList(field: string, list: JsonList): ListKey | undefined {
  return candidates(field).find(
    (key) => list.every((item) => key.of(item) !== undefined) && indexOfDouble(key, list) < 0,
  );
}

/** The index of the first item with the key of an earlier one; -1 if there is none. */
export function indexOfDouble(key: ListKey, list: JsonList): number {
  const seen = new Set<string | undefined>();
  return list.findIndex((item) => seen.size === seen.add(key.of(item)).size);
}

function candidates(field: string): readonly ListKey[] {
  const ofMaps = KEY_FIELDS.map(
    (name): ListKey => ({ name, of: (item) => scalarText(isObject(item) ? item[name] : null) }),
  );
  if (NAME_LISTS.includes(field)) return [...ofMaps, { name: PLAIN_VALUE, of: plainText }];
  return FLAG_LISTS.includes(field) ? [...ofMaps, { name: 'flag', of: flagOf }] : ofMaps;
}

function plainText(item: Json): string | undefined {
  return scalarText(isObject(item) && directiveOf(item) !== undefined ? item[PLAIN_VALUE] : item);
}

function flagOf(item: Json): string | undefined {
  const text = plainText(item);
  return text?.startsWith('--') === true ? text.split('=', 1)[0] : undefined;
}

function scalarText(value: Json | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
