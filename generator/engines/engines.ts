/** The engines. What they write depends only on the composed fleet, so a cluster's engine changes nothing else. */

import type { Engine, Fleet } from '../fleet/model.ts';
import type { ComposedCluster, ComposedFleet } from '../layers/compose.ts';
import type { Component } from '../stack/component.ts';
import type { GeneratedFile } from '../tree/file-tree.ts';
import { argocdCluster, argocdShared } from './argocd/argocd.ts';
import { fluxCluster, fluxShared } from './flux/flux.ts';

export interface EngineWriter {
  /** Files that no single cluster owns: the same however many clusters there are. */
  shared(composed: ComposedFleet, registry: readonly Component[]): readonly GeneratedFile[];
  cluster(composed: ComposedCluster, fleet: Fleet, registry: readonly Component[]): readonly GeneratedFile[];
}

export const ENGINE_WRITERS: Readonly<Record<Engine, EngineWriter>> = {
  argocd: { shared: ({ fleet }, registry) => argocdShared(fleet, registry), cluster: argocdCluster },
  flux: { shared: fluxShared, cluster: fluxCluster },
};
