/** Fields that the fleet, an environment, a group and a cluster have alike, and that are about the whole cluster instead of one component. */
import { isObject, type Json } from '../../data/json.ts';
import type { Path } from '../parse/path.ts';

/** Each is inherited field by field. Below the fleet, `null` takes away what the levels above say: the whole, or one field of it. */
export const LEVEL_FIELDS = [
  'kubernetesApi',
  'clusterDns',
  'hostPolicies',
  'storageClass',
  'registry',
  'placement',
  'commonMetadata',
  'trust',
  'proxy',
] as const;

export type LevelField = (typeof LEVEL_FIELDS)[number];

export function isLevelField(name: Path[number] | undefined): boolean {
  return LEVEL_FIELDS.some((field) => field === name);
}

/** The value of a level without the nulls that take something away: its schema knows none. */
export function withoutTakenAway(level: Json): Json {
  if (!isObject(level)) return level;
  const kept = Object.entries(level).filter(([name, said]) => !isLevelField(name) || said !== null);
  return Object.fromEntries(kept.map(([name, said]) => [name, isLevelField(name) ? withoutNulls(said) : said]));
}

function withoutNulls(value: Json): Json {
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutNulls(inner)]));
}
