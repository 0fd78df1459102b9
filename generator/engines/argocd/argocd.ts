/**
 * Everything under `argocd/`: what is the same for the fleet, and each cluster's part:
 * - `root/<fleet>/`: the ApplicationSets and AppProjects, which the root Application reads;
 * - `fleet/<cluster>.yaml`: its entry, by which it belongs to the fleet;
 * - `clusters/<cluster>/`: the parameter files by which the ApplicationSets find its components;
 * - `builds/<cluster>/<component>/`: the path of each Application. When it goes, Argo CD can compare nothing any more. Were the path
 *   a layer that stays, a commit that takes a cluster away and changes that layer would be synced while the Application is deleted,
 *   and what such a sync makes when the deletion has just counted nothing left, stays for good (Argo CD 3.6). At the ref of a later
 *   wave the path stays, but nothing changes there with that commit either.
 */

import type { JsonObject } from '../../data/json.ts';
import { withHeader } from '../../data/yaml.ts';
import type { Fleet } from '../../fleet/model.ts';
import type { ComposedCluster } from '../../layers/compose.ts';
import type { Component } from '../../stack/component.ts';
import type { GeneratedFile } from '../../tree/file-tree.ts';
import { build } from '../build.ts';
import { ARGOCD_NAMESPACE, applicationSet, REFRESH, RETRY } from './application-set.ts';
import { formerRootGuard } from './former-names.ts';
import { entry, entryPath, fleetRef } from './generators.ts';
import { fleetLabels, rootFolder, rootName } from './names.ts';
import { parameters } from './parameters.ts';
import { clusterProject, IN_CLUSTER, rootProject } from './project.ts';

export function argocdShared(fleet: Fleet, registry: readonly Component[]): readonly GeneratedFile[] {
  return [
    { path: 'argocd/root.yaml', text: withHeader('fleet.yaml', rootProject(fleet), rootApplication(fleet)) },
    ...registry.map((component) => ({
      path: `${rootFolder(fleet.name)}/applicationsets/${component.name}.yaml`,
      text: withHeader('fleet.yaml', applicationSet(component, fleet)),
    })),
    formerRootGuard(fleet.name),
  ];
}

export function argocdCluster(
  { cluster, placements }: ComposedCluster,
  fleet: Fleet,
  registry: readonly Component[],
): readonly GeneratedFile[] {
  const source = `clusters/${cluster.name}/cluster.yaml`;
  return [
    {
      path: `${rootFolder(fleet.name)}/projects/${cluster.name}.yaml`,
      text: withHeader(source, clusterProject(cluster, fleet, registry)),
    },
    { path: entryPath(cluster.name), text: withHeader(source, entry(cluster)) },
    ...placements.flatMap((placement) => [
      {
        path: `argocd/clusters/${cluster.name}/${placement.component.name}.yaml`,
        text: withHeader(source, parameters(cluster, placement, fleet)),
      },
      build('argocd', { cluster, placement }, [placement.extras]),
    ]),
  ];
}

/** What a person applies, once; from then on it keeps the ApplicationSets and AppProjects in step with the branch. */
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
        path: rootFolder(fleet.name),
        directory: { recurse: true },
      },
      destination: { server: IN_CLUSTER, namespace: ARGOCD_NAMESPACE },
      ignoreDifferences: [
        {
          group: 'argoproj.io',
          kind: 'ApplicationSet',
          jqPathExpressions: [
            // The controller takes it away when it has done what it asks for.
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
