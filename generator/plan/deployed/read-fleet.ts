/** Everything that both engines deploy of a tree. */

import { pathOf } from '../../tree/layout.ts';
import type { TreeBuilder } from '../build/build.ts';
import { argocdClusters, argocdHub } from './argocd.ts';
import type { DeployedFleet } from './deployed.ts';
import { listAt, textAt } from './fields.ts';
import { fluxClusters } from './flux.ts';
import type { MergeValues } from './merged-values.ts';

export function readFleet(builder: TreeBuilder, merge: MergeValues): DeployedFleet {
  const hub = argocdHub(builder);
  const clusters = [...argocdClusters(builder, hub, merge), ...fluxClusters(builder, merge)];
  return {
    hub,
    clusters: new Map(clusters.map((cluster) => [cluster.name, cluster])),
    waves: listAt(builder.documents(pathOf('fleetInput'))[0], 'spec', 'waves').map((wave) => textAt(wave, 'name')),
  };
}
