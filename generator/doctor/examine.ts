/** Everything that a cluster and its input disagree on, each at the line of the input that decides it. */
import type { FleetFinding, FleetRule } from '../fleet/load.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import type { Layer } from '../fleet/resolve/layer.ts';
import { grouped } from '../layers/selector.ts';
import type { Facts } from '../live/facts/facts.ts';
import type { Component } from '../stack/component.ts';
import { buildGraph, type LevelGraph } from '../stack/graph.ts';
import { capacityFindings } from './capacity.ts';
import { classFindings } from './classes.ts';
import { engineFindings } from './engines.ts';
import type { Asked, Finding, FindingName, Subject } from './finding.ts';
import { hostFindings } from './hosts.ts';
import { installedFindings } from './installed.ts';
import { limitFindings } from './limits.ts';
import { networkFindings } from './network.ts';
import { placeFindings } from './place-of-cluster.ts';
import { refusedFindings } from './refused.ts';

const EXAMINATIONS: readonly ((subject: Subject) => readonly Finding[])[] = [
  placeFindings,
  engineFindings,
  classFindings,
  installedFindings,
  networkFindings,
  capacityFindings,
  limitFindings,
  refusedFindings,
  hostFindings,
];

/** What is told, in the order of the examinations. */
export function findingsOf(subject: Subject): readonly Finding[] {
  return EXAMINATIONS.flatMap((examination) => examination(subject));
}

export function subjectOf(
  cluster: Cluster,
  { engines }: Fleet,
  { deployed }: Pick<LevelGraph, 'deployed'>,
  { facts, asked }: Pick<Subject, 'facts' | 'asked'>,
): Subject {
  return {
    cluster,
    deployed: deployed.map((component) => component.name),
    namespaces: new Map(deployed.map((component) => [component.name, component.namespace])),
    namespaceOfFlux: engines.flux.namespace,
    facts,
    asked,
  };
}

/** A rule for the input of one cluster. */
export function examine(name: string, facts: Facts, asked: Asked = {}): FleetRule<Component> {
  return (fleet, layers, components) => {
    const cluster = fleet.clusters.find((one) => one.name === name);
    if (cluster === undefined) return [];
    const graph = buildGraph(fleet, cluster, components);
    const files = layers.get(name) ?? [];
    return atOnePlace(findingsOf(subjectOf(cluster, fleet, graph, { facts, asked }))).flatMap((finding) =>
      placed(finding, name, files),
    );
  };
}

interface Told extends Omit<Finding, 'name'> {
  readonly names: readonly FindingName[];
}

/** A place of the input is told once: with everything that is found there. */
function atOnePlace(findings: readonly Finding[]): readonly Told[] {
  const placeOf = ({ component, path }: Finding): string => JSON.stringify([component, path]);
  return grouped(findings, placeOf).map((some) => {
    const [{ name: _, ...first }] = some;
    const told = (key: 'message' | 'hint'): string => [...new Set(some.map((one) => one[key]))].join('; ');
    const names = [...new Set(some.map(({ name }) => name))];
    return { ...first, names, message: told('message'), hint: told('hint') };
  });
}

/** A field of a level is told where it is said, and in the file of the cluster where nobody says it. */
function placed(
  { component, path, message, hint, names }: Told,
  cluster: string,
  files: readonly Layer[],
): readonly FleetFinding[] {
  const told = { cluster, code: 'cluster-differs', path, message, hint, names } as const;
  if (component !== undefined) return [{ ...told, component }];
  const layer = files.findLast((one) => one.document.has([...one.path, ...path])) ?? files.at(-1);
  return layer === undefined ? [] : [{ ...told, layer }];
}
