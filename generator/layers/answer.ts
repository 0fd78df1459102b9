/**
 * The complete result of a component at one level: the Helm values and manifests that the three layers together must produce.
 */

import type { JsonObject } from '../data/json.ts';
import type { Cluster, CommonSettings, Level } from '../fleet/model.ts';
import { mergeValues } from '../fleet/resolve/merge.ts';
import { withCommonMetadata } from '../kubernetes/common-metadata.ts';
import { identityOf, type Manifest } from '../kubernetes/manifest.ts';
import { alertRules } from '../stack/alert-rules.ts';
import type { Component, PerCluster } from '../stack/component.ts';
import type { LevelGraph } from '../stack/graph.ts';
import { networkPolicies } from '../stack/network-policies.ts';
import { manifestsPlaced, valuesPlaced } from './placed.ts';
import { manifestsScrapedElsewhere, valuesScrapedElsewhere } from './scraped-elsewhere.ts';
import { manifestsThroughMirror, valuesThroughMirror } from './through-mirror.ts';
import { withUserValues } from './user-values.ts';
import { valuesWithProxy } from './with-proxy.ts';
import { valuesWithTrust } from './with-trust.ts';

export interface Answer {
  /** Merged with the raw values of the user; empty for a component without a chart. */
  readonly values: JsonObject;
  readonly manifests: readonly Manifest[];
}

/** The result of a component's own functions at a level, before the user's raw values: the same for every level with the same settings. */
export type OwnAnswer = Answer;

export function ownAnswer(component: Component, graph: LevelGraph): OwnAnswer {
  const settings = graph.stack.of(component.handle);
  const manifests = [
    ...manifestsOf(component, component.manifests?.(settings, graph.stack) ?? [], graph),
    ...inCommon([...networkPolicies(component, graph), ...alertRules(component, graph)], graph),
  ];
  return { values: valuesOf(component, settings, graph), manifests: unique(manifests, component) };
}

/** The user's raw values override everything at every level. */
export function levelAnswer(component: Component, own: OwnAnswer, level: Level): Answer {
  const raws = level.values.get(component.name);
  return raws === undefined ? own : { ...own, values: withUserValues(own.values, raws) };
}

/** The answer for a cluster: that of its level, and the values and objects that only the cluster has. */
export function clusterAnswer(component: Component, own: OwnAnswer, graph: LevelGraph, cluster: Cluster): Answer {
  const added = perCluster(component, graph.stack.of(component.handle), graph, cluster);
  const manifests = added.manifests === undefined ? own.manifests : override(own.manifests, added.manifests);
  const answer = {
    values: valuesScrapedElsewhere(component, withValues(own.values, added), graph, cluster),
    manifests: manifestsScrapedElsewhere(manifests, graph, cluster),
  };
  return levelAnswer(component, answer, cluster);
}

/** What is generated for a cluster, before the user's raw values. */
export function generatedValues(component: Component, graph: LevelGraph, cluster: Cluster): JsonObject {
  const settings = graph.stack.of(component.handle);
  const values = withValues(valuesOf(component, settings, graph), perCluster(component, settings, graph, cluster));
  return valuesScrapedElsewhere(component, values, graph, cluster);
}

function valuesOf(component: Component, settings: CommonSettings, graph: LevelGraph): JsonObject {
  const { stack } = graph;
  const mirrored = valuesThroughMirror(
    component,
    component.values?.(settings, stack) ?? {},
    stack.registry,
    stack.taken,
  );
  const trusting = valuesWithTrust(component, valuesPlaced(component, mirrored, stack), stack);
  return valuesWithProxy(component, trusting, graph);
}

function manifestsOf(component: Component, own: readonly Manifest[], { stack }: LevelGraph): readonly Manifest[] {
  return inCommon(manifestsPlaced(component, manifestsThroughMirror(own, stack.registry), stack), { stack });
}

function inCommon(manifests: readonly Manifest[], { stack }: Pick<LevelGraph, 'stack'>): readonly Manifest[] {
  return manifests.map((manifest) => withCommonMetadata(manifest, stack.commonMetadata));
}

function withValues(values: JsonObject, added: PerCluster): JsonObject {
  return added.values === undefined ? values : mergeValues(values, added.values);
}

function perCluster(component: Component, settings: CommonSettings, graph: LevelGraph, cluster: Cluster): PerCluster {
  const { manifests, ...added } = component.perCluster?.(settings, graph.stack, cluster) ?? {};
  if (manifests === undefined) return added;
  // Its values place no pods: they are merged over those of the level, which do.
  return { ...added, manifests: manifestsOf(component, manifests, graph) };
}

function override(manifests: readonly Manifest[], ofCluster: readonly Manifest[]): readonly Manifest[] {
  const replacements = new Map(ofCluster.map((manifest) => [identityOf(manifest), manifest]));
  const kept = manifests.map((manifest) => {
    const replacement = replacements.get(identityOf(manifest));
    replacements.delete(identityOf(manifest));
    return replacement ?? manifest;
  });
  return [...kept, ...replacements.values()];
}

function unique(manifests: readonly Manifest[], component: Component): readonly Manifest[] {
  const seen = new Set<string>();
  for (const manifest of manifests) {
    const identity = identityOf(manifest);
    if (seen.has(identity)) throw new Error(`component ${component.name} writes ${identity} twice`);
    seen.add(identity);
  }
  return manifests;
}
