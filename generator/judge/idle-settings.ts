/**
 * Finds settings without any effect: their author expects something that is not deployed. A setting that several clusters share
 * may have no effect on some of them: it is a mistake if it has no effect on any cluster where it is not overridden.
 */

import type { FleetFinding } from '../fleet/load.ts';
import { type Cluster, ENGINES, type Fleet } from '../fleet/model.ts';
import type { Path } from '../fleet/parse/path.ts';
import { oncePerFingerprint } from '../fleet/resolve/fingerprint.ts';
import type { Layer } from '../fleet/resolve/layer.ts';
import { type SaidLeaf, saidBelow } from '../fleet/resolve/said.ts';
import { isLevelField, LEVEL_FIELDS } from '../fleet/schema/level-fields.ts';
import { SECTIONS, settingOf } from '../fleet/schema/sections.ts';
import { schemaAt } from '../fleet/schema/setting-schema.ts';
import { isInWhole } from '../fleet/schema/whole-maps.ts';
import type { Component } from '../stack/component.ts';
import { type Explain, explainer, TAKES_NOTHING, TAKES_NOTHING_FROM_WHOLE } from './idle-reasons.ts';
import { recorder } from './recording.ts';

/**
 * The checked fields of the map that contains `components`. The others describe the cluster and not what is deployed on it:
 * its name, provider, labels, engine and Kubernetes version, the ref that it follows, and the size, from which settings follow.
 */
const JUDGED: readonly Path[] = [
  ['components'],
  ...SECTIONS.map((section) => [section]),
  ['secrets'],
  ...LEVEL_FIELDS.map((field) => [field]),
  ...['secretName', 'provider', 'proxySecretName', 'verify'].map((field) => ['repository', field]),
  ...ENGINES.map((engine) => [engine]),
];

/** Settings without effect in the files of a fleet, each with a cluster as an example. `layers` are the input files of each cluster. */
export function idleSettings(
  fleet: Fleet,
  layers: ReadonlyMap<string, readonly Layer[]>,
  registry: readonly Component[],
): readonly FleetFinding[] {
  const record = recorder(fleet, registry);
  // For clusters with the same settings, what is read depends on their values, their engine and their provider.
  const recording = oncePerFingerprint(record, ({ values, environment, engine, provider }: Cluster) => [
    [...values],
    environment,
    engine,
    provider.name,
  ]);
  const explain = explainer(fleet, registry, record);
  return [...usersOf(fleet, layers)].flatMap(([layer, users]) => {
    const said = JUDGED.flatMap((path) => saidBelow(layer, path)).filter(
      (leaf) => saysSomething(leaf) && !pinsForOthers(leaf, users),
    );
    const hasEffect = ({ path, value }: SaidLeaf, { cluster, above }: User): boolean => {
      if (value !== null) return recording(cluster).isRead(path);
      if (isInWhole(path)) return false;
      if (isLevelField(path[0])) return isSaidIn(above, path);
      // What is gone from a map is not read there any more: whoever reads the map finds it gone.
      const isGone = settingOf(path).length > 2 && isSaidIn(above, path);
      return recording(cluster).isRead(path) || (isGone && recording(cluster).isRead(path.slice(0, -1)));
    };
    const unread = said.filter((leaf) => !users.some((user) => hasEffect(leaf, user)));
    const idle = unread.filter((leaf) => !isPartOfUsed(leaf, said, unread, registry));
    return topmost(said, idle).flatMap((place) => {
      const user = users.find(({ below }) => decides(place.leaf, below));
      return user === undefined ? [] : [findingAt(place, layer, user.cluster, explain)];
    });
  });
}

interface User {
  readonly cluster: Cluster;
  /** The files that this one overrides. */
  readonly above: readonly Layer[];
  /** The files that override this one. */
  readonly below: readonly Layer[];
}

