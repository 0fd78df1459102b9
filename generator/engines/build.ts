/** The folder that an engine builds for a component of a cluster. It goes with the component or the cluster, and is nobody else's. */

import type { JsonObject } from '../data/json.ts';
import { withHeader } from '../data/yaml.ts';
import type { Engine } from '../fleet/model.ts';
import { KUSTOMIZATION } from '../kustomize/kustomization.ts';
import type { ComposedCluster, Placement } from '../layers/compose.ts';
import { relative } from '../layers/layer-files.ts';
import type { GeneratedFile } from '../tree/file-tree.ts';
import { pathOf } from '../tree/layout.ts';

type Place = Pick<ComposedCluster, 'cluster'> & { readonly placement: Pick<Placement, 'component'> };

/** Relative to the repository. */
export function buildFolder(engine: Engine, { cluster, placement }: Place): string {
  return pathOf(`${engine}Build`, { cluster: cluster.name, component: placement.component.name });
}

/** The kustomization of that folder: what the `folders` build, with what else the engine needs of it. */
export function build(engine: Engine, place: Place, folders: readonly string[], rest: JsonObject = {}): GeneratedFile {
  const folder = buildFolder(engine, place);
  const resources = folders.map((to) => relative(folder, to));
  return {
    path: `${folder}/kustomization.yaml`,
    text: withHeader(pathOf('clusterInput', { cluster: place.cluster.name }), { ...KUSTOMIZATION, resources, ...rest }),
  };
}
