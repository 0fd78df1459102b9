/** Everything that both engines deploy of a tree. */

import { listAt, textAt } from '../../data/fields.ts';
import { pathOf } from '../../tree/layout.ts';
import type { TreeBuilder } from '../build/build.ts';
import { argocdClusters, argocdHub } from './argocd.ts';
import type { DeployedFleet } from './deployed.ts';
import { fluxClusters } from './flux.ts';
import type { MergeValues } from './merged-values.ts';

export function readFleet(builder: TreeBuilder, merge: MergeValues): DeployedFleet {
  const [input] = builder.documents(pathOf('fleetInput'));
  const reading = { merge, repository: { path: textAt(input, 'spec', 'repository', 'path') || '.' } };
  const hub = argocdHub(builder, reading);
  const clusters = [...argocdClusters(builder, hub, reading), ...fluxClusters(builder, reading)];
  return {
    hub,
    clusters: new Map(
      clusters.map((cluster) => {
        const [own] = builder.documents(pathOf('clusterInput', { cluster: cluster.name }));
        const domain = textAt(own, 'spec', 'domain') || `${cluster.name}.${textAt(input, 'spec', 'domain')}`;
        return [cluster.name, { ...cluster, domain }];
      }),
    ),
    waves: listAt(input, 'spec', 'waves').map((wave) => textAt(wave, 'name')),
  };
}
