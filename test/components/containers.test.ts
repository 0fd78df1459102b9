/**
 * Every container that the stack runs comes from a registry that is named, and says what it uses. Containers that we write
 * ourselves are read from the answers; those of a chart are known by its values, and their images from its own values.yaml with
 * ours over it, where that is at hand.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chartValues } from '../../generator/charts/chart-values.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { SIZES } from '../../generator/fleet/model.ts';
import { mergeValues } from '../../generator/fleet/resolve/merge.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { CHARTS as SOURCES, UPSTREAM } from '../../tools/charts/sources.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';
import { pathsWhere, runs } from './chart-parts.ts';

const upstream = join(programFolder(), UPSTREAM);
const present = existsSync(upstream);

/** Containers of a chart: where its values say what each uses. */
const CONTAINERS: Readonly<Record<string, readonly string[]>> = {
  audit: ['server.resources'],
  'barman-cloud': ['resources'],
  blackbox: ['resources'],
  'cert-manager': ['resources', 'webhook.resources', 'cainjector.resources'],
  'clickhouse-operator': ['manager.resources'],
  'cloudnative-pg': ['resources'],
  'external-secrets': ['resources', 'webhook.resources', 'certController.resources'],
  gpu: ['resources'],
  grafana: ['resources', 'sidecar.resources'],
  langfuse: ['langfuse.web.resources', 'langfuse.worker.resources'],
  logs: ['server.resources'],
  'nginx-gateway': ['nginxGateway.resources', 'nginx.container.resources'],
  'object-store': [
    'master.resources',
    'volume.resources',
    'filer.resources',
    's3.resources',
    's3.createBucketsHook.resources',
  ],
  openlit: ['resources'],
  'otel-agent': ['resources'],
  'otel-events': ['resources'],
  'otel-gateway': ['resources'],
  'otel-operator': ['manager.resources'],
  'otel-sampler': ['resources'],
  prometheus: [
    'prometheusOperator.resources',
    'prometheusOperator.prometheusConfigReloader.resources',
    'prometheus.prometheusSpec.resources',
    'alertmanager.alertmanagerSpec.resources',
    'kube-state-metrics.resources',
  ],
  valkey: ['resources', 'initResources', 'metrics.exporter.resources'],
};

function valueAt(value: Json, path: string): Json | undefined {
  return at(value, ...path.split('.'));
}

/** As a container runtime reads it: what stands before the first slash is a registry if it has a dot or a port. */
function namesRegistry(image: string): boolean {
  return /^[^/]+[.:][^/]*\//.test(image);
}

/** Whether whatever says which image names its registry; true of a value that says no image. */
function isPlaced(image: Json): boolean {
  if (typeof image === 'string') return image === '' || namesRegistry(image);
  if (!isObject(image)) return true;
  const { registry, repository } = image;
  if (typeof registry === 'string' && registry !== '') return true;
  return typeof repository !== 'string' || repository === '' || namesRegistry(repository);
}

const isImage = (key: string): boolean => /(^i|I)mage(Name)?$/.test(key);

/** Every image in manifests, lists included. */
function imagesIn(value: Json): readonly Json[] {
  if (isList(value)) return value.flatMap(imagesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => (isImage(key) ? [child] : imagesIn(child)));
}

describe.each(SIZES)('in size %s', (size) => {
  const answers = watchedCluster({ cluster: { size } });

  it.each([...answers.keys()])('images of %s that we write name their registry', (component) => {
    const { values, manifests } = answers.get(component) ?? { values: {}, manifests: [] };
    expect(imagesIn([values, ...manifests]).filter((image) => !isPlaced(image))).toEqual([]);
  });

  it.each(
    Object.entries(CONTAINERS)
      .filter(([component]) => answers.has(component))
      .flatMap(([component, paths]) => paths.map((path) => [component, path] as const)),
  )('a container of %s says what it requests, and the memory that it may use: %s', (component, path) => {
    expect(valueAt(answers.get(component)?.values ?? {}, path)).toMatchObject({
      requests: { cpu: expect.any(String), memory: expect.any(String) },
      limits: { memory: expect.any(String) },
    });
  });
});

it('the registry of SeaweedFS is one that the chart asks for by name', () => {
  expect(valueAt(watchedCluster({}).get('object-store')?.values ?? {}, 'image.registry')).toBe('docker.io');
});

const charts = [...watchedCluster({})].flatMap(([name]) => {
  const chart = REGISTRY.find((component) => component.name === name)?.chart;
  return chart === undefined ? [] : [[name, chart.name] as const];
});

it.each(charts)('every container of a chart is known: %s', (component, chart) => {
  const paths = pathsWhere(
    chartValues(chart)?.values ?? {},
    (key, value) => /resources$/i.test(key) && (isObject(value) || value === 'map'),
  );
  const described = paths
    .filter(runs(component))
    .filter((path) => !/(extra|custom)Resource|volumeClaimTemplate/i.test(path));
  expect(new Set(described)).toEqual(new Set(CONTAINERS[component] ?? []));
});

it.skipIf(!present)(
  `every image of a chart names its registry${present ? '' : ' (skipped: the charts are not at hand)'}`,
  () => {
    const answers = watchedCluster({});
    const unplaced = charts.flatMap(([component, chart]) => {
      const file = join(upstream, SOURCES[chart]?.folder ?? chart, 'values.yaml');
      const defaults: JsonObject = parse(readFileSync(file, 'utf8'));
      const values = mergeValues(defaults, answers.get(component)?.values ?? {});
      const images = pathsWhere(values, isImage).filter(runs(component));
      return images.filter((path) => !isPlaced(valueAt(values, path) ?? '')).map((path) => `${component}: ${path}`);
    });
    expect(charts.length).toBeGreaterThan(10);
    expect(unplaced).toEqual([]);
  },
);
