/** Finds lists in raw values that would remove generated items, and removals of items that do not exist on any cluster. */

import { isList, isObject, type Json } from '../data/json.ts';
import type { FleetFinding } from '../fleet/load.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import { oncePerFingerprint } from '../fleet/resolve/fingerprint.ts';
import type { Layer } from '../fleet/resolve/layer.ts';
import { DIRECTIVE } from '../fleet/schema/patch-directive.ts';
import { generatedValues } from '../layers/answer.ts';
import { type ListFinding, type LossReason, laidUpon } from '../layers/user-values.ts';
import type { Component } from '../stack/component.ts';
import { buildGraph, type LevelGraph } from '../stack/graph.ts';
import { didYouMean } from '../text/did-you-mean.ts';

/** `layers` are the input files of each cluster, by its name. */
export function wrongLists(
  fleet: Fleet,
  layers: ReadonlyMap<string, readonly Layer[]>,
  registry: readonly Component[],
): readonly FleetFinding[] {
  const graphOf = oncePerFingerprint((cluster: Cluster) => buildGraph(fleet, cluster, registry));
  const found = fleet.clusters.flatMap((cluster) => findingsOn(cluster, layers.get(cluster.name) ?? [], graphOf));
  const removed = new Set(found.filter(({ finding }) => finding.kind === 'removal' && finding.isThere).map(placeOf));
  return found.flatMap((one): readonly FleetFinding[] => {
    const { cluster, layer, component, finding } = one;
    if (finding.kind === 'removal' && (finding.isThere || removed.has(placeOf(one)))) return [];
    const { path, ...said } = finding.kind === 'removal' ? idleRemoval(finding) : loss(finding);
    return [{ cluster, layer, path: ['components', component, 'values', ...path], ...said }];
  });
}

interface Found {
  readonly cluster: string;
  readonly layer: Layer;
  readonly component: string;
  readonly finding: ListFinding;
}

function findingsOn(
  cluster: Cluster,
  layers: readonly Layer[],
  graphOf: (cluster: Cluster) => LevelGraph,
): readonly Found[] {
  const names = [...cluster.values].filter(([, raws]) => raws.some(holdsList)).map(([name]) => name);
  if (names.length === 0) return [];
  const graph = graphOf(cluster);
  const deployed = graph.deployed.filter(({ name, chart }) => names.includes(name) && chart !== undefined);
  return deployed.flatMap((component) => {
    const generated = generatedValues(component, graph, cluster);
    let above = generated;
    return layers.flatMap((layer) => {
      const raw = layer.components[component.name]?.values;
      if (!isObject(raw)) return [];
      const { values, findings } = laidUpon(above, raw, generated);
      above = values;
      return findings.map((finding) => ({ cluster: cluster.name, layer, component: component.name, finding }));
    });
  });
}

function holdsList(value: Json): boolean {
  return isList(value) || (isObject(value) && Object.values(value).some(holdsList));
}

/** A file that clusters share may remove items that only some of them have. */
function placeOf({ layer, component, finding }: Found): string {
  return JSON.stringify([layer.document.file, layer.path, component, finding.path]);
}

type Said = Pick<FleetFinding, 'code' | 'message' | 'hint' | 'path'>;

/** A list of the user can be as long as a file, and every item of it can be wrong. */
const MOST_COMPARED = 40;

function idleRemoval({ path, item, among }: Extract<ListFinding, { kind: 'removal' }>): Said {
  return {
    path,
    code: 'setting-unused',
    message: `has no effect, because the list has no item ${item}`,
    hint: didYouMean(item, among.slice(0, MOST_COMPARED)) ?? 'remove it',
  };
}

function loss({ path, lost, because }: Extract<ListFinding, { kind: 'loss' }>): Said {
  const items = lost.map(shortened);
  const more = items.length - MOST_TOLD;
  const told = more > 0 ? `${items.slice(0, MOST_TOLD).join(', ')} and ${more} more` : items.join(', ');
  return {
    path: 'item' in because ? because.item : path,
    code: 'list-replaced',
    message: `would remove generated items (${told}): ${reasonText(because)}`,
    hint: wayOut(because),
  };
}

const MOST_TOLD = 5;
const LONGEST = 60;

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function reasonText(because: LossReason): string {
  switch (because.what) {
    case 'not-a-list':
      return 'this is not a list';
    case 'empty':
      return 'the list is empty';
    case 'no-key':
      return 'the items of this list have no key to merge them by';
    case 'item-without-key':
      return `this item has no ${because.key}, by which the list is merged`;
    case 'double-key':
      return `this item has the same ${because.key} as one above it`;
  }
}

const REPLACE = `{${DIRECTIVE}: replace}`;

function wayOut(because: LossReason): string {
  switch (because.what) {
    case 'not-a-list':
    case 'empty':
      return `write [${REPLACE}] to remove all of them`;
    case 'no-key':
      return `add them to the list, or make ${REPLACE} its first item to remove them`;
    case 'item-without-key':
    case 'double-key':
      return `give each item its own ${because.key}, or make ${REPLACE} the first item to remove the generated ones`;
  }
}
