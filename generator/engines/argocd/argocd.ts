/**
 * Everything under `argocd/`: what is the same for the fleet, and each cluster's part:
 * - `root/<fleet>/`: the ApplicationSets and AppProjects, which the root Application reads;
 * - `fleet/<cluster>.yaml`: its entry, by which it belongs to the fleet;
 * - `clusters/<cluster>/`: the parameter files by which the ApplicationSets find its components, and which components these are.
 */

import type { JsonObject } from '../../data/json.ts';
import { withHeader } from '../../data/yaml.ts';
import type { Fleet } from '../../fleet/model.ts';
import type { ComposedCluster } from '../../layers/compose.ts';
import type { Component } from '../../stack/component.ts';
import type { GeneratedFile } from '../../tree/file-tree.ts';
import { inGit, pathOf } from '../../tree/layout.ts';
import { ARGOCD_NAMESPACE, applicationSet, REFRESH, RETRY } from './application-set.ts';
import { componentsFile } from './components-file.ts';
import { formerRootGuard } from './former-names.ts';
import { entry, fleetRef } from './generators.ts';
import { fleetLabels, rootName } from './names.ts';
import { parameters } from './parameters.ts';
import { clusterProject, IN_CLUSTER, rootProject } from './project.ts';

export function argocdShared(fleet: Fleet, registry: readonly Component[]): readonly GeneratedFile[] {
  return [
    { path: pathOf('argocdRoot'), text: withHeader('fleet.yaml', rootProject(fleet), rootApplication(fleet)) },
    ...registry.map((component) => ({
      path: pathOf('argocdApplicationSet', { fleet: fleet.name, component: component.name }),
      text: withHeader('fleet.yaml', applicationSet(component, fleet)),
    })),
    formerRootGuard(fleet),
  ];
}

export function argocdCluster(
  { cluster, placements }: ComposedCluster,
  fleet: Fleet,
  registry: readonly Component[],
): readonly GeneratedFile[] {
  const source = pathOf('clusterInput', { cluster: cluster.name });
  return [
    {
      path: pathOf('argocdProject', { fleet: fleet.name, cluster: cluster.name }),
      text: withHeader(source, clusterProject(cluster, fleet, registry)),
    },
    { path: pathOf('argocdEntry', { cluster: cluster.name }), text: withHeader(source, entry(cluster)) },
    componentsFile(
      cluster,
      placements.map(({ component }) => component.name),
    ),
    ...placements.map((placement) => ({
      path: pathOf('argocdParameters', { cluster: cluster.name, component: placement.component.name }),
      text: withHeader(source, parameters(cluster, placement, fleet)),
    })),
  ];
}

/** A person applies it once; from then on it syncs the ApplicationSets and AppProjects with the branch. */
function rootApplication(fleet: Fleet): JsonObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: rootName(fleet.name), namespace: ARGOCD_NAMESPACE, labels: fleetLabels(fleet.name) },
    spec: {
      project: rootName(fleet.name),
      source: {
        repoURL: fleet.repository.url,
        targetRevision: fleetRef(fleet),
        // It is removed when the fleet is renamed: a root Application with the former name then cannot read anything,
        // and prunes nothing.
        path: inGit(fleet.repository, pathOf('argocdRootFolder', { fleet: fleet.name })),
        directory: { recurse: true },
      },
      destination: { server: IN_CLUSTER, namespace: ARGOCD_NAMESPACE },
      ignoreDifferences: [
        {
          group: 'argoproj.io',
          kind: 'ApplicationSet',
          jqPathExpressions: [
            // The controller removes it after it has generated.
            `.metadata.annotations["${REFRESH}"]`,
            // After that, or a webhook, it writes the object back with this empty field (Argo CD 3.6).
            '.spec.generators[].git.template',
            '.spec.generators[].merge.template',
            '.spec.generators[].merge.generators[]?.git.template',
          ],
        },
      ],
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        retry: RETRY,
        syncOptions: ['ServerSideApply=true'],
      },
    },
  };
}
