/** The Application that a component of a cluster must become, put together from the model and not from the ApplicationSet. */

import type { JsonObject } from '../../generator/data/json.ts';
import type { Cluster, Fleet } from '../../generator/fleet/model.ts';
import type { Placement } from '../../generator/layers/compose.ts';
import { refOf } from './waves.ts';

export function predictedApplication(fleet: Fleet, cluster: Cluster, placement: Placement): JsonObject {
  const { component, chart, upstream, folders, buildFolder } = placement;
  const name = component.name;
  const repoURL = fleet.repository.url;
  const targetRevision = refOf(fleet, cluster);
  const repository = { repoURL, targetRevision, path: buildFolder };
  const ofCluster = `argocd/clusters/${cluster.name}`;
  const paths = new Set([...folders, buildFolder, `${ofCluster}/components.jsonnet`]);
  const values = ['bases', `overlays/${cluster.environment}`, `clusters/${cluster.name}`];
  const ignored = (component.ignoreDifferences ?? []).map(({ group, kind, name: object, paths }) => ({
    group,
    kind,
    ...(object === undefined ? {} : { name: object }),
    jsonPointers: paths,
  }));
  return {
    metadata: {
      name: `${cluster.name}-${name}`,
      namespace: 'argocd',
      labels: {
        'app.kubernetes.io/part-of': 'lang-observatory',
        'lang-observatory.dev/fleet': fleet.name,
        'lang-observatory.dev/cluster': cluster.name,
        'lang-observatory.dev/component': name,
        'lang-observatory.dev/environment': cluster.environment,
        'lang-observatory.dev/wave': cluster.wave,
      },
      annotations: {
        'argocd.argoproj.io/manifest-generate-paths': [...paths].map((path) => `/${path}`).join(';'),
      },
      finalizers: upstream === undefined ? ['resources-finalizer.argocd.argoproj.io'] : null,
    },
    spec: {
      project: `observatory.${fleet.name}.${cluster.name}`,
      sources: [
        ...(chart === undefined
          ? []
          : [
              {
                repoURL: chart.repository.replace('oci://', ''),
                chart: chart.name,
                targetRevision: chart.version,
                helm: {
                  releaseName: name,
                  ignoreMissingValueFiles: true,
                  valueFiles: values.map((layer) => `$values/${layer}/${name}/values/values.yaml`),
                },
              },
            ]),
        ...(upstream === undefined
          ? []
          : [{ repoURL: upstream.repository, targetRevision: `refs/tags/${upstream.version}`, path: upstream.path }]),
        chart === undefined ? repository : { ...repository, ref: 'values' },
        {
          repoURL,
          targetRevision,
          path: ofCluster,
          directory: { include: 'components.jsonnet', jsonnet: { tlas: [{ name: 'component', value: name }] } },
        },
      ],
      destination: { name: cluster.name, namespace: component.namespace.name },
      ...(ignored.length === 0 ? {} : { ignoreDifferences: ignored }),
      syncPolicy: {
        automated: { prune: upstream === undefined, selfHeal: true },
        retry: { limit: -1, refresh: true, backoff: { duration: '5s', factor: 2, maxDuration: '1m' } },
        syncOptions: [
          'ServerSideApply=true',
          'SkipDryRunOnMissingResource=true',
          ...(ignored.length === 0 ? [] : ['RespectIgnoreDifferences=true']),
        ],
      },
    },
  };
}
