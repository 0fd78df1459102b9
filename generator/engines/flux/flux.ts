/**
 * Everything under `flux/`:
 * - `releases/<component>/`: the HelmRelease and its source, shared by all clusters;
 * - `clusters/<cluster>/`: the bootstrap path, Flux objects only and no kustomization.yaml, so that `flux bootstrap` can keep its own folder there;
 * - `kustomizations/<cluster>/`: the Flux Kustomizations of the cluster's components and whom Flux tells of trouble, read at the ref of its wave;
 * - `builds/<cluster>/<component>/`: what each of them builds.
 */

import type { JsonObject } from '../../data/json.ts';
import { emitYaml, withHeader } from '../../data/yaml.ts';
import type { Fleet } from '../../fleet/model.ts';
import { KUSTOMIZATION } from '../../kustomize/kustomization.ts';
import type { ComposedCluster, Placement } from '../../layers/compose.ts';
import { type Source, sourceAt } from '../../layers/source.ts';
import type { Component } from '../../stack/component.ts';
import type { GeneratedFile } from '../../tree/file-tree.ts';
import { pathOf } from '../../tree/layout.ts';
import { build, buildFolder } from '../build.ts';
import { componentKustomization, rootKustomization, source } from './kustomizations.ts';
import { notifications } from './notifications.ts';
import { release, upstreamRelease, versionField } from './release.ts';

export function fluxShared(fleet: Fleet, registry: readonly Component[]): readonly GeneratedFile[] {
  return registry.flatMap((component) => {
    const objects = releaseObjects(component, sourceAt(component, fleet.base));
    if (objects.length === 0) return [];
    const folder = pathOf('fluxRelease', { component: component.name });
    return [
      {
        path: `${folder}/kustomization.yaml`,
        text: withHeader('fleet.yaml', { ...KUSTOMIZATION, resources: ['release.yaml'] }),
      },
      { path: `${folder}/release.yaml`, text: withHeader('fleet.yaml', ...objects) },
    ];
  });
}

/** With the version that the fleet pins: where another one runs, the build says so. */
function releaseObjects(component: Component, { chart, upstream }: Source): readonly JsonObject[] {
  if (chart !== undefined) return release(component, chart);
  return upstream === undefined ? [] : upstreamRelease(component, upstream);
}

export function fluxCluster({ cluster, placements }: ComposedCluster, fleet: Fleet): readonly GeneratedFile[] {
  const input = pathOf('clusterInput', { cluster: cluster.name });
  const told = notifications(cluster, placements);
  return [
    { path: pathOf('fluxSource', { cluster: cluster.name }), text: withHeader(input, source(cluster, fleet)) },
    {
      path: pathOf('fluxRoot', { cluster: cluster.name }),
      text: withHeader(input, rootKustomization(cluster)),
    },
    ...(told.length === 0
      ? []
      : [{ path: pathOf('fluxNotifications', { cluster: cluster.name }), text: withHeader(input, ...told) }]),
    ...placements.flatMap((placement) => {
      const place = { cluster, placement };
      return [
        {
          path: pathOf('fluxKustomization', { cluster: cluster.name, component: placement.component.name }),
          text: withHeader(input, componentKustomization(cluster, placement, buildFolder('flux', place))),
        },
        build('flux', place, builtFolders(placement), otherVersion(placement, fleet)),
      ];
    }),
  ];
}

/** The release and the values of the layers that exist, then the extras. */
function builtFolders({ component, chart, upstream, values, extras }: Placement): readonly string[] {
  const released =
    chart !== undefined || upstream !== undefined ? [pathOf('fluxRelease', { component: component.name })] : [];
  return [...released, ...values.map((layer) => layer.folder), extras];
}

/** Of a cluster that runs another version than the release names. */
function otherVersion({ component, chart, upstream }: Placement, { base }: Fleet): JsonObject {
  const source = chart ?? upstream;
  const shared = sourceAt(component, base);
  if (source === undefined || source.version === (shared.chart ?? shared.upstream)?.version) return {};
  const { kind, path, value } = versionField(source);
  return { patches: [{ target: { kind }, patch: emitYaml([{ op: 'replace', path, value }]) }] };
}
