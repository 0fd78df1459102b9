/**
 * One ApplicationSet per component. It finds the clusters by their parameter files and gives each an Application
 * with the chart, the three layers of values and the manifests. A template cannot vary a list, so every cluster gets the same shape.
 */

import type { JsonObject } from '../../data/json.ts';
import type { ArgocdInstance } from '../../fleet/engine-installs.ts';
import type { Fleet } from '../../fleet/model.ts';
import type { Chart, Component, IgnoreDifference } from '../../stack/component.ts';
import { inGit, layerFolder, layersOf, valuesFile } from '../../tree/layout.ts';
import { clusterLabels, componentLabels } from '../names.ts';
import { isVaried } from './application-patch.ts';
import { componentsSource } from './components-file.ts';
import { generators } from './generators.ts';
import { fleetLabels, nameInFleet, scopeOf } from './names.ts';
import { PATCH } from './selection.ts';

/** Order inside a cluster: a sync that is too early is retried without limit, after short pauses. */
export const RETRY = { limit: -1, refresh: true, backoff: { duration: '5s', factor: 2, maxDuration: '1m' } } as const;

/**
 * Makes the controller generate at once; it then removes the annotation (argoproj/argo-cd:applicationset/controllers).
 * A push with a new cluster reaches it before the root Application has created the cluster's AppProject, and an Application that it rejected
 * without the project is retried only minutes later. So each sync of the root Application, which creates AppProjects first, triggers it again.
 * There are no sync waves among ApplicationSets: a cluster that is rejected in one wave would block all clusters in the next.
 */
export const REFRESH = 'argocd.argoproj.io/application-set-refresh';

export function applicationSet(component: Component, fleet: Fleet, instance: ArgocdInstance): JsonObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: {
      name: nameInFleet(scopeOf(fleet.name, instance), component.name),
      namespace: instance.namespace,
      labels: fleetLabels(fleet.name, instance),
      annotations: { [REFRESH]: 'true' },
    },
    spec: {
      goTemplate: true,
      // A parameter that is absent must stop the Application, not become "<no value>".
      goTemplateOptions: ['missingkey=error'],
      generators: generators(component, fleet, instance),
      // The controller gives every Application the finalizer that deletes what it made, unless it is told to preserve that.
      // Definitions from upstream must be kept: deleting one deletes all objects of its kind.
      ...(component.upstream === undefined ? {} : { syncPolicy: { preserveResourcesOnDeletion: true } }),
      template: {
        metadata: {
          name: `{{ .cluster }}-${component.name}`,
          labels: {
            ...fleetLabels(fleet.name, instance),
            ...componentLabels(component.name, '{{ .environment }}'),
            ...clusterLabels('{{ .cluster }}', '{{ .wave }}'),
          },
          annotations: { 'argocd.argoproj.io/manifest-generate-paths': '{{ .paths }}' },
          // Without it, the objects of the Application are kept when the Application is deleted.
          ...(component.upstream === undefined ? { finalizers: ['resources-finalizer.argocd.argoproj.io'] } : {}),
        },
        spec: template(component, fleet, instance),
      },
      // A template cannot leave out a field for one cluster.
      ...(isVaried(fleet, instance) ? { templatePatch: PATCH } : {}),
    },
  };
}

function template(component: Component, fleet: Fleet, instance: ArgocdInstance): JsonObject {
  const ignored = component.ignoreDifferences ?? [];
  return {
    project: nameInFleet(scopeOf(fleet.name, instance), '{{ .cluster }}'),
    sources: [
      ...upstreamSources(component, fleet),
      repositorySource(fleet, component.chart),
      componentsSource(component, fleet),
    ],
    destination: { name: '{{ .cluster }}', namespace: component.namespace.name },
    ...(ignored.length > 0 ? { ignoreDifferences: ignored.map(ignoreDifference) } : {}),
    syncPolicy: {
      automated: { prune: component.upstream === undefined, selfHeal: true },
      retry: RETRY,
      syncOptions: [
        // CRDs such as Prometheus' exceed the annotation that a client-side apply needs.
        'ServerSideApply=true',
        // Objects whose CRD another Application installs must not fail the dry run.
        'SkipDryRunOnMissingResource=true',
        ...(ignored.length > 0 ? ['RespectIgnoreDifferences=true'] : []),
      ],
    },
  };
}

function upstreamSources({ name, chart, upstream }: Component, fleet: Fleet): readonly JsonObject[] {
  if (chart !== undefined) return [chartSource(name, fleet)];
  if (upstream === undefined) return [];
  return [{ repoURL: upstream.repository, targetRevision: 'refs/tags/{{ .upstream.version }}', path: upstream.path }];
}

function chartSource(release: string, { repository }: Fleet): JsonObject {
  const layers = layersOf('{{ .environment }}', '{{ .cluster }}');
  return {
    repoURL: '{{ .chart.repository }}',
    chart: '{{ .chart.name }}',
    targetRevision: '{{ .chart.version }}',
    helm: {
      releaseName: release,
      ignoreMissingValueFiles: true,
      valueFiles: layers.map((layer) => `$values/${inGit(repository, valuesFile(layerFolder(layer, release)))}`),
    },
  };
}

function repositorySource(fleet: Fleet, chart: Chart | undefined): JsonObject {
  return {
    repoURL: fleet.repository.url,
    targetRevision: '{{ .values.ref }}',
    path: '{{ .extras }}',
    ...(chart === undefined ? {} : { ref: 'values' }),
  };
}

function ignoreDifference({ group, kind, name, paths }: IgnoreDifference): JsonObject {
  return { group, kind, ...(name === undefined ? {} : { name }), jsonPointers: paths };
}
