/** What each cluster of a fleet should have, from its input. */
import type { Cluster, Fleet } from '../fleet/model.ts';
import { sourceAt } from '../layers/source.ts';
import type { Component } from '../stack/component.ts';
import { buildGraph } from '../stack/graph.ts';
import type { Wanted } from './model.ts';

/** The components of a cluster, in the order in which they come up. */
export function wantedOn(cluster: Cluster, fleet: Fleet, registry: readonly Component[]): readonly Wanted[] {
  const graph = buildGraph(fleet, cluster, registry);
  return graph.deployed.map((component) => {
    const { chart, upstream } = sourceAt(component, cluster);
    return {
      component: component.name,
      namespace: component.namespace.name,
      version: (chart ?? upstream)?.version,
      source: chart !== undefined ? 'chart' : upstream !== undefined ? 'upstream' : 'manifests',
      dependsOn: graph.dependenciesOf(component),
    };
  });
}
