/** What the graph of a cluster says about its input: a required component that is switched off, and cycles. */
import type { Component } from '../components/component.ts';
import type { Fleet } from '../fleet/model.ts';
import { buildGraph, type LevelGraph } from './stack.ts';

export interface RequirementFinding {
  readonly cluster: string;
  /** The component whose setting is wrong. */
  readonly component: string;
  readonly message: string;
  readonly hint: string;
}

/** One finding per component that is disabled on a cluster while something deployed there needs it. */
export function missingRequirements(fleet: Fleet, registry: readonly Component[]): readonly RequirementFinding[] {
  const seen = new Map<unknown, readonly Omit<RequirementFinding, 'cluster'>[]>();
  return fleet.clusters.flatMap((cluster) => {
    const known = seen.get(cluster.settings);
    const findings = known ?? disabledRequirements(buildGraph(fleet, cluster, registry));
    seen.set(cluster.settings, findings);
    return findings.map((finding) => ({ cluster: cluster.name, ...finding }));
  });
}

function disabledRequirements(graph: LevelGraph): readonly Omit<RequirementFinding, 'cluster'>[] {
  const needs = new Map<string, string[]>();
  for (const component of graph.deployed)
    for (const name of graph.requirementsOf(component))
      if (graph.modeOf(name) === 'disabled') needs.set(name, [...(needs.get(name) ?? []), component.name]);
  return [...needs].map(([name, users]) => ({
    component: name,
    message: `${name} is disabled, but ${users.join(', ')} ${users.length === 1 ? 'needs' : 'need'} it`,
    hint: `leave ${name} managed, say where it is already installed, or disable ${users.join(', ')} too`,
  }));
}

/** The first cycle among `requires`, as names in order; undefined when there is none. Linear in the number of edges. */
export function findCycle(names: readonly string[], requirementsOf: (name: string) => readonly string[]): readonly string[] | undefined {
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (name: string): readonly string[] | undefined => {
    if (state.get(name) === 'done') return undefined;
    if (state.get(name) === 'open') return [...path.slice(path.indexOf(name)), name];
    state.set(name, 'open');
    path.push(name);
    for (const next of requirementsOf(name)) {
      const cycle = visit(next);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    state.set(name, 'done');
    return undefined;
  };
  for (const name of names) {
    const cycle = visit(name);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
