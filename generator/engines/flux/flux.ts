/**
 * Everything under `flux/`:
 * - `releases/<component>/`: the HelmRelease and its source, shared by all clusters;
 * - `environments/<environment>/`: the Flux Kustomizations of an environment's components and Flux's notifications, and beside
 *   each of them what it builds, `<component>/`;
 * - `clusters/<cluster>/`: the bootstrap path, Flux objects only and no kustomization.yaml, so that `flux bootstrap` can keep its own folder there;
 * - `kustomizations/<cluster>/`: the differences of a cluster from its environment, read at the ref of its wave;
 * - `builds/<cluster>/<component>/`: the build of a cluster's component that differs from its environment's.
 * Beside the Helm values of each layer, the ConfigMap that contains them.
 */
import type { JsonObject } from '../../data/json.ts';
import { withHeader } from '../../data/yaml.ts';
import type { Fleet } from '../../fleet/model.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { KUSTOMIZATION } from '../../kustomize/kustomization.ts';
import type { ComposedCluster, ComposedEnvironment, ComposedFleet, Placement } from '../../layers/compose.ts';
import { differenceFiles } from '../../layers/layer-files.ts';
import { manifestsDifference } from '../../layers/manifests.ts';
import { type Source, sourceAt } from '../../layers/source.ts';
import type { Component } from '../../stack/component.ts';
import type { GeneratedFile } from '../../tree/file-tree.ts';
import { pathOf } from '../../tree/layout.ts';
import { clusterLabels, unprefixed } from '../names.ts';
import { build, isSameBuild, valuesBuild } from './build.ts';
import { componentKustomization, rootKustomization, source } from './kustomizations.ts';
import { notifications } from './notifications.ts';
import { release, upstreamRelease } from './release.ts';

export function fluxShared(
  { fleet, environments, values }: ComposedFleet,
  registry: readonly Component[],
): readonly GeneratedFile[] {
  return [
    ...registry.flatMap((component) => releaseFiles(component, sourceAt(component, fleet.base), fleet)),
    ...values.map(valuesBuild),
    ...environments.flatMap((environment) => environmentFiles(environment, fleet)),
  ];
}

/** With the version that the fleet pins: a build for another version patches it. */
function releaseFiles(component: Component, { chart, upstream }: Source, fleet: Fleet): readonly GeneratedFile[] {
  const objects: readonly JsonObject[] =
    chart !== undefined
      ? release(component, chart, fleet.engines)
      : upstream !== undefined
        ? upstreamRelease(component, upstream, fleet)
        : [];
  return objects.length === 0
    ? []
    : folderOf(pathOf('fluxRelease', { component: component.name }), [['release.yaml', objects]]);
}

/** A kustomization that lists files, and the files. */
function folderOf(
  folder: string,
  files: readonly (readonly [name: string, objects: readonly JsonObject[]])[],
): readonly GeneratedFile[] {
  const resources = files.map(([name]) => name).sort();
  return [
    { path: `${folder}/kustomization.yaml`, text: withHeader(INPUT, { ...KUSTOMIZATION, resources }) },
    ...files.map(([name, objects]) => ({ path: `${folder}/${name}`, text: withHeader(INPUT, ...objects) })),
  ];
}

const INPUT = pathOf('fleetInput');

function environmentFiles(composed: ComposedEnvironment, fleet: Fleet): readonly GeneratedFile[] {
  const { environment, placements } = composed;
  const folder = pathOf('fluxEnvironment', { environment: environment.name });
  return [
    ...folderOf(
      folder,
      environmentObjects(composed, fleet).map((object) => [fileOf(object), [object]]),
    ),
    ...placements.flatMap((placement) => build(environmentBuild(composed, placement), placement, fleet, INPUT)),
  ];
}

function environmentBuild({ environment }: ComposedEnvironment, { component }: Placement): string {
  return pathOf('fluxEnvironmentBuild', { environment: environment.name, component: component.name });
}

/** Many clusters share an environment: its objects are generated once. */
const objects = new WeakMap<ComposedEnvironment, readonly Manifest[]>();

function environmentObjects(composed: ComposedEnvironment, fleet: Fleet): readonly Manifest[] {
  const known = objects.get(composed);
  if (known !== undefined) return known;
  const { environment, placements } = composed;
  const made = [
    ...placements.map((placement) =>
      componentKustomization(environment.name, placement, environmentBuild(composed, placement), {
        fleet,
        flux: environment.flux,
      }),
    ),
    ...notifications(environment, { environment: environment.name }, placements, fleet.engines),
  ];
  objects.set(composed, made);
  return made;
}

/** The name of its file: that of the component for its Kustomization, and else kind and name. */
function fileOf({ kind, metadata }: Manifest): string {
  return kind === 'Kustomization'
    ? `${unprefixed(metadata.name)}.yaml`
    : `${kind.toLowerCase()}-${unprefixed(metadata.name)}.yaml`;
}

export function fluxCluster(composed: ComposedCluster, fleet: Fleet): readonly GeneratedFile[] {
  const { cluster, environment, placements } = composed;
  const input = pathOf('clusterInput', { cluster: cluster.name });
  const folder = pathOf('fluxKustomizations', { cluster: cluster.name });
  const own = new Set(placements.filter((placement) => isOwn(placement, environment)));
  const target = [
    ...placements.map((placement) => {
      const path = own.has(placement) ? ownBuild(composed, placement) : environmentBuild(environment, placement);
      return componentKustomization(cluster.environment, placement, path, { fleet, flux: cluster.flux });
    }),
    ...notifications(cluster, { environment: cluster.environment, cluster: cluster.name }, placements, fleet.engines),
  ];
  return [
    { path: pathOf('fluxSource', { cluster: cluster.name }), text: withHeader(input, source(cluster, fleet)) },
    { path: pathOf('fluxRoot', { cluster: cluster.name }), text: withHeader(input, rootKustomization(cluster, fleet)) },
    ...differenceFiles(
      { folder, source: input },
      {
        folders: [pathOf('fluxEnvironment', { environment: cluster.environment })],
        difference: manifestsDifference(environmentObjects(environment, fleet), target),
        fileOf,
        rest: { labels: [{ pairs: clusterLabels(cluster.name, cluster.wave) }] },
      },
    ),
    ...[...own].flatMap((placement) => build(ownBuild(composed, placement), placement, fleet, input)),
    ...placements.flatMap(({ values }) => values.filter(({ layer }) => layer === 'cluster').map(valuesBuild)),
  ];
}

function ownBuild({ cluster }: ComposedCluster, { component }: Placement): string {
  return pathOf('fluxBuild', { cluster: cluster.name, component: component.name });
}

/** Whether a cluster's component differs from its environment's. */
function isOwn(placement: Placement, { placements }: ComposedEnvironment): boolean {
  const shared = placements.find(({ component }) => component === placement.component);
  return shared === undefined || !isSameBuild(placement, shared);
}
