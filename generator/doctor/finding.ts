/** What the input and the cluster disagree on, or what the cluster lacks for it. */
import type { Json, JsonObject } from '../data/json.ts';
import type { Cluster, CommonSettings } from '../fleet/model.ts';
import type { Path } from '../fleet/parse/path.ts';
import type { Facts } from '../live/facts/facts.ts';
import type { Namespace } from '../stack/handle.ts';

/** What `doctor` can find. Stable: scripts compare them. `docs/commands/doctor.md` says what each is compared with. */
export const FINDINGS = [
  'other-provider',
  'other-region',
  'other-kubernetes',
  'clock-differs',
  'flux-missing',
  'flux-elsewhere',
  'engine-too-old',
  'engine-may-not',
  'storage-class-missing',
  'default-storage-class-missing',
  'gateway-class-missing',
  'priority-class-missing',
  'not-installed',
  'installed-twice',
  'installed-elsewhere',
  'api-port-closed',
  'dns-closed',
  'node-missing',
  'metrics-server-missing',
  'quota-refuses',
  'above-limit-range',
  'below-limit-range',
  'pod-security-refuses',
  'object-refused',
  'host-unknown',
] as const;
export type FindingName = (typeof FINDINGS)[number];

/** A cluster as its input says it, with the components that are deployed on it, and as it is. */
export interface Subject {
  readonly cluster: Cluster;
  readonly deployed: readonly string[];
  /** Of each deployed component. */
  readonly namespaces: ReadonlyMap<string, Namespace>;
  readonly namespaceOfFlux: string;
  readonly facts: Facts;
  readonly asked: Asked;
}

/** What else was asked; nothing of what was not. */
export interface Asked {
  /** Public host names without an address in the DNS that this program asks. */
  readonly unresolved?: readonly string[];
  /** How far the clock of the API server is ahead of that of this machine, in seconds. */
  readonly clockAhead?: number | undefined;
  /** Objects that the cluster would not take. */
  readonly refused?: readonly Refused[];
  /** What the engine may not do. */
  readonly forbidden?: readonly Forbidden[];
}

export interface Refused {
  readonly component: string;
  /** `Kind namespace/name`. */
  readonly object: string;
  /** What the cluster says, in one line, cleaned. */
  readonly said: string;
}

export interface Forbidden {
  /** Whom the engine applies as. */
  readonly user: string;
  readonly verbs: readonly string[];
  /** Such as `networkpolicies.networking.k8s.io`. */
  readonly resource: string;
  /** Undefined for cluster-scoped kinds. */
  readonly namespace: string | undefined;
}

export interface Finding {
  readonly name: FindingName;
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
