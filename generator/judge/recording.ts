/** Which parts of the input of a cluster are read when its files are composed. It runs the same composition, on views that record reads. */

import { once } from '../data/once.ts';
import { emitYaml } from '../data/yaml.ts';
import { ENGINE_WRITERS } from '../engines/engines.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import type { Path } from '../fleet/parse/path.ts';
import { pathOfSetting, settingOf } from '../fleet/schema/sections.ts';
import { clusterAnswer, ownAnswer } from '../layers/answer.ts';
import { type ComposedFleet, composeFleet } from '../layers/compose.ts';
import type { Component } from '../stack/component.ts';
import { buildGraph, type LevelGraph } from '../stack/graph.ts';
import { Reads } from './reads.ts';

export interface Recording {
  /** Whether a value of the input is read. The path is relative to the map that contains `components`. */
  isRead(path: Path): boolean;
}

/** Records clusters of a fleet, as they are or with other settings. */
export function recorder(fleet: Fleet, registry: readonly Component[]): (cluster: Cluster) => Recording {
  const composed = composeFleet(fleet, registry);
  return (cluster) => record(composed, cluster, registry);
}

function record(composed: ComposedFleet, cluster: Cluster, registry: readonly Component[]): Recording {
  const { fleet } = composed;
  const reads = new Reads();
  const view = viewOf(cluster, registry, reads);
  const graph = once(() => buildGraph(fleet, cluster, registry));
  const alone = once(() => buildGraph(fleet, view, registry));
  const asked = new Set<Component>();
  const own = (component: Component): void => {
    if (asked.has(component) || !alone().deployed.includes(component)) return;
    asked.add(component);
    emitAnswer(component, alone(), view);
  };
  const whole = once(() => {
    const one = composed.cluster(view);
    const repository = reads.view(fleet.repository, ['repository']);
    ENGINE_WRITERS[cluster.engine].cluster(one, { ...fleet, repository }, registry);
    for (const { component } of one.placements)
      for (const addition of ['patches', 'manifests']) reads.markWhole(pathOfSetting([component.name, addition]));
  });
  return {
    isRead: (path) => {
      const [first] = path;
      // How an engine is installed, and how it treats a cluster.
      if (first === 'argocd') return first === cluster.engine;
      if (first === 'flux')
        return first === cluster.engine && (path[1] !== 'decryption' || hasOwnManifests(cluster, fleet));
      const [name, ...setting] = settingOf(path);
      const component = registry.find((one) => one.name === name);
      if (component !== undefined && setting.join('.') === 'mode') return modeCounts(component, graph());
      // Most settings are read by their own component: the others are only composed for settings that it does not read.
      if (!reads.has(path) && component !== undefined) own(component);
      if (!reads.has(path)) whole();
      return reads.has(path);
    },
  };
}

/** Only these can be encrypted. */
function hasOwnManifests(cluster: Cluster, { base, environments }: Fleet): boolean {
  const levels = [base, ...environments.filter(({ name }) => name === cluster.environment), cluster];
  return levels.some(({ additions }) => [...additions.values()].some((added) => added.manifestFolders.length > 0));
}

/** Writing the answer reads the values that were only passed on. */
function emitAnswer(component: Component, graph: LevelGraph, cluster: Cluster): void {
  const { values, manifests } = clusterAnswer(component, ownAnswer(component, graph), graph, cluster);
  emitYaml([values, ...manifests]);
}

/** Raw values of a component without a Helm release are merged, but nothing uses them. */
function viewOf(cluster: Cluster, registry: readonly Component[], reads: Reads): Cluster {
  const released = [...cluster.values].filter(([name]) =>
    registry.some((component) => component.name === name && component.chart !== undefined),
  );
  const { hostPolicies, storageClass, trust } = cluster;
  const own = reads.view({ hostPolicies, storageClass, trust }, []);
  return {
    ...cluster,
    get hostPolicies() {
      return own.hostPolicies;
    },
    get storageClass() {
      return own.storageClass;
    },
    get trust() {
      return own.trust;
    },
    settings: new Map([...cluster.settings].map(([name, own]) => [name, reads.view(own, pathOfSetting([name]))])),
    values: new Map(
      released.map(([name, raws]) => [name, raws.map((raw) => reads.view(raw, pathOfSetting([name, 'values'])))]),
    ),
    secrets: reads.view(cluster.secrets, ['secrets']),
    kubernetesApi: reads.view(cluster.kubernetesApi, ['kubernetesApi']),
    clusterDns: reads.view(cluster.clusterDns, ['clusterDns']),
    registry: reads.view(cluster.registry, ['registry']),
    proxy: reads.view(cluster.proxy, ['proxy']),
    placement: reads.view(cluster.placement, ['placement']),
    commonMetadata: reads.view(cluster.commonMetadata, ['commonMetadata']),
    // Without it, results of another cluster would be reused, and their reads not recorded.
    fingerprint: undefined,
  };
}

/**
 * Whether the mode of a component has an effect. Every component reads the modes of others, so reads alone do not show it. For a
 * component that is on demand by default, the mode counts if the component is deployed or needed, or if the mode disables it.
 */
function modeCounts({ name, modes, handle }: Component, graph: LevelGraph): boolean {
  const mode = graph.modeOf(name);
  if (modes[0] !== 'on-demand' || mode === 'on-demand' || mode === 'disabled' || graph.stack.deploys(handle))
    return true;
  return graph.deployed.some((user) => graph.requirementsOf(user).includes(name));
}
