/** Everything that a cluster and its input disagree on, each at the line of the input that decides it. */
import type { FleetFinding, FleetRule } from '../fleet/load.ts';
import type { Layer } from '../fleet/resolve/layer.ts';
import type { Facts } from '../live/facts/facts.ts';
import type { Component } from '../stack/component.ts';
import { buildGraph } from '../stack/graph.ts';
import { capacityFindings } from './capacity.ts';
import { classFindings } from './classes.ts';
import { engineFindings } from './engines.ts';
import type { Finding, Subject } from './finding.ts';
import { hostFindings } from './hosts.ts';
import { installedFindings } from './installed.ts';
import { limitFindings } from './limits.ts';
import { networkFindings } from './network.ts';
import { placeFindings } from './place-of-cluster.ts';

const EXAMINATIONS: readonly ((subject: Subject) => readonly Finding[])[] = [
  placeFindings,
  engineFindings,
  classFindings,
  installedFindings,
  networkFindings,
  capacityFindings,
  limitFindings,
  hostFindings,
];

/** A rule for the input of one cluster. `unresolved` are host names that DNS does not know. */
export function examine(name: string, facts: Facts, unresolved: readonly string[] = []): FleetRule<Component> {
  return (fleet, layers, components) => {
    const cluster = fleet.clusters.find((one) => one.name === name);
    if (cluster === undefined) return [];
    const graph = buildGraph(fleet, cluster, components);
    const subject = {
      cluster,
      deployed: graph.deployed.map((component) => component.name),
      namespaces: new Map(graph.deployed.map((component) => [component.name, component.namespace.name])),
      namespaceOfFlux: fleet.engines.flux.namespace,
      facts,
      unresolved,
    };
    const files = layers.get(name) ?? [];
    return EXAMINATIONS.flatMap((examination) => examination(subject)).flatMap((finding) =>
      placed(finding, name, files),
    );
  };
}

/** A field of a level is told where it is said, and in the file of the cluster where nobody says it. */
function placed(
  { component, path, message, hint }: Finding,
  cluster: string,
  files: readonly Layer[],
): readonly FleetFinding[] {
  const told = { cluster, code: 'cluster-differs', path, message, hint } as const;
  if (component !== undefined) return [{ ...told, component }];
  const layer = files.findLast((one) => one.document.has([...one.path, ...path])) ?? files.at(-1);
  return layer === undefined ? [] : [{ ...told, layer }];
}
