/** By what the items of a list in Helm values are told apart, so that two lists can be merged. The one table of it. */

import { isObject, type Json, type JsonList } from '../data/json.ts';
import { directiveOf, PLAIN_VALUE } from '../fleet/schema/patch-directive.ts';

/**
 * Of maps: the first of these that each item of the list has, and no two share. Kubernetes merges the same lists by the same keys
 * (kubernetes/api:core/v1/types.go `patchMergeKey`); what is not Kubernetes' own is named beside it.
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
 * Lists of names, of which every one counts by itself: the name is the key. By the field that holds the list.
 * Other lists of plain values have none: an access mode is replaced by another, and a command is a whole.
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
  /** What the key is, for people. */
  readonly name: string;
  /** The key of an item; undefined where it has none. */
  of(item: Json): string | undefined;
}

/** What stays in front of everything that a user adds to a list, where what else we generate stays behind it. By the field that holds the list. */
export const LEADERS: ReadonlyMap<string, string> = new Map([['processors', 'memory_limiter']]);

/** The key of the items of a list, by the field that holds it; undefined where nothing tells them apart. */
export function keyOfList(field: string, list: JsonList): ListKey | undefined {
  return candidates(field).find(
    (key) => list.every((item) => key.of(item) !== undefined) && indexOfDouble(key, list) < 0,
  );
}

/** Where the first item stands that has the key of one before it; -1 without one. */
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