function usersOf(
  { clusters }: Fleet,
  layers: ReadonlyMap<string, readonly Layer[]>,
): ReadonlyMap<Layer, readonly User[]> {
  const users = new Map<Layer, User[]>();
  for (const cluster of clusters)
    for (const [index, layer] of (layers.get(cluster.name) ?? []).entries()) {
      const known = users.get(layer) ?? [];
      const all = layers.get(cluster.name) ?? [];
      known.push({ cluster, above: all.slice(0, index), below: all.slice(index + 1) });
      users.set(layer, known);
    }
  return users;
}

/** A required field of a map has an effect if any other field of the map has one. */
function isPartOfUsed(
  { path }: SaidLeaf,
  said: readonly SaidLeaf[],
  unread: readonly SaidLeaf[],
  registry: readonly Component[],
): boolean {
  const [first = '', ...rest] = settingOf(path);
  const component = registry.find(({ name }) => name === first);
  const schema = schemaAt(component?.settings, rest);
  if (schema === undefined || schema.safeParse(undefined).success) return false;
  const map = path.slice(0, -1);
  return said.some((other) => !unread.includes(other) && map.every((step, index) => other.path[index] === step));
}

/** A version in a file that several clusters share is allowed for components that are not deployed yet: `init` pins all of them. */
function pinsForOthers({ path }: SaidLeaf, users: readonly User[]): boolean {
  return path[0] === 'components' && path[2] === 'version' && users.some(({ below }) => below.length > 0);
}

/** A component without settings, such as `grafana: {}`, sets nothing. */
function saysSomething({ path, value }: SaidLeaf): boolean {
  return path[0] !== 'components' || path.length > 2 || (path.length === 2 && value === null);
}

function isSaidIn(layers: readonly Layer[], path: Path): boolean {
  return layers.some(({ document, path: root }) => document.has([...root, ...path]));
}

/** Whether no lower file overrides it. A file that sets the provider of secrets overrides all settings of the provider. */
function decides({ decided }: SaidLeaf, below: readonly Layer[]): boolean {
  const path = decided[0] === 'secrets' ? ['secrets'] : decided;
  return !isSaidIn(below, path);
}

/** A map or list in which no setting has an effect, and the first of its settings. */
interface Place {
  readonly leaf: SaidLeaf;
  readonly setting: Path;
  /** The whole component, if none of its settings has an effect. */
  readonly component: Path | undefined;
}

/** The least length of the path of a setting below these fields. */
const LEAST: Readonly<Record<string, number>> = { components: 3, alerting: 2, repository: 2, registry: 2 };

/** The uppermost maps and lists without effect, except whole components. */
function topmost(said: readonly SaidLeaf[], idle: readonly SaidLeaf[]): readonly Place[] {
  const used = new Set(said.filter((leaf) => !idle.includes(leaf)).flatMap(({ path }) => prefixes(path).map(keyOf)));
  const found = new Map<string, Place>();
  for (const leaf of idle) {
    const unused = prefixes(leaf.path).filter((path) => !used.has(keyOf(path)));
    const ofComponent = leaf.path[0] === 'components';
    const setting = unused.find((path) => path.length >= (LEAST[String(leaf.path[0])] ?? 1)) ?? leaf.path;
    const component = unused.find((path) => ofComponent && path.length === 2);
    if (!found.has(keyOf(setting))) found.set(keyOf(setting), { leaf, setting, component });
  }
  return [...found.values()];
}

function findingAt({ leaf, setting, component }: Place, layer: Layer, cluster: Cluster, explain: Explain) {
  if (leaf.value === null && isInWhole(leaf.path))
    return { cluster: cluster.name, layer, path: leaf.path, ...TAKES_NOTHING_FROM_WHOLE };
  if (leaf.value === null && isLevelField(leaf.path[0]))
    return { cluster: cluster.name, layer, path: leaf.path, ...TAKES_NOTHING };
  const { ofComponent, ...reason } = explain(leaf.path, cluster);
  return { cluster: cluster.name, layer, path: (ofComponent ? component : undefined) ?? setting, ...reason };
}

function prefixes(path: Path): readonly Path[] {
  return path.map((_, index) => path.slice(0, index + 1));
}

function keyOf(path: Path): string {
  return path.join('\0');
}
