/**
 * Monitors and rules for a Prometheus that somebody else runs: they get the labels by which it selects them, and say themselves which
 * cluster and environment their series are of. Ours does that with external labels and a scrape class, which the other does not have.
 * All of it is said for each cluster, because the place is one of a cluster, and Helm cannot take a label away that a layer above has said.
 */
import { type ChartMonitor, monitorsOf } from '../charts/monitors.ts';
import { fieldAt } from '../data/fields.ts';
import { isList, isObject, type Json, type JsonObject } from '../data/json.ts';
import type { ClusterFacts } from '../fleet/model.ts';
import { mergeValues } from '../fleet/resolve/merge.ts';
import { nested } from '../images/in-values.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import type { Component } from '../stack/component.ts';
import type { LevelGraph } from '../stack/graph.ts';
import { listAtPath } from './chart-variables.ts';

type Graph = Pick<LevelGraph, 'monitorLabels'>;

interface Wanted {
  readonly labels: Readonly<Record<string, string>>;
  readonly relabelings: readonly JsonObject[];
  /** Labels of what rules record, and of alerts. */
  readonly place: JsonObject;
}

/** Undefined where Prometheus is ours, or there is none. */
function wantedBy(graph: Graph, { name, environment, labels: { team } }: ClusterFacts): Wanted | undefined {
  const labels = graph.monitorLabels();
  if (labels === undefined) return undefined;
  const place = { cluster: name, environment };
  return {
    labels,
    relabelings: Object.entries(place).map(([targetLabel, replacement]) => ({ targetLabel, replacement })),
    place: { ...place, ...(team === undefined ? {} : { team }) },
  };
}

/** The values with which a chart makes such monitors; the same where Prometheus is ours. */
export function valuesScrapedElsewhere(
  { chart }: Pick<Component, 'chart'>,
  values: JsonObject,
  graph: Graph,
  cluster: ClusterFacts,
): JsonObject {
  const monitors = chart === undefined ? [] : monitorsOf(chart.name).filter((one) => isOn(values, one));
  const wanted = monitors.length === 0 ? undefined : wantedBy(graph, cluster);
  if (wanted === undefined) return values;
  return monitors
    .flatMap((monitor) => [nested(monitor.labels, wanted.labels), relabeled(values, monitor, wanted.relabelings)])
    .reduce(mergeValues, values);
}

function isOn(values: JsonObject, { enabled }: ChartMonitor): boolean {
  return fieldAt(values, ...enabled.split('.')) === true;
}

function relabeled(values: JsonObject, monitor: ChartMonitor, relabelings: readonly JsonObject[]): JsonObject {
  const place = monitor.relabelings;
  if ('list' in place) return nested(place.list, [...listAtPath(values, place.list), ...relabelings]);
  return nested(place.ofEndpoints, withRelabelings(listAtPath(values, place.ofEndpoints), relabelings));
}

/** The manifests of the cluster as such a Prometheus wants them; the same where it is ours. */
export function manifestsScrapedElsewhere(
  manifests: readonly Manifest[],
  graph: Graph,
  cluster: ClusterFacts,
): readonly Manifest[] {
  const isOfPrometheus = ({ apiVersion }: Manifest): boolean => apiVersion === 'monitoring.coreos.com/v1';
  const wanted = manifests.some(isOfPrometheus) ? wantedBy(graph, cluster) : undefined;
  if (wanted === undefined) return manifests;
  return manifests.map((manifest) =>
    isOfPrometheus(manifest) ? placed(labelled(manifest, wanted), wanted) : manifest,
  );
}

function labelled(manifest: Manifest, { labels }: Wanted): Manifest {
  const { metadata } = manifest;
  const own = isObject(metadata.labels) ? metadata.labels : {};
  return { ...manifest, metadata: { ...metadata, labels: { ...labels, ...own } } };
}

function placed(manifest: Manifest, { relabelings, place }: Wanted): Manifest {
  const { kind } = manifest;
  const spec = isObject(manifest.spec) ? manifest.spec : {};
  if (kind === 'PrometheusRule') return { ...manifest, spec: { ...spec, groups: groupsIn(spec.groups, place) } };
  if (kind === 'Probe') return { ...manifest, spec: mergeValues(spec, probedFrom(spec, relabelings)) };
  const field = kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints';
  return { ...manifest, spec: { ...spec, [field]: withRelabelings(listAtPath(spec, field), relabelings) } };
}

function probedFrom(spec: JsonObject, relabelings: readonly JsonObject[]): JsonObject {
  const path = 'targets.staticConfig.relabelingConfigs';
  return nested(path, [...listAtPath(spec, path), ...relabelings]);
}

function withRelabelings(endpoints: readonly Json[], relabelings: readonly JsonObject[]): readonly Json[] {
  return endpoints.map((endpoint) =>
    isObject(endpoint)
      ? { ...endpoint, relabelings: [...listAtPath(endpoint, 'relabelings'), ...relabelings] }
      : endpoint,
  );
}

/** A rule is evaluated over the series of its own cluster, and many add up without saying which one that is. */
function groupsIn(groups: Json | undefined, place: JsonObject): readonly Json[] {
  if (groups === undefined || !isList(groups)) return [];
  return groups.map((group) =>
    isObject(group)
      ? { ...group, rules: listAtPath(group, 'rules').map((rule) => (isObject(rule) ? withPlace(rule, place) : rule)) }
      : group,
  );
}

function withPlace(rule: JsonObject, place: JsonObject): JsonObject {
  return { ...rule, labels: { ...(isObject(rule.labels) ? rule.labels : {}), ...place } };
}
