/**
 * Which clusters an ApplicationSet finds, and at which ref. Three facts are read in three places:
 * - which clusters exist: in their entries on the fleet's branch. A cluster is added and removed with its entry, whatever the ref of its wave
 *   still contains, as with Flux;
 * - which ref a cluster follows: here, on the fleet's branch too, by its environment or its name. An entry or a parameter file could be
 *   newer or older than this, and a cluster that no generator finds loses its Applications;
 * - which components it has, and with what: in its parameter files at that ref, so that they come and go with its wave.
 */

import type { JsonObject } from '../../data/json.ts';
import type { ArgocdInstance } from '../../fleet/engine-installs.ts';
import type { Cluster, Fleet } from '../../fleet/model.ts';
import type { Component } from '../../stack/component.ts';
import { inGit, pathOf } from '../../tree/layout.ts';
import { applicationPatch, isVaried } from './application-patch.ts';
import { clustersOf } from './instances.ts';

/** What generators select a cluster by, and how its Applications differ from those of others. */
export function entry(cluster: Cluster): JsonObject {
  const { name, environment, argocd } = cluster;
  const { instance } = argocd;
  const application = applicationPatch(cluster);
  return {
    cluster: name,
    environment,
    ...(instance.name === undefined ? {} : { instance: instance.name }),
    ...(Object.keys(application).length === 0 ? {} : { application }),
  };
}

/** The branch that defines which clusters belong to the fleet, as a ref. */
export function fleetRef({ repository }: Fleet): string {
  return `refs/heads/${repository.branch}`;
}

/** One or two for each ref: for the environments that follow it, and for clusters that name a wave of theirs which does. */
export function generators(component: Component, fleet: Fleet, instance: ArgocdInstance): readonly JsonObject[] {
  const refs = new Map(fleet.waves.map(({ name, ref }) => [name, ref]));
  const environments = fleet.environments.map(({ name, wave }) => ({ name, ref: refs.get(wave) }));
  const apart = clustersOf(fleet, instance).filter(({ hasOwnWave }) => hasOwnWave);
  const ofInstance = instance.name === undefined ? [] : someOf('In', 'instance', [{ name: instance.name }]);
  // What they read of the entry is on the branch; a parameter file does not have it.
  const isByEntry = instance.name !== undefined || isVaried(fleet, instance);
  const distinct = [...new Set(refs.values())];
  return distinct.flatMap((ref) => {
    const following = environments.filter((one) => one.ref === ref);
    const others = environments.filter((one) => one.ref !== ref);
    // After an environment is renamed, the entries may be read before this is applied: one generator also finds the former name.
    const isLast = ref === distinct.at(-1);
    const byEnvironment = isLast ? someOf('NotIn', 'environment', others) : someOf('In', 'environment', following);
    const own = apart.filter(({ wave }) => refs.get(wave) === ref);
    const found = (...selector: readonly JsonObject[]): JsonObject =>
      parametersAt(component, fleet, { ref, isByEntry, matchExpressions: [...ofInstance, ...selector] });
    return [
      ...(isLast || following.length > 0 ? [found(...byEnvironment, ...someOf('NotIn', 'cluster', apart))] : []),
      ...(own.length === 0 ? [] : [found(...someOf('In', 'cluster', own))]),
    ];
  });
}

interface Found {
  readonly ref: string;
  /** Whether the entry of a cluster is read whatever the ref. */
  readonly isByEntry: boolean;
  /** That select clusters. */
  readonly matchExpressions: readonly JsonObject[];
}

/** The parameter files of the selected clusters at a ref. On the fleet's branch a file exists exactly if its cluster exists. */
function parametersAt(component: Component, fleet: Fleet, { ref, isByEntry, matchExpressions }: Found): JsonObject {
  const selected = matchExpressions.length === 0 ? {} : { selector: { matchExpressions } };
  const at = (revision: string, path: string, more: JsonObject): JsonObject => ({
    repoURL: fleet.repository.url,
    revision,
    files: [{ path: inGit(fleet.repository, path) }],
    ...more,
  });
  const parameters = at(ref, pathOf('argocdParameters', { cluster: '*', component: component.name }), {
    values: { ref },
  });
  if (ref === fleetRef(fleet) && !isByEntry) return { git: parameters, ...selected };
  return {
    merge: {
      mergeKeys: ['cluster'],
      generators: [
        { git: at(fleetRef(fleet), pathOf('argocdEntry', { cluster: '*' }), {}), ...selected },
        { git: parameters },
      ],
    },
    // An entry alone: the cluster does not have the component at that ref.
    selector: { matchExpressions: [{ key: 'values.ref', operator: 'Exists' }] },
  };
}

/** Kubernetes does not accept an empty list. */
function someOf(
  operator: 'In' | 'NotIn',
  key: string,
  named: readonly { readonly name: string }[],
): readonly JsonObject[] {
  return named.length === 0 ? [] : [{ key, operator, values: named.map(({ name }) => name).sort() }];
}
