/**
 * What the input says and nothing comes of: whoever wrote it expects something else than what is deployed. A setting that several
 * clusters share may be idle on some of them: it is a mistake when it is on all those that it decides on.
 */

import type { FleetFinding } from '../fleet/load.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import type { Path } from '../fleet/parse/path.ts';
import { oncePerFingerprint } from '../fleet/resolve/fingerprint.ts';
import type { Layer } from '../fleet/resolve/layer.ts';
import { type SaidLeaf, saidBelow } from '../fleet/resolve/said.ts';
import { SECTIONS, settingOf } from '../fleet/schema/sections.ts';
import { schemaAt } from '../fleet/schema/setting-schema.ts';
import type { Component } from '../stack/component.ts';
import { type Explain, explainer } from './idle-reasons.ts';
import { recorder } from './recording.ts';

/**
 * What is judged of the map that holds `components`. The rest says what the cluster is and not what is to be deployed on it:
 * its name, place, labels, engine and Kubernetes, the ref that it follows, and the size, from which settings follow.
 */
const JUDGED: readonly Path[] = [
  ['components'],
  ...SECTIONS.map((section) => [section]),
  ['secrets'],
  ['kubernetesApi'],
  ['clusterDns'],
  ['repository', 'secretName'],
];

/** The idle settings of a fleet's files, each with a cluster where it is idle. `layers` are the files that speak of each cluster. */
export function idleSettings(
  fleet: Fleet,
  layers: ReadonlyMap<string, readonly Layer[]>,
  registry: readonly Component[],
): readonly FleetFinding[] {
  const record = recorder(fleet, registry);
  // Clusters with the same settings differ in what reads them by their values, their engine and where they are.
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
    const unread = said.filter(({ path }) => !users.some(({ cluster }) => recording(cluster).isRead(path)));
    const idle = unread.filter((leaf) => !isPartOfUsed(leaf, said, unread, registry));
    return topmost(said, idle).flatMap((place) => {
      const user = users.find(({ below }) => decides(place.leaf, below));
      return user === undefined ? [] : [findingAt(place, layer, user.cluster, explain)];
    });
  });
}

interface User {
  readonly cluster: Cluster;
  /** Files that have the word after this one. */
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
      known.push({ cluster, below: (layers.get(cluster.name) ?? []).slice(index + 1) });
      users.set(layer, known);
    }
  return users;
}

/** What a map cannot be without is of use where anything else in the map is. */
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

/** Where several clusters share a file, a version is pinned for whichever has the component, now or later, as `init` pins them all. */
function pinsForOthers({ path }: SaidLeaf, users: readonly User[]): boolean {
  return path[0] === 'components' && path[2] === 'version' && users.some(({ below }) => below.length > 0);
}

/** A component without settings, as `grafana: {}`, is only named. */
function saysSomething({ path, value }: SaidLeaf): boolean {
  return path[0] !== 'components' || path.length > 2 || (path.length === 2 && value === null);
}

/** Whether no lower file says the same. Secrets come from one provider: a file that names one has said all of it. */
function decides({ decided }: SaidLeaf, below: readonly Layer[]): boolean {
  const path = decided[0] === 'secrets' ? ['secrets'] : decided;
  return !below.some(({ document, path: root }) => document.has([...root, ...path]));
}

/** A map or list that holds nothing but idle settings, and the first of them. */
interface Place {
  readonly leaf: SaidLeaf;
  readonly setting: Path;
  /** The whole component, where nothing that is said of it is of use. */
  readonly component: Path | undefined;
}

/** How long the path of a setting is at least, where it does not stand at the root. */
const LEAST: Readonly<Record<string, number>> = { components: 3, alerting: 2, repository: 2 };

/** As high as they go, but for whole components. */
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
  const { ofComponent, ...reason } = explain(leaf.path, cluster);
  return { cluster: cluster.name, layer, path: (ofComponent ? component : undefined) ?? setting, ...reason };
}

function prefixes(path: Path): readonly Path[] {
  return path.map((_, index) => path.slice(0, index + 1));
}

function keyOf(path: Path): string {
  return path.join('\0');
}
