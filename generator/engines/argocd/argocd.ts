/**
 * Everything under `argocd/`: what is the same for the fleet, and each cluster's part:
 * - `root.yaml`: the root Application, or `root-<instance>.yaml` for each instance that the fleet names;
 * - `root/<fleet>/`, or `root/<fleet>.<instance>/`: the ApplicationSets and AppProjects, which the root Application reads;
 * - `fleet/<cluster>.yaml`: its entry, by which it belongs to the fleet;
 * - `clusters/<cluster>/`: the parameter files by which the ApplicationSets find its components, and which components these are.
 */

import type { JsonObject } from '../../data/json.ts';
import { withHeader } from '../../data/yaml.ts';
import type { ArgocdInstance } from '../../fleet/engine-installs.ts';
import type { Fleet } from '../../fleet/model.ts';
import type { ComposedCluster } from '../../layers/compose.ts';
import type { Component } from '../../stack/component.ts';
import type { GeneratedFile } from '../../tree/file-tree.ts';
import { inGit, pathOf } from '../../tree/layout.ts';
import { applicationSet, REFRESH, RETRY } from './application-set.ts';
import { componentsFile } from './components-file.ts';
import { formerRootGuard } from './former-names.ts';
import { entry, fleetRef } from './generators.ts';
import { rootFile } from './instances.ts';
import { fleetLabels, rootName, scopeOf } from './names.ts';
import { parameters } from './parameters.ts';
import { clusterProject, IN_CLUSTER, rootProject } from './project.ts';

export function argocdShared(fleet: Fleet, registry: readonly Component[]): readonly GeneratedFile[] {
  return [...fleet.engines.argocd.flatMap((one) => instanceFiles(one, fleet, registry)), formerRootGuard(fleet)];
}

function instanceFiles(
  instance: ArgocdInstance,
  fleet: Fleet,
  registry: readonly Component[],
): readonly GeneratedFile[] {
  const root = withHeader('fleet.yaml', rootProject(fleet, instance), rootApplication(fleet, instance));
  return [
    { path: rootFile(instance), text: root },
    ...registry.map((component) => ({
      path: pathOf('argocdApplicationSet', { fleet: scopeOf(fleet.name, instance), component: component.name }),
      text: withHeader('fleet.yaml', applicationSet(component, fleet, instance)),
    })),
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
      path: pathOf('argocdProject', { fleet: scopeOf(fleet.name, cluster.argocd.instance), cluster: cluster.name }),
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
function rootApplication(fleet: Fleet, instance: ArgocdInstance): JsonObject {
  const { namespace } = instance;
  const scope = scopeOf(fleet.name, instance);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: rootName(scope), namespace, labels: fleetLabels(fleet.name, instance) },
    spec: {
      project: rootName(scope),
      source: {
        repoURL: fleet.repository.url,
        targetRevision: fleetRef(fleet),
        // It is removed when the fleet is renamed: a root Application with the former name then cannot read anything,
        // and prunes nothing.
        path: inGit(fleet.repository, pathOf('argocdRootFolder', { fleet: scope })),
        directory: { recurse: true },
      },
      destination: { server: IN_CLUSTER, namespace },
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
