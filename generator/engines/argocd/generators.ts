/**
 * Which clusters an ApplicationSet finds, and at which ref. The parameter files are read at the ref of the cluster's wave, so that
 * a component, or a cluster, comes and goes with its wave. Whose wave follows which ref is said here, on the fleet's branch, and
 * not in those files: of a cluster that moves to another wave the file at the new ref would still name the old wave, and the file
 * at the old ref the new one, so that no generator would find it and its Applications would be deleted until the refs move.
 */
import type { Component } from '../../components/component.ts';
import type { Cluster, Fleet } from '../../fleet/model.ts';
import type { JsonObject } from '../../json.ts';

/** One or two for each ref: for the environments that follow it, and for clusters that name a wave of theirs which does. */
export function generators(component: Component, fleet: Fleet): readonly JsonObject[] {
  const refs = new Map(fleet.waves.map(({ name, ref }) => [name, ref]));
  const environmentRefs = new Map(fleet.environments.map(({ name, wave }) => [name, refs.get(wave)]));
  const apart = fleet.clusters.filter(({ engine, hasOwnWave }) => engine === 'argocd' && hasOwnWave);
  return [...new Set(refs.values())].flatMap((ref) => {
    const environments = [...environmentRefs.keys()].filter((name) => environmentRefs.get(name) === ref);
    const own = apart.filter(({ wave }) => refs.get(wave) === ref);
    const found = (...selector: readonly JsonObject[]): JsonObject => parametersAt(component, fleet, ref, selector);
    return [
      ...(environments.length === 0
        ? []
        : [found(is('In', 'environment', environments), ...someOf('NotIn', 'cluster', apart))]),
      ...(own.length === 0 ? [] : [found(...someOf('In', 'cluster', own))]),
    ];
  });
}

function parametersAt(
  component: Component,
  fleet: Fleet,
  ref: string,
  matchExpressions: readonly JsonObject[],
): JsonObject {
  return {
    git: {
      repoURL: fleet.repository.url,
      revision: ref,
      files: [{ path: `argocd/clusters/*/${component.name}.yaml` }],
      values: { ref },
    },
    selector: { matchExpressions },
  };
}

type Operator = 'In' | 'NotIn';

function is(operator: Operator, key: string, values: readonly string[]): JsonObject {
  return { key, operator, values };
}

/** Kubernetes takes no empty list. */
function someOf(operator: Operator, key: string, clusters: readonly Cluster[]): readonly JsonObject[] {
  return clusters.length === 0 ? [] : [is(operator, key, clusters.map(({ name }) => name).sort())];
}
