/**
 * The state of the objects of Flux, of which Flux has no metrics: kube-state-metrics reads it from them, as `gotk_resource_info`
 * (fluxcd/website:content/en/flux/monitoring/metrics.md).
 */
import type { JsonObject } from '../../data/json.ts';

interface FluxKind {
  readonly group: string;
  /** That Flux 2.9 stores. */
  readonly version: string;
  readonly kind: string;
  /** What RBAC calls it. */
  readonly plural: string;
  /** The field of its status with the applied or fetched revision. */
  readonly revision: readonly string[];
}

const FLUX_KINDS: readonly FluxKind[] = [
  {
    group: 'kustomize.toolkit.fluxcd.io',
    version: 'v1',
    kind: 'Kustomization',
    plural: 'kustomizations',
    revision: ['lastAppliedRevision'],
  },
  {
    group: 'helm.toolkit.fluxcd.io',
    version: 'v2',
    kind: 'HelmRelease',
    plural: 'helmreleases',
    revision: ['history', '0', 'chartVersion'],
  },
  source('GitRepository', 'gitrepositories'),
  source('HelmRepository', 'helmrepositories'),
  source('OCIRepository', 'ocirepositories'),
];

function source(kind: string, plural: string): FluxKind {
  return { group: 'source.toolkit.fluxcd.io', version: 'v1', kind, plural, revision: ['artifact', 'revision'] };
}

/** Values of the kube-state-metrics chart. */
export const FLUX_STATE = {
  rbac: {
    extraRules: FLUX_KINDS.map(({ group, plural }) => ({
      apiGroups: [group],
      resources: [plural],
      verbs: ['list', 'watch'],
    })),
  },
  customResourceState: {
    enabled: true,
    config: { kind: 'CustomResourceStateMetrics', spec: { resources: FLUX_KINDS.map(resourceInfo) } },
  },
} satisfies JsonObject;

function resourceInfo({ group, version, kind, revision }: FluxKind): JsonObject {
  return {
    groupVersionKind: { group, version, kind },
    metricNamePrefix: 'gotk',
    metrics: [
      {
        name: 'resource_info',
        help: 'The current state of an object of Flux.',
        each: { type: 'Info', info: { labelsFromPath: { name: ['metadata', 'name'] } } },
        labelsFromPath: {
          exported_namespace: ['metadata', 'namespace'],
          suspended: ['spec', 'suspend'],
          ready: ['status', 'conditions', '[type=Ready]', 'status'],
          revision: ['status', ...revision],
        },
      },
    ],
  };
}
