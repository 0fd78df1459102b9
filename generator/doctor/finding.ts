/** What the input and the cluster disagree on, or what the cluster lacks for it. */
import type { Json, JsonObject } from '../data/json.ts';
import type { Cluster, CommonSettings } from '../fleet/model.ts';
import type { Path } from '../fleet/parse/path.ts';
import type { Facts } from '../live/facts/facts.ts';

/** A cluster as its input says it, with the components that are deployed on it, and as it is. */
export interface Subject {
  readonly cluster: Cluster;
  readonly deployed: readonly string[];
  /** Of each deployed component. */
  readonly namespaces: ReadonlyMap<string, string>;
  readonly namespaceOfFlux: string;
  readonly facts: Facts;
  /** Public host names without an address in the DNS that this program asks. */
  readonly unresolved: readonly string[];
}

export interface Finding {
  /** Undefined for a field of the cluster or of a level above it. */
  readonly component?: string;
  /** Below the component, or below `spec`. */
  readonly path: Path;
  readonly message: string;
  readonly hint: string;
}

/** The settings of a component as plain data, for what is looked for in all of them. */
export function plainSettings({ settings }: Cluster, component: string): Json {
  const found: CommonSettings | undefined = settings.get(component);
  return found === undefined ? {} : JSON.parse(JSON.stringify(found));
}

/** Every map in the data with its path, itself first. */
export function mapsWithin(value: Json, path: Path = []): readonly (readonly [Path, JsonObject])[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, one]) => mapsWithin(one, [...path, key]));
  return Array.isArray(value) ? inner : [[path, value as JsonObject], ...inner];
}
