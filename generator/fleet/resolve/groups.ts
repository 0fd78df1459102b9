/** Which clusters each group is for, and mistakes in groups that only the whole input shows. */
import { asText } from '../../data/json.ts';
import { didYouMean, namesIn } from '../../text/did-you-mean.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { GROUPS } from '../parse/field-text.ts';
import type { ClusterOutline, ClusterTraits, FleetOutline, GroupOutline } from './outline.ts';

/** The groups of a cluster, in the order in which they are merged. */
export function groupsOf({ groups }: FleetOutline, cluster: ClusterTraits): readonly GroupOutline[] {
  return groups.filter((group) => conditionsOf(group)?.every(({ holds }) => holds(cluster)));
}

interface Condition {
  /** Below the match. */
  readonly path: readonly string[];
  readonly wanted: string;
  holds(cluster: ClusterTraits): boolean;
  /** What a cluster has there. */
  found(cluster: ClusterTraits): string | undefined;
}

/** What must be true of a cluster; undefined where it cannot be read. */
function conditionsOf({ match }: GroupOutline): readonly Condition[] | undefined {
  if (match === undefined) return undefined;
  const { labels = {}, ...fields } = match;
  const condition = (path: readonly string[], wanted: string, found: Condition['found']): Condition => {
    return { path, wanted, found, holds: (cluster) => found(cluster) === wanted };
  };
  return [
    ...Object.entries(labels).map(([key, value]) =>
      condition(['labels', key], value, (cluster) =>
        Object.hasOwn(cluster.labels, key) ? asText(cluster.labels[key] ?? null) : undefined,
      ),
    ),
    ...FIELDS.flatMap((field) => {
      const wanted = fields[field];
      return wanted === undefined ? [] : [condition([field], wanted, (cluster) => cluster[field])];
    }),
  ];
}

const FIELDS = ['environment', 'provider', 'region', 'engine'] as const;

/** A group without clusters may be written for clusters to come, so this is only a warning. */
export function idleGroups(fleet: FleetOutline, clusters: readonly ClusterOutline[]): readonly Diagnostic[] {
  const used = new Set(clusters.flatMap((cluster) => groupsOf(fleet, cluster)));
  return fleet.groups.flatMap((group) => {
    const conditions = conditionsOf(group);
    if (used.has(group) || conditions === undefined || clusters.length === 0) return [];
    const { document } = fleet;
    const never = conditions.find(({ holds }) => !clusters.some(holds));
    const path = [...GROUPS, group.index, 'match', ...(never?.path ?? [])];
    const name = group.name ?? `number ${group.index + 1}`;
    return [
      document.diagnose('value', path, 'group-unused', `the group ${name} matches no cluster`, hintOf(never, clusters)),
    ];
  });
}

/** With a label of another name, the names of labels are more help than values. */
function hintOf(never: Condition | undefined, clusters: readonly ClusterOutline[]): string {
  if (never === undefined) return 'each condition is true of a cluster, but all of them together of none';
  const [field = '', key] = never.path;
  const found = sorted(clusters.flatMap((cluster) => never.found(cluster) ?? []));
  if (found.length > 0) return didYouMean(never.wanted, found) ?? namesIn(`values of ${key ?? field}`, found);
  const keys = sorted(clusters.flatMap(({ labels }) => Object.keys(labels)));
  if (key === undefined || keys.length === 0) return `no cluster has a ${key === undefined ? field : 'label'}`;
  return didYouMean(key, keys) ?? namesIn('labels', keys);
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
